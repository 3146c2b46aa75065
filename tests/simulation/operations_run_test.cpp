// The operations centre in a run: one result for any threads and windows, and after any checkpoint; staffing by an option
// changes what is noticed, never what happens.
#include "scenario/option.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/one_result.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using simulation::RunResult;

namespace {

struct WatchedDay {
    city::City town = busy_town(5);
    city::Plans plans = busy_plans(5, 300, hour / 2);
    scenario::Scenario scenario;
    network::Routes routes;

    WatchedDay()
    {
        scenario.traffic.end_hour = 5;
        scenario.operations.road_incidents_per_million_km = 100'000;
        scenario.operations.public_incidents_per_million_h = 1'000'000;
        scenario.operations.false_alarms_per_camera_h = 5;
        scenario.operations.operators_night = 1;
        routes = simulation::route_plans(town, plans, scenario);
    }
    [[nodiscard]] RunResult run() const { return simulation::simulate(town, scenario, plans, routes); }
};

services::ServiceResult const& centre_of(RunResult const& run) { return service_of(run, "operations"); }

}  // namespace

TEST_CASE("operations give one result for 1 to 4 threads and for windows of 250 to 1,000 ms, and on ranks")
{
    WatchedDay const day;
    auto const first = day.run();
    CHECK(centre_of(first).incidents.size() > 50);
    CHECK(centre_of(first).by_zone.total().carried > 0);
    check_threads_and_windows(day, first, {250, 1'000});
    check_ranks(day, first);
    check_resumed_on_ranks(day, first, 1'999);
}

TEST_CASE("a run with operations goes on from any step to the same result")
{
    WatchedDay const day;
    check_resumed(day, day.run(), {1, 1'999, 5'000});
}

TEST_CASE("an option with more operators has the same incidents, and they wait for less")
{
    WatchedDay day;
    auto const few = day.run();
    scenario::Option option;
    option.operators_change = 4;
    day.scenario = scenario::with_option(day.scenario, option);
    CHECK(day.scenario.operations.operators_night == 5);
    CHECK(day.scenario.operations.posts == scenario::OperationsParameters{}.posts + 4);
    auto const many = day.run();
    REQUIRE(centre_of(few).incidents.size() == centre_of(many).incidents.size());
    for (std::size_t i = 0; i < centre_of(few).incidents.size(); ++i) {
        CHECK(centre_of(few).incidents[i].at_ms == centre_of(many).incidents[i].at_ms);
        CHECK(centre_of(few).incidents[i].visible_ms == centre_of(many).incidents[i].visible_ms);
    }
    CHECK(services::extra_of(centre_of(many), "other_wait_s") < services::extra_of(centre_of(few), "other_wait_s"));
    option.operators_change = -1'000;
    CHECK(scenario::with_option(day.scenario, option).operations.operators_morning == 0);
}
