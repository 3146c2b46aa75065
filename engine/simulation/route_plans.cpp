#include "city/value_of_time.hpp"
#include "demand/demand.hpp"
#include "demand/routed_legs.hpp"
#include "network/route_choice.hpp"
#include "simulation/simulation.hpp"

namespace halong::simulation {

network::RouteChoiceParameters route_parameters(scenario::Scenario const& scenario)
{
    network::RouteChoiceParameters parameters;
    parameters.batches = scenario.routes.batches;
    parameters.bpr_alpha = scenario.routes.delay_at_capacity;
    parameters.peak_hour_share = scenario.routes.peak_hour_share;
    parameters.u_turns =
        scenario.routes.u_turns == scenario::UTurns::anywhere ? network::UTurns::anywhere : network::UTurns::dead_ends;
    return parameters;
}

network::Routes route_plans(city::City const& city, city::Plans const& plans, scenario::Scenario const& scenario)
{
    if (!scenario.demand.route_file.empty()) {
        return demand::routes_by_stay(demand::read_route_file(scenario.demand.route_file, city.network).routes);
    }
    auto legs = demand::leg_requests(plans, city.transit);
    if (!city.network.link_tolls().empty()) {
        auto const steps = city::worth_steps(plans, {scenario.value_of_time, scenario.seed});
        auto const travellers = city::travellers_by_stay(plans);
        for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
            std::uint32_t const request = legs.request_of_stay[stay];
            if (request != UINT32_MAX) legs.requests[request].worth = steps[travellers[stay]];
        }
    }
    network::Routes by_request = network::choose_routes(city.network, legs.requests, route_parameters(scenario));
    // Requests stand in the order of stays, so only the offsets change: a stay without a leg has an empty route.
    network::Routes by_stay;
    by_stay.links = std::move(by_request.links);
    by_stay.offset.reserve(plans.stay_count() + 1);
    std::uint32_t end = 0;
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        std::uint32_t const request = legs.request_of_stay[stay];
        if (request != UINT32_MAX) end = by_request.offset[request + 1];
        by_stay.offset.push_back(end);
    }
    std::size_t next = 0;
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        std::uint32_t const request = legs.request_of_stay[stay];
        if (next < by_request.unreachable.size() && by_request.unreachable[next] == request) {
            by_stay.unreachable.push_back(static_cast<std::uint32_t>(stay));
            ++next;
        }
    }
    return by_stay;
}

}  // namespace halong::simulation
