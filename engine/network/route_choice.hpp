// Routes for many trips at once: shared trees per origin, with congestion met by incremental loading.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "network/u_turns.hpp"
#include "network/worth_step.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// Who moves: a vehicle class, or on foot.
enum class RouteUser : std::uint8_t {
    motorbike,
    car,
    van,
    lorry,
    bus,
    coach,
    bicycle,
    walker
};
inline constexpr int route_user_count = 8;

struct RouteRequest {
    NodeId origin;
    NodeId destination;
    RouteUser user = RouteUser::car;
    std::int32_t pcu_milli = 0;     // what the vehicle adds to a link's load
    core::Millis departure_ms = 0;  // planned; decides the period of the day
    WorthStep worth = usual_worth;  // of a minute, where tolls are paid
    // It cannot start before, since what comes first takes its time (a cruise); decides the bans and tolls by the hour
    // that it meets where it is later than the planned departure.
    core::Millis earliest_ms = 0;
};

struct RouteChoiceParameters {
    // >= 1; origins are loaded in this many portions, each sees the load of those before.
    int batches = 8;
    // Peak-hour flow / daily flow when loads become times (estimate).
    double peak_hour_share = 0.10;
    // The same for an hour outside the peaks (estimate: what the peaks leave).
    double off_peak_hour_share = 0.045;
    double bpr_alpha = 0.15;  // Bureau of Public Roads 1964
    double bpr_beta = 4.0;
    UTurns u_turns = UTurns::anywhere;
    double walk_speed_mps = 1.2;  // residents 1.2 m/s: data/halong/SOURCES.md §2
};

// Whether a departure lies in a peak: 06:00-08:30 or 16:00-18:30 of any day (estimate; data/halong/SOURCES.md §2 puts the
// peaks at 06:45-08:00 and 16:30-18:30).
bool is_peak(core::Millis departure_ms);

// One route for each request, in the order of the requests; the result does not depend on the number of threads, the
// order of the requests or the numbering of nodes and links. Vehicles take least time (integer ms); walkers least
// distance. Unreachable pairs get an empty route and are listed in Routes::unreachable.
//
// Incremental loading: origins fall into batches by a hash of their stable id. Those of the first see free times;
// each later batch sees every link delayed by
//     car's free time x min(9, alpha (peak-hour or off-peak-hour flow / capacity)^beta)
// where the flow is the load of all batches before, scaled up to the whole demand (PCU of all requests / PCU of
// those loaded). The delay is the same for all vehicles; access, bans and tolls are each class's own. Vans choose at a car's
// speed, buses and coaches at a lorry's, so that a ban which parts them changes nothing elsewhere. Bans by hour are those that hold at
// the planned departure: who meets one under way drives on. Tolls of that time count as the minutes that they are worth: whose way of least
// time is free of them keeps it; who would pay takes the way that is best by his own step of worth.
// Throws InternalFault when a request names no node of the network or a parameter is out of range.
Routes choose_routes(Network const& network, std::vector<RouteRequest> const& requests,
                     RouteChoiceParameters const& parameters);

}  // namespace halong::network
