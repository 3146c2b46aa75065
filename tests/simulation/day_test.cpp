// The travellers' side of a run, without any traffic: which stay ends when, what follows, and where people were.
#include "simulation/day.hpp"

#include "services/toy_town.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using namespace halong::test;
using city::Mode;
using simulation::Day;

namespace {

core::NodeId const west{0};
core::NodeId const middle{1};
core::NodeId const east{2};
core::NodeId const apart{3};

// One route for each stay; stays without a leg have an empty one.
network::Routes routes_of(std::vector<std::vector<int>> const& by_stay)
{
    network::Routes routes;
    for (auto const& links : by_stay) {
        for (int const link : links) routes.links.emplace_back(link);
        routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
    }
    return routes;
}

struct Events {
    std::vector<traffic::Departure> departures;
    std::vector<city::Presence> presences;
};

}  // namespace

TEST_CASE("all days begin at 00:00 and the first stay ends as planned")
{
    PlanSketch sketch;
    sketch.begin("a");
    sketch.stay(west, {0, 0});
    sketch.leave(7 * hour, Mode::car);
    sketch.stay(middle, {300, 0});
    sketch.end();
    sketch.begin("b");
    sketch.stay(east, {600, 0});  // stays all day
    sketch.end();
    auto const routes = routes_of({{0}, {}, {}});
    Day day(sketch.plans, routes);
    Events events;
    day.begin(events.departures, events.presences);
    REQUIRE(events.departures.size() == 1);
    CHECK(events.departures[0].leg == 0);
    CHECK(events.departures[0].time_ms == 7 * hour);
    REQUIRE(events.presences.size() == 2);
    CHECK(events.presences[0].to_ms == 7 * hour);
    CHECK(events.presences[1].traveller == 1);
    CHECK(events.presences[1].stay == 2);
    CHECK(events.presences[1].to_ms == core::never);
    CHECK(day.open_legs() == 1);
    CHECK(day.stays_begun() == 2);
    CHECK(day.legs()[0].departure_ms == 7 * hour);
    CHECK(day.legs()[0].arrival_ms == core::never);
}

TEST_CASE("a stay ends at the planned time, or after its least duration when the traveller came late")
{
    struct Row {
        core::Millis planned_end, min_duration, arrival, expected;
    };
    Row const rows[] = {
        {12 * hour, 10 * minute, 9 * hour, 12 * hour},                         // in time
        {12 * hour, 10 * minute, 11 * hour + 50 * minute, 12 * hour},          // just in time
        {12 * hour, 10 * minute, 11 * hour + 50 * minute + 1, 12 * hour + 1},  // one millisecond late
        {12 * hour, 10 * minute, 13 * hour, 13 * hour + 10 * minute},          // late
        {12 * hour, 0, 13 * hour, 13 * hour + 1'000},                          // never within the window of his arrival
    };
    for (Row const& row : rows) {
        CAPTURE(row.arrival);
        PlanSketch sketch;
        sketch.begin("a");
        sketch.stay(west, {0, 0});
        sketch.leave(7 * hour, Mode::car);
        sketch.stay(middle, {300, 0}, 0, row.min_duration);
        sketch.leave(row.planned_end, Mode::car);
        sketch.stay(west, {0, 0});
        sketch.end();
        auto const routes = routes_of({{0}, {1}, {}});
        Day day(sketch.plans, routes);
        Events events;
        day.begin(events.departures, events.presences);
        std::vector<traffic::Arrival> const arrivals{{0, row.arrival, 7 * hour, 1'234}};
        events = {};
        day.arrive(arrivals, events.departures, events.presences);
        REQUIRE(events.departures.size() == 1);
        CHECK(events.departures[0].leg == 1);
        CHECK(events.departures[0].time_ms == row.expected);
        REQUIRE(events.presences.size() == 1);
        CHECK(events.presences[0].from_ms == row.arrival);
        CHECK(events.presences[0].to_ms == row.expected);
        CHECK(day.legs()[0].arrival_ms == row.arrival);
        CHECK(day.legs()[0].free_ms == 1'234);
        CHECK(day.open_legs() == 1);
    }
}

TEST_CASE("who cannot reach his next stay remains where he is, and is counted")
{
    PlanSketch sketch;
    sketch.begin("a");
    sketch.stay(west, {0, 0});
    sketch.leave(7 * hour, Mode::car);
    sketch.stay(apart, {900, 0});  // no street leads there
    sketch.leave(9 * hour, Mode::car);
    sketch.stay(west, {0, 0});
    sketch.end();
    sketch.begin("b");
    sketch.stay(west, {0, 0});
    sketch.leave(7 * hour, Mode::walk);
    sketch.stay(west, {0, 5});  // next door: an empty route, and no journey
    sketch.end();
    auto const routes = routes_of({{}, {}, {}, {}, {}});
    Day day(sketch.plans, routes);
    Events events;
    day.begin(events.departures, events.presences);
    CHECK(day.unreachable_legs() == 1);
    CHECK(day.open_legs() == 1);
    REQUIRE(events.departures.size() == 1);
    CHECK(events.departures[0].leg == 3);
    CHECK(events.presences[0].to_ms == core::never);
    auto const present = day.presence_by_zone_hour(1, core::ms_per_day);
    CHECK(present[20] == 60'000);  // only a: b left at 7 and has not arrived
}

TEST_CASE("presence is persons times time, by zone and hour, up to midnight")
{
    PlanSketch sketch;
    sketch.begin("family", city::PersonClass::domestic_visitor, 3);
    sketch.stay(west, {0, 0});
    sketch.leave(7 * hour + 30 * minute, Mode::car);
    sketch.stay(middle, {300, 0}, 0, 0, core::ZoneId{1});
    sketch.end();
    auto const routes = routes_of({{0}, {}});
    Day day(sketch.plans, routes);
    Events events;
    day.begin(events.departures, events.presences);
    std::vector<traffic::Arrival> const arrivals{{0, 8 * hour + 15 * minute, 7 * hour + 30 * minute, 30'000}};
    day.arrive(arrivals, events.departures, events.presences);
    auto const at = [](std::vector<std::int64_t> const& present, int zone, int h) {
        return present[static_cast<std::size_t>(zone * 24 + h)];
    };
    auto const present = day.presence_by_zone_hour(2, core::ms_per_day + 5 * hour);
    CHECK(at(present, 0, 6) == 3 * 60'000);
    CHECK(at(present, 0, 7) == 3 * 30'000);
    CHECK(at(present, 0, 8) == 0);
    CHECK(at(present, 1, 7) == 0);
    CHECK(at(present, 1, 8) == 3 * 45'000);
    CHECK(at(present, 1, 23) == 3 * 60'000);
    CHECK(std::accumulate(present.begin(), present.end(), std::int64_t{0}) == 3 * (24 * 60 - 45) * 1'000);
    auto const until_nine = day.presence_by_zone_hour(2, 9 * hour);
    CHECK(at(until_nine, 1, 8) == 3 * 45'000);
    CHECK(at(until_nine, 1, 9) == 0);
}

TEST_CASE("who is to come through a gateway, or has left through one, is not present")
{
    PlanSketch sketch;
    sketch.begin("group", city::PersonClass::domestic_visitor, 4);
    sketch.stay(west, {0, 0});
    sketch.leave(8 * hour, Mode::car);
    sketch.stay(middle, {300, 0}, 0, 0, core::ZoneId{1});
    sketch.leave(10 * hour, Mode::car);
    sketch.stay(west, {0, 0});
    sketch.end();
    sketch.plans.activity[0] = city::Activity::outside;
    sketch.plans.activity[2] = city::Activity::outside;
    auto const routes = routes_of({{0}, {0}, {}});
    Day day(sketch.plans, routes);
    Events events;
    day.begin(events.departures, events.presences);
    CHECK(day.persons_by_zone(2, 7 * hour) == std::vector<std::int64_t>{0, 0});
    std::vector<traffic::Arrival> const arrivals{{0, 9 * hour, 8 * hour, 30'000}};
    day.arrive(arrivals, events.departures, events.presences);
    CHECK(day.persons_by_zone(2, 9 * hour) == std::vector<std::int64_t>{0, 4});
    std::vector<traffic::Arrival> const left{{1, 11 * hour, 10 * hour, 30'000}};
    day.arrive(left, events.departures, events.presences);
    CHECK(day.persons_by_zone(2, 12 * hour) == std::vector<std::int64_t>{0, 0});
    auto const present = day.presence_by_zone_hour(2, core::ms_per_day);
    CHECK(present[24 + 9] == 4 * 60'000);
    CHECK(std::accumulate(present.begin(), present.end(), std::int64_t{0}) == 4 * 60'000);
    auto const by_class = day.presence_by_class(2, core::ms_per_day);
    CHECK(std::accumulate(by_class.begin(), by_class.end(), std::int64_t{0}) == 4 * 60'000);
}
