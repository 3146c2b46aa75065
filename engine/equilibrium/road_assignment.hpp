// A scenario's roads and drivers as a problem of static assignment: what the dynamic day can be checked with, and begin
// with.
#pragma once

#include "city/city.hpp"
#include "city/static_network.hpp"
#include "city/travel.hpp"
#include "equilibrium/static_assignment.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <vector>

namespace halong::equilibrium {

// Hours of the day, from_ms < to_ms.
struct AssignedHours {
    core::Millis from_ms = 0;
    core::Millis to_ms = 0;
};

// Links of the static network are first those of the city's, in their order, with cars' free times in seconds and
// capacities in PCU/h; behind them come its turns, which cost nothing, so that banned turns and the rule of turning back
// are kept. A link costs free time (1 + routes.delay_at_capacity (flow / capacity)^4), as route choice expects (Bureau of
// Public Roads 1964). Roads that are closed to cars, for good or for some of these hours, cannot be entered.
struct RoadProblem {
    city::StaticNetwork network;
    city::StaticDemand demand;          // PCU/h from node to node, of all vehicles planned to leave in these hours
    std::vector<std::uint32_t> pair;    // by stay: the pair of the leg that follows, or no_pair
    std::size_t link_count = 0;         // of the city's network
    std::int64_t legs = 0;              // in the demand
    std::int64_t legs_without_way = 0;  // left out: no way for cars
};
inline constexpr std::uint32_t no_pair = UINT32_MAX;

RoadProblem road_problem(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                         AssignedHours hours);

// The routes with the ways of the assignment for the legs of the problem. Each pair's legs, in the order of their
// travellers' keys, take its paths in turn, by PCU in proportion to the paths' flows.
network::Routes with_assigned_ways(network::Routes const& routes, city::Plans const& plans, RoadProblem const& problem,
                                   Assignment const& assignment);

// How near flows are to others, over the links on which either has some.
struct FlowFit {
    std::size_t links = 0;
    double correlation = 0;  // Pearson's; 0 where one of them does not vary
    double geh_below_5 = 0;  // share of the links: sqrt(2 (a - b)^2 / (a + b)), of hourly flows (Highways Agency 1996)
    double own_sum = 0;
    double other_sum = 0;
};
FlowFit fit_of(std::vector<double> const& flows, std::vector<double> const& others);

}  // namespace halong::equilibrium
