// A town that locks when nothing relieves it: a ring of streets into which more people drive than can leave it.
#pragma once

#include "services/toy_town.hpp"
#include "simulation/simulation.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace halong::test {

// A one-way ring of four streets of 200 m, too long for a roundabout: links 0-3. At each corner one street leads in
// (links 4-7) and one leads out (links 8-11).
inline city::City ring_town()
{
    StreetPlan streets;
    std::array<std::pair<double, double>, 4> const corners{{{0, 0}, {200, 0}, {200, 200}, {0, 200}}};
    for (auto const& [x, y] : corners) streets.node(x, y);
    for (auto const& [x, y] : corners) streets.node(x < 100 ? x - 200 : x + 200, y);
    for (auto const& [x, y] : corners) streets.node(x, y < 100 ? y - 200 : y + 200);
    for (int i = 0; i < 4; ++i) streets.one_way(core::NodeId{i}, core::NodeId{(i + 1) % 4});
    for (int i = 0; i < 4; ++i) streets.one_way(core::NodeId{4 + i}, core::NodeId{i});
    for (int i = 0; i < 4; ++i) streets.one_way(core::NodeId{i}, core::NodeId{8 + i});
    city::City town;
    town.name = "Vòng";
    town.crs = "EPSG:5899";
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 1, 2'000);
    return town;
}

// From every corner, people drive three quarters of the way round, all within ten minutes.
inline city::Plans round_trips(int people)
{
    PlanSketch sketch;
    for (int i = 0; i < people; ++i) {
        int const corner = i % 4;
        sketch.begin("driver " + std::to_string(i));
        sketch.stay(core::NodeId{4 + corner}, {0, 0});
        sketch.leave(hour + (hour / 6 / people) * i, city::Mode::car);
        sketch.stay(core::NodeId{8 + (corner + 3) % 4}, {0, 0});
        sketch.end();
    }
    return sketch.plans;
}

// Four hours; without `relief` no ring turns, nobody passes a blocked vehicle and nobody squeezes in.
inline scenario::Scenario ring_scenario(bool relief)
{
    scenario::Scenario scenario;
    scenario.traffic.end_hour = 4;
    if (!relief) {
        scenario.traffic.ring_turn_s = 0;
        scenario.traffic.squeeze_after_s = 0;
        scenario.traffic.pass_blocked_after_s = 0;
    }
    return scenario;
}

inline simulation::RunResult ring_run(city::City const& town, bool relief)
{
    auto const scenario = ring_scenario(relief);
    auto const plans = round_trips(480);
    auto const routes = simulation::route_plans(town, plans, scenario);
    return simulation::simulate(town, scenario, plans, routes);
}

inline std::vector<core::LinkId> const the_ring{core::LinkId{0}, core::LinkId{1}, core::LinkId{2}, core::LinkId{3}};

}  // namespace halong::test
