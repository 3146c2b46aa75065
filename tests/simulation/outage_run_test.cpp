// Days with outages: what a dark signal lets through, who waits at a road that is shut, and one result for any threads,
// windows, ranks and after any checkpoint.
#include "city/apply.hpp"
#include "network/supply.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/one_result.hpp"
#include "traffic/dark_signals.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using core::Millis;
using core::NodeId;

namespace {

struct Day {
    city::City town;
    scenario::Scenario scenario;
    city::Plans plans;
    network::Routes routes;
    [[nodiscard]] simulation::RunResult run() const { return simulation::simulate(town, scenario, plans, routes); }
};

// Four arms of 300 m and one lane round a signal; node 0 is the middle, then west, east, north, south.
city::City crossing()
{
    StreetPlan streets;
    auto const middle = streets.node(0, 0);
    streets.nodes.back().signal = true;
    for (auto const& [x, y] : {std::pair(-300, 0), {300, 0}, {0, 300}, {0, -300}}) {
        streets.two_way(middle, streets.node(x, y));
    }
    city::City town;
    town.crs = "EPSG:5899";
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 1, 2'000);
    return town;
}

scenario::Outage outage_of(std::string what, double from_h, double to_h)
{
    scenario::Outage outage;
    outage.id = what;
    outage.what = {std::move(what)};
    outage.from_h = from_h;
    outage.to_h = to_h;
    return outage;
}

// Cars that all set out at one time from the west to the east.
Day platoon(int cars, scenario::Outage const& outage, Millis at_ms = 8 * hour)
{
    Day day;
    PlanSketch sketch;
    for (int i = 0; i < cars; ++i) {
        sketch.begin("car " + std::to_string(i));
        sketch.stay(NodeId{1}, {-300, 0});
        sketch.leave(at_ms, city::Mode::car);
        sketch.stay(NodeId{2}, {300, 0});
        sketch.end();
    }
    day.plans = sketch.plans;
    day.scenario.outages = {outage};
    day.town = city::on_day(day.scenario, crossing());
    day.routes = simulation::route_plans(day.town, day.plans, day.scenario);
    return day;
}

std::vector<Millis> arrivals(simulation::RunResult const& run)
{
    std::vector<Millis> times;
    for (auto const& leg : run.legs) {
        if (leg.arrival_ms != core::never) times.push_back(leg.arrival_ms);
    }
    std::ranges::sort(times);
    return times;
}

}  // namespace

TEST_CASE("a dark signal lets one car of each lane through in its turn: 375 an hour")
{
    auto const run = platoon(30, outage_of("power", 6, 10)).run();
    auto const times = arrivals(run);
    REQUIRE(times.size() == 30);
    for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i] - times[i - 1] == 9'600);
}

TEST_CASE("plans of a dark signal: the usual ones outside its hours, and approaches in turn inside them")
{
    auto town = crossing();
    town.network.add_dark_signals({{NodeId{0}, 7 * hour, 8 * hour}, {NodeId{0}, 8 * hour, 9 * hour}});
    REQUIRE(town.network.dark_signals().size() == 1);
    std::vector<traffic::GreenTime> greens(town.network.link_count());
    for (core::LinkId const link : town.network.in_links(NodeId{0})) greens[link.value()] = {90'000, 1'000, 40'000};
    auto const plans = traffic::plans_with_dark_hours(town.network, 375, greens);
    REQUIRE(plans.size() == 3);
    CHECK(plans[0].from_ms == 0);
    CHECK(plans[0].to_ms == 7 * hour);
    CHECK(plans[0].cycle_ms == 90'000);
    CHECK(plans[0].turns.size() == 16);
    CHECK(plans[0].turns[0].greens == std::vector<network::GreenWindow>{{1'000, 40'000}});
    CHECK(plans[1].from_ms == 7 * hour);
    CHECK(plans[1].to_ms == 9 * hour);
    CHECK(plans[1].cycle_ms == 9'600);
    REQUIRE(plans[1].turns.size() == 16);
    CHECK(town.network.supply(core::LinkId{0}).capacity_pcu_per_h == Approx(1'714.3).margin(0.1));
    for (std::size_t i = 0; i < 16; ++i) {
        auto const& green = plans[1].turns[i].greens.front();
        CHECK(green.start_ms == static_cast<Millis>(i / 4) * 2'400);
        CHECK(green.length_ms == 2'100);  // 3,600 s / 1,714
    }
    CHECK(plans[2].from_ms == 9 * hour);
    CHECK(plans[2].to_ms == 24 * hour);
    for (traffic::GreenTime const& green : greens) CHECK_FALSE(green.has_signal());
}

TEST_CASE("a signal whose approaches lie along one axis does not go dark")
{
    auto town = line_town();
    town.network.set_signal(NodeId{1}, true);
    town.network.add_dark_signals({{NodeId{1}, 0, 24 * hour}});
    std::vector<traffic::GreenTime> greens(town.network.link_count());
    CHECK(traffic::plans_with_dark_hours(town.network, 375, greens).empty());
}

TEST_CASE("who did not know that a road is shut waits for its opening, whatever the windows")
{
    auto closed = outage_of("roads", 7.999, 8.5);
    closed.roads = {"Phố 1"};  // from the middle to the east
    closed.announced = false;
    auto day = platoon(3, closed);
    day.town.network.set_signal(NodeId{0}, false);
    auto const expected = day.run();
    auto const times = arrivals(expected);
    REQUIRE(times.size() == 3);
    CHECK(times[0] == 8 * hour + 30 * minute + 30'000);  // 300 m at 10 m/s
    check_threads_and_windows(day, expected, {130, 1'000});
    check_resumed(day, expected, {1, 57'594, 57'600, 60'000});

    closed.announced = true;
    auto const told = platoon(3, closed).run();
    CHECK(arrivals(told).empty());  // there is no other way
    CHECK(told.unreachable_legs == 3);
}

TEST_CASE("after 24:00 dark signals and roads that are shut are as in the morning, whatever the windows")
{
    auto const times = arrivals(platoon(5, outage_of("power", 0, 1), 24 * hour + 288'000).run());
    REQUIRE(times.size() == 5);
    for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i] - times[i - 1] == 9'600);

    auto closed = outage_of("roads", 0.00025, 0.5);  // from the first second on
    closed.roads = {"Phố 1"};
    closed.announced = false;
    auto day = platoon(3, closed, 24 * hour + 5 * minute);
    day.town.network.set_signal(NodeId{0}, false);
    auto const expected = day.run();
    REQUIRE(arrivals(expected).size() == 3);
    CHECK(arrivals(expected)[0] == 24 * hour + 30 * minute + 30'000);
    check_threads_and_windows(day, expected, {130});
}

TEST_CASE("what is in reach of a thing that is out stays covered, for every service")
{
    constexpr int side = 6;
    Day lit{busy_town(side), {}, busy_plans(side, 400, hour), {}};
    lit.scenario.traffic.end_hour = 24;
    lit.scenario.operations.road_incidents_per_million_km = 1e5;
    lit.scenario.operations.public_incidents_per_million_h = 1e5;
    lit.routes = simulation::route_plans(lit.town, lit.plans, lit.scenario);
    Day dark = lit;
    dark.scenario.outages = {outage_of("uplink", 0.2, 1)};  // moves nobody
    dark.town = city::on_day(dark.scenario, lit.town);
    auto const usual = lit.run();
    auto const run = dark.run();
    for (char const* service : {"wifi", "camera", "operations"}) {
        CAPTURE(service);
        auto const with = service_of(usual, service).by_zone.total();
        auto const without = service_of(run, service).by_zone.total();
        CHECK(with.covered > 0);
        CHECK(without.covered == with.covered);
        CHECK(without.offered == with.offered);
        CHECK(without.carried < with.carried);
    }
}

TEST_CASE("a busy day with outages has one result")
{
    constexpr int side = 6;
    Day day;
    day.plans = busy_plans(side, 800, hour);
    auto shut = outage_of("roads", 0.25, 0.75);
    shut.roads = {"Phố 12"};
    shut.announced = false;
    day.scenario.outages = {outage_of("power", 0.2, 1), shut};
    day.scenario.traffic.end_hour = 24;
    auto const usual_town = busy_town(side);
    day.town = city::on_day(day.scenario, usual_town);
    day.routes = simulation::route_plans(day.town, day.plans, day.scenario);
    auto const expected = day.run();
    check_threads_and_windows(day, expected, {130, 1'000});
    check_ranks(day, expected);
    check_resumed(day, expected, {300, 1'800, 5'000});

    Day usual{usual_town, {}, day.plans, day.routes};
    usual.scenario.traffic.end_hour = 24;
    auto const lit = usual.run();
    CHECK(lit.digest != expected.digest);
    auto const carried = [](simulation::RunResult const& run, std::string_view service) {
        return service_of(run, service).by_zone.total().carried;
    };
    CHECK(carried(expected, "wifi") < carried(lit, "wifi"));
    CHECK(carried(expected, "camera") < carried(lit, "camera"));
    auto const covered = [](simulation::RunResult const& run) {
        return service_of(run, "wifi").by_zone.total().covered;
    };
    CHECK(covered(expected) > 0);
}
