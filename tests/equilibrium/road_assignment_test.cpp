// A scenario's roads and drivers as a static problem: banned turns are kept, closed roads not entered, and legs take the
// paths in proportion to their flows.
#include "equilibrium/road_assignment.hpp"

#include "equilibrium/settled_file.hpp"
#include "services/toy_town.hpp"
#include "simulation/simulation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using namespace halong::test;
using core::LinkId;
using equilibrium::assign;
using equilibrium::road_problem;
using equilibrium::RoadProblem;

namespace {

constexpr equilibrium::AssignedHours morning{7 * hour, 8 * hour};

// Node 0 to node 3 over node 1 (links 0 and 1) or over node 2 (links 2 and 3), all of 1 km; one street leads to node 0
// (link 4) and one from node 3 (link 5).
city::City diamond(std::vector<network::BannedTurn> const& banned = {})
{
    StreetPlan streets;
    auto const a = streets.node(0, 0);
    auto const above = streets.node(800, 600);
    auto const below = streets.node(800, -600);
    auto const b = streets.node(1'600, 0);
    auto const begin = streets.node(-500, 0);
    auto const end = streets.node(2'100, 0);
    streets.one_way(a, above);
    streets.one_way(above, b);
    streets.one_way(a, below);
    streets.one_way(below, b);
    streets.one_way(begin, a);
    streets.one_way(b, end);
    city::City town;
    town.network = network::Network(streets.nodes, streets.links, banned);
    add_zones(town, 1, 1'000);
    return town;
}

city::Plans drivers(int count, city::Mode mode = city::Mode::car, core::Millis time = 7 * hour + 30 * minute)
{
    PlanSketch sketch;
    for (int i = 0; i < count; ++i) {
        sketch.begin("driver " + std::to_string(i));
        sketch.stay(core::NodeId{4}, {0, 0});
        sketch.leave(time, mode);
        sketch.stay(core::NodeId{5}, {0, 0});
        sketch.end();
    }
    return sketch.plans;
}

equilibrium::Assignment solved(RoadProblem const& problem)
{
    return assign(problem.network, problem.demand, {equilibrium::CostOf::user, 1e-10, 1'000});
}

}  // namespace

TEST_CASE("drivers share two equal ways, by PCU per hour", "[assign]")
{
    auto const town = diamond();
    auto const plans = drivers(4'000);
    auto const problem = road_problem(town, {}, plans, morning);
    CHECK(problem.legs == 4'000);
    CHECK(problem.legs_without_way == 0);
    REQUIRE(problem.demand.pair_count() == 1);
    CHECK(problem.demand.trips[0] == 4'000);
    auto const result = solved(problem);
    for (std::size_t const link : {0, 1, 2, 3}) CHECK(result.flow[link] == Approx(2'000).margin(1e-3));
    CHECK(result.flow[4] == Approx(4'000));
    CHECK(result.flow[5] == Approx(4'000));
    // A link of 1 km at 36 km/h: 100 s when it is free, and 3 (v / c)^4 times as long beside.
    double const ratio = 2'000 / town.network.supply(LinkId{0}).capacity_pcu_per_h;
    CHECK(result.cost[0] == Approx(100 * (1 + 3 * std::pow(ratio, 4))));

    auto const routes =
        equilibrium::with_assigned_ways(simulation::route_plans(town, plans, {}), plans, problem, result);
    int over_first = 0;
    for (std::size_t stay = 0; stay < plans.stay_count(); stay += 2) {
        REQUIRE(routes[stay].size() == 4);
        CHECK(routes[stay].front() == LinkId{4});
        over_first += routes[stay][1] == LinkId{0} ? 1 : 0;
    }
    CHECK(std::abs(over_first - 2'000) <= 1);
}

TEST_CASE("a mean over several hours, and motorbikes by their PCU", "[assign]")
{
    auto const problem = road_problem(diamond(), {}, drivers(400, city::Mode::motorbike), {6 * hour, 8 * hour});
    REQUIRE(problem.demand.pair_count() == 1);
    CHECK(problem.demand.trips[0] == 400 * network::info(network::VehicleClass::motorbike).pcu_milli / 1'000.0 / 2);
    CHECK(road_problem(diamond(), {}, drivers(400), {8 * hour, 9 * hour}).demand.pair_count() == 0);
    CHECK(road_problem(diamond(), {}, drivers(400, city::Mode::walk), morning).legs == 0);
}

TEST_CASE("banned turns and roads that are closed in these hours are kept", "[assign]")
{
    auto const kind = GENERATE(0, 1, 2);
    auto town = diamond(kind == 0 ? std::vector<network::BannedTurn>{{LinkId{4}, LinkId{0}}}
                                  : std::vector<network::BannedTurn>{});
    auto const cars = network::Access::of(network::VehicleClass::car);
    if (kind == 1) town.network.add_hour_bans({{LinkId{1}, cars, 7 * hour + 30 * minute, 9 * hour}});
    if (kind == 2) town.network.add_hour_bans({{LinkId{1}, cars, 8 * hour, 9 * hour}});
    auto const result = solved(road_problem(town, {}, drivers(1'000), morning));
    CHECK(result.flow[2] == Approx(kind == 2 ? 500 : 1'000).margin(1e-3));
}

TEST_CASE("drivers without a way for cars are left out and counted", "[assign]")
{
    auto town = diamond();
    town.network.set_access(LinkId{5}, network::Access::walkers());
    auto const problem = road_problem(town, {}, drivers(10), morning);
    CHECK(problem.legs == 0);
    CHECK(problem.legs_without_way == 10);
    CHECK(problem.demand.pair_count() == 0);
}

TEST_CASE("runs begin with the ways of an assignment", "[assign]")
{
    auto const town = diamond();
    auto const plans = drivers(3'000);
    auto const problem = road_problem(town, {}, plans, morning);
    auto const chosen = simulation::route_plans(town, plans, {});
    auto const assigned = equilibrium::with_assigned_ways(chosen, plans, problem, solved(problem));
    equilibrium::RoutedPlans fresh{plans, chosen, equilibrium::wished_times(plans)};
    auto const settled = equilibrium::settled_day_of(town.network, plans, assigned);
    CHECK(equilibrium::begin_with(settled, town.network, {}, fresh) == 3'000);
    CHECK(fresh.routes.links == assigned.links);
}

TEST_CASE("flows that are alike correlate, and GEH is counted by link", "[assign]")
{
    auto const fit = equilibrium::fit_of({100, 200, 0, 400}, {200, 400, 0, 800});
    CHECK(fit.links == 3);
    CHECK(fit.correlation == Approx(1));
    CHECK(fit.geh_below_5 == 0);  // 8.2, 11.5 and 16.3
    CHECK(fit.own_sum == 700);
    CHECK(fit.other_sum == 1'400);
    CHECK(equilibrium::fit_of({100, 90}, {100, 100}).geh_below_5 == 1);
    CHECK(equilibrium::fit_of({0}, {0}).links == 0);
}
