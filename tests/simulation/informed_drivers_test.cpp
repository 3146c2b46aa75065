// Which drivers hear the news: a draw of their own, the same in every option.
#include "simulation/informed_drivers.hpp"

#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using namespace halong::test;

namespace {

city::Plans plans_of(int people)
{
    PlanSketch sketch;
    for (int i = 0; i < people; ++i) {
        sketch.begin("driver " + std::to_string(i));
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(hour, city::Mode::car);
        sketch.stay(core::NodeId{1}, {0, 0});
        sketch.end();
    }
    return sketch.plans;
}

std::vector<std::uint8_t> informed_of(city::Plans const& plans, double share, std::uint64_t seed = 1)
{
    scenario::Scenario scenario;
    scenario.seed = seed;
    scenario.traffic.informed_share = share;
    return simulation::informed_drivers(plans, scenario).legs;
}

}  // namespace

TEST_CASE("a larger share informs the same drivers and more, all legs of a traveller alike")
{
    city::Plans const plans = plans_of(2'000);
    auto const few = informed_of(plans, 0.1);
    auto const more = informed_of(plans, 0.3);
    CHECK(std::ranges::count(informed_of(plans, 0), 1) == 0);
    CHECK(std::ranges::count(informed_of(plans, 1), 1) == 4'000);
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        REQUIRE(few[stay] <= more[stay]);
        REQUIRE(more[stay] == more[stay / 2 * 2]);
    }
    // 0.3 of 2,000: within 5 standard deviations of 20.5 but for 6 seeds in 10 million.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CHECK(std::abs(std::ranges::count(informed_of(plans, 0.3, seed), 1) / 2 - 600) <= 102);
    }
}

TEST_CASE("buses of the timetable keep their way")
{
    city::Plans plans = plans_of(3);
    plans.bus_runs.push_back({1, 0});
    CHECK(informed_of(plans, 1) == std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1});
}

TEST_CASE("the news comes as the scenario says")
{
    scenario::Scenario scenario;
    scenario.traffic.informed_look_s = 90;
    scenario.traffic.informed_gain = 0.15;
    scenario.traffic.informed_gain_s = 45.5;
    auto const drivers = simulation::informed_drivers(plans_of(1), scenario);
    CHECK(drivers.look_ms == 90'000);
    CHECK(drivers.least_gain == 0.15);
    CHECK(drivers.least_gain_ms == 45'500);
    CHECK(drivers.routes.u_turns == network::UTurns::dead_ends);
}
