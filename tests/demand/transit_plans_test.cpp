#include "demand/transit_plans.hpp"

#include "demand/connections.hpp"
#include "demand/demand.hpp"
#include "plan_rules.hpp"
#include "small_timetable.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

using namespace halong;
using namespace halong::demand;
using city::Mode;
using city::TransitKind;
using core::ms_per_hour;
using core::ms_per_minute;
using test::small_city_with_timetable;
using test::small_day;

TEST_CASE("bus connections: both stops near, in the right order, while buses run")
{
    auto const city = small_city_with_timetable();
    scenario::TransitParameters const parameters;
    Connections const connections(city.transit, scenario::DayKind::weekday, parameters);
    auto const at = [](double column) { return geo::PointMetric{(column + 0.5) * 500, 8.5 * 500 + 100}; };
    auto const east = connections.by_bus(at(0), at(8), 7 * ms_per_hour);
    REQUIRE(east);
    CHECK(east->from_stop == 0);
    CHECK(east->to_stop == 4);
    CHECK(east->ride_ms == 12 * ms_per_minute);
    auto const west = connections.by_bus(at(8), at(0), 7 * ms_per_hour);
    REQUIRE(west);
    CHECK(west->from_stop == 4);
    CHECK_FALSE(connections.by_bus(at(0), {250, 6'000}, 7 * ms_per_hour));  // no stop near the end
    CHECK_FALSE(connections.by_bus(at(0), at(0.4), 7 * ms_per_hour));       // too short
    CHECK(connections.by_bus(at(0), at(8), 19 * ms_per_hour + 30 * ms_per_minute));
    CHECK_FALSE(connections.by_bus(at(0), at(8), 19 * ms_per_hour + 50 * ms_per_minute));  // the last one has gone
}

TEST_CASE("boats from one place to another carry passengers as buses do, and are no tours")
{
    auto city = small_city_with_timetable();
    geo::PointMetric const here{250, 6'000};
    geo::PointMetric const there{8'250, 6'000};
    scenario::TransitParameters const parameters;
    {
        Connections const without(city.transit, scenario::DayKind::weekday, parameters);
        CHECK_FALSE(without.by_bus(here, there, 7 * ms_per_hour));
    }
    auto const from = test::add_stop(city, here);
    auto const to = test::add_stop(city, there);
    test::add_line(city, TransitKind::boat, 100, {from, to}, 6, 20, 6, 15);
    std::ranges::stable_sort(city.transit.trips, {}, [](city::TransitTrip const& trip) {
        return std::pair(trip.times.front().departure_ms, trip.id);
    });
    Connections const connections(city.transit, scenario::DayKind::weekday, parameters);
    auto const ferry = connections.by_bus(here, there, 7 * ms_per_hour);
    REQUIRE(ferry);
    CHECK(ferry->from_stop == from);
    CHECK(ferry->to_stop == to);
    CHECK(ferry->ride_ms == 15 * ms_per_minute);
    CHECK_FALSE(connections.by_bus(there, here, 7 * ms_per_hour));
    CHECK_FALSE(connections.boat_tour(here, 6 * ms_per_hour));

    // The bus line eastwards as a boat: people ride it, and it is no vehicle on the roads.
    auto by_boat = small_city_with_timetable();
    by_boat.transit.lines[0].kind = TransitKind::boat;
    auto const plans = make_plans(by_boat, small_day(), core::Random(1));
    test::check_plans(by_boat, plans);
    auto const eastwards = std::ranges::count_if(plans.rides, [&](city::Ride const& ride) {
        return ride.from_stop < ride.to_stop && ride.to_stop < by_boat.transit.lines[0].stops.size();
    });
    CHECK(eastwards > 20);
    CHECK(plans.bus_runs.size() == 60);
}

TEST_CASE("boat tours: the longest that fits, or else the shortest; cabins only where they come back")
{
    auto const city = small_city_with_timetable();
    Connections const connections(city.transit, scenario::DayKind::weekday, {});
    auto const pier = std::ranges::find(city.places, city::PlaceKind::pier, &city::Place::kind)->position;
    CHECK(connections.boat_tour(pier, 6 * ms_per_hour)->ride_ms == 5 * ms_per_hour);
    CHECK(connections.boat_tour(pier, 5 * ms_per_hour - 1)->ride_ms == 4 * ms_per_hour);
    CHECK(connections.boat_tour(pier, 2 * ms_per_hour)->ride_ms == 4 * ms_per_hour);
    CHECK_FALSE(connections.boat_tour({pier.x_m + 301, pier.y_m}, 6 * ms_per_hour));
    auto const station = std::ranges::find(city.places, city::PlaceKind::cable_car, &city::Place::kind)->position;
    REQUIRE(connections.cabin_from(station));
    CHECK(connections.cabin_from(station)->ride_ms == 5 * ms_per_minute);
    CHECK_FALSE(connections.cabin_from(pier));
}

TEST_CASE("plans with a timetable keep every rule, and every ride has its line")
{
    auto const city = small_city_with_timetable();
    auto const scenario = small_day();
    auto const plans = make_plans(city, scenario, core::Random(1));
    test::check_plans(city, plans);
    std::map<TransitKind, int> rides;
    std::size_t next = 0;
    for (std::uint32_t stay = 0; stay < plans.stay_count(); ++stay) {
        if (plans.mode[stay] != Mode::transit) continue;
        REQUIRE(next < plans.rides.size());
        city::Ride const& ride = plans.rides[next++];
        REQUIRE(ride.stay == stay);
        auto const line = std::ranges::find_if(city.transit.lines, [&](city::TransitLine const& row) {
            auto const from = std::ranges::find(row.stops, ride.from_stop);
            return from != row.stops.end() && std::find(from + 1, row.stops.end(), ride.to_stop) != row.stops.end();
        });
        REQUIRE(line != city.transit.lines.end());
        ++rides[line->kind];
    }
    CHECK(next == plans.rides.size());
    CHECK(rides[TransitKind::bus] > 50);
    CHECK(rides[TransitKind::boat] > 20);
    CHECK(rides[TransitKind::cabin] > 20);
    CHECK(plans.bus_runs.size() == 2 * 60);
    for (city::BusRun const& run : plans.bus_runs) {
        auto const& stops = city.transit.lines[city.transit.trips[run.trip].line].stops;
        CHECK(plans.stays_end(run.traveller) - plans.stays_begin(run.traveller) == stops.size());
        CHECK(plans.node[plans.stays_begin(run.traveller)] == city.transit.stops[stops.front()].node);
    }
}

TEST_CASE("a timetable changes those who ride and few others; switched off it changes nothing")
{
    auto city = small_city_with_timetable();
    auto scenario = small_day();
    auto const with = make_plans(city, scenario, core::Random(1));
    scenario.transit.on = false;
    auto const off = make_plans(city, scenario, core::Random(1));
    city.transit = {};
    scenario.transit.on = true;
    CHECK(test::digest_of(off) == test::digest_of(make_plans(city, scenario, core::Random(1))));
    CHECK(off.rides.empty());

    std::set<std::uint64_t> riders;
    for (city::Ride const& ride : with.rides) {
        auto const after = std::ranges::upper_bound(with.first_stay, ride.stay);
        riders.insert(with.traveller_key[static_cast<std::size_t>(after - with.first_stay.begin() - 1)]);
    }
    std::size_t others = 0;  // who found a motorbike or car at home because somebody of the household rides
    for (std::uint32_t t = 0; test::is_resident(off, t); ++t) {  // residents come first
        REQUIRE(with.traveller_key[t] == off.traveller_key[t]);
        if (riders.contains(off.traveller_key[t])) continue;
        std::uint32_t const stays = off.stays_end(t) - off.stays_begin(t);
        bool same = with.stays_end(t) - with.stays_begin(t) == stays;
        for (std::uint32_t k = 0; same && k < stays; ++k) {
            same = with.mode[with.stays_begin(t) + k] == off.mode[off.stays_begin(t) + k] &&
                   with.planned_end[with.stays_begin(t) + k] == off.planned_end[off.stays_begin(t) + k];
        }
        if (!same) ++others;
    }
    CHECK(others < riders.size() / 4);
}

TEST_CASE("a better bus keeps those who ride already")
{
    auto const city = small_city_with_timetable();
    auto scenario = small_day();
    auto const riders_at = [&](double constant) {
        scenario.transit.bus_constant = constant;
        auto const plans = make_plans(city, scenario, core::Random(1));
        std::set<std::uint64_t> riders;
        for (city::Ride const& ride : plans.rides) {
            auto const after = std::ranges::upper_bound(plans.first_stay, ride.stay);
            auto const t = static_cast<std::size_t>(after - plans.first_stay.begin() - 1);
            if (test::is_resident(plans, t)) riders.insert(plans.traveller_key[t]);
        }
        return riders;
    };
    CHECK(riders_at(-40).empty());
    auto const some = riders_at(-0.5);
    auto const all = riders_at(2.5);
    CHECK(some.size() > 10);
    CHECK(all.size() > 3 * some.size());
    // Vehicles that riders leave at home change the errands of some others of their household.
    std::size_t lost = 0;
    for (auto const key : some) lost += all.contains(key) ? 0 : 1;
    CHECK(lost <= some.size() / 100);
}
