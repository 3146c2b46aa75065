#include "demand/demand.hpp"
#include "network/vehicle_class.hpp"

#include <limits>

namespace halong::demand {
namespace {

constexpr std::uint32_t no_request = std::numeric_limits<std::uint32_t>::max();

}  // namespace

LegRequests leg_requests(city::Plans const& plans)
{
    LegRequests legs;
    legs.requests.reserve(plans.stay_count());
    legs.request_of_stay.assign(plans.stay_count(), no_request);
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        city::Mode const mode = plans.mode[stay];
        if (mode == city::Mode::none || mode == city::Mode::transit) continue;  // transit has its own ways
        network::RouteRequest request;
        request.origin = plans.node[stay];
        request.destination = plans.node[stay + 1];
        request.user = city::route_user_of(mode);
        request.pcu_milli = city::has_vehicle(mode) ? network::info(city::vehicle_of(mode)).pcu_milli : 0;
        request.departure_ms = plans.planned_end[stay];
        legs.request_of_stay[stay] = static_cast<std::uint32_t>(legs.requests.size());
        legs.requests.push_back(request);
    }
    return legs;
}

}  // namespace halong::demand
