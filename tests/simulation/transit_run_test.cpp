// Whole days with buses, boats and a cable car among the traffic.
#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "demand/small_timetable.hpp"
#include "simulation/simulation.hpp"
#include "traffic/rank_threads.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using core::Millis;

namespace {

scenario::Scenario small_day_of_few()
{
    auto scenario = test::small_day();
    scenario.demand.residents_factor = 0.1;
    scenario.demand.visitors_per_day = 2'000;
    scenario.transit.bus_constant = 3;
    return scenario;
}

simulation::RunResult run(city::City const& city, city::Plans const& plans, scenario::Scenario const& scenario)
{
    return simulation::simulate(city, scenario, plans, simulation::route_plans(city, plans, scenario));
}

std::int64_t sum(std::vector<std::int64_t> const& column)
{
    return std::accumulate(column.begin(), column.end(), std::int64_t{0});
}

}  // namespace

TEST_CASE("a day with public transport: everybody arrives, and the lines' sums balance")
{
    auto const city = test::small_city_with_timetable();
    auto const scenario = small_day_of_few();
    auto const plans = demand::make_plans(city, scenario, core::Random(1));
    auto const result = run(city, plans, scenario);
    CHECK(result.valid);
    CHECK(result.held_legs == 0);
    CHECK(result.unreachable_legs == 0);
    auto const& hours = result.line_hours;
    CHECK(sum(hours.departures) == static_cast<std::int64_t>(city.transit.trips.size()));
    CHECK(sum(hours.boardings) == sum(hours.alightings));
    std::int64_t persons = 0;
    for (city::Ride const& ride : plans.rides) {
        auto const after = std::ranges::upper_bound(plans.first_stay, ride.stay);
        persons += plans.persons[static_cast<std::size_t>(after - plans.first_stay.begin() - 1)];
        auto const& leg = result.legs[ride.stay];
        REQUIRE(leg.arrival_ms != core::never);
        CHECK(leg.arrival_ms - leg.departure_ms >= leg.free_ms);
    }
    CHECK(sum(hours.boardings) + result.turned_away == persons);
    CHECK(sum(hours.boardings) > 500);
    for (city::BusRun const& bus : plans.bus_runs) {
        std::uint32_t const first = plans.stays_begin(bus.traveller);
        Millis const planned_ms = city.transit.trips[bus.trip].times.front().departure_ms;
        CHECK(result.legs[first].departure_ms == planned_ms);
        for (std::uint32_t stay = first; stay + 1 < plans.stays_end(bus.traveller); ++stay) {
            if (stay > first) {
                CHECK(result.legs[stay].departure_ms >= result.legs[stay - 1].arrival_ms + 1'000);
            }
            CHECK(result.legs[stay].arrival_ms != core::never);
        }
    }
}

TEST_CASE("public transport gives one result for any threads, windows and ranks")
{
    auto const city = test::small_city_with_timetable();
    auto scenario = small_day_of_few();
    auto const plans = demand::make_plans(city, scenario, core::Random(1));
    auto const one = run(city, plans, scenario);
    for (int const threads : {1, 4}) {
        core::ThreadLimit const limit(threads);
        scenario.traffic.window_ms = threads == 1 ? 1'000 : 200;
        auto const other = run(city, plans, scenario);
        CHECK(other.digest == one.digest);
        CHECK(other.line_hours.boardings == one.line_hours.boardings);
        CHECK(other.line_hours.wait_ms == one.line_hours.wait_ms);
    }
    scenario.traffic.end_hour = 7;  // with buses under way
    scenario.traffic.window_ms = 1'000;
    auto const early = demand::make_plans(city, scenario, core::Random(1));
    auto const routes = simulation::route_plans(city, early, scenario);
    auto const morning = simulation::simulate(city, scenario, early, routes);
    CHECK(morning.held_legs > 0);
    auto const shared = test::on_ranks(2, [&](traffic::Ranks& ranks) {
        return simulation::simulate(city, scenario, early, routes, {}, simulation::ServicesOfRun::all, &ranks);
    });
    for (auto const& other : shared) {
        CHECK(other.digest == morning.digest);
        CHECK(other.line_hours.wait_ms == morning.line_hours.wait_ms);
    }
}
