// The people of a day: residents, visitors, freight and through traffic, as plans.
#pragma once

#include "city/city.hpp"
#include "city/experience.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "network/route_choice.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace halong::demand {

// Plans of everybody on the scenario's day. The same city zones and places, parameters and seed give the same people,
// whatever sites or roads an option changes. Residents per zone are exact (after residents_factor, largest remainder).
// With a route file, the vehicles of that file instead (routed_legs.hpp), whatever the seed.
// `experience`: waits and crowding of the days before, from which visitors choose what to see and when they expect to be
// through; empty: nobody expects a wait. It changes itineraries only: the same people come.
// Throws UserError when the city lacks what a day needs (no zone with residents, no gateway for visitors).
city::Plans make_plans(city::City const& city, scenario::Scenario const& scenario, core::Random random,
                       city::Experience const& experience = {});

// The visitors of make_plans alone, for the same city, scenario and seed: drawn anew from what they experienced.
city::Plans make_visitor_plans(city::City const& city, scenario::Scenario const& scenario, core::Random random,
                               city::Experience const& experience);

// One request per stay that a leg follows; `request_of_stay[stay]` is its index or UINT32_MAX. `transit` says how long
// rides last, after which legs start: that back from a cruise is planned for the time of boarding.
struct LegRequests {
    std::vector<network::RouteRequest> requests;
    std::vector<std::uint32_t> request_of_stay;
};
LegRequests leg_requests(city::Plans const& plans, city::Transit const& transit = {});

}  // namespace halong::demand
