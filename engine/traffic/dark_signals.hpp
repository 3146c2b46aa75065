// How junctions work whose signal is dark: everybody stops, and the approaches take turns.
#pragma once

#include "network/network.hpp"
#include "traffic/green_time.hpp"

#include <vector>

namespace halong::traffic {

// All signal plans of the network, with those of signals that are dark at some hours: the usual plan outside of these
// hours, and inside them a short cycle in which each approach in turn lets through one PCU of each lane, so that a lane
// carries `lane_pcu_per_h` (> 0) at most, and the whole link its own capacity at most. Where the usual plan is one by
// rule, its `greens` (by link) are taken out of there. A signal that nobody obeys, with approaches along one axis, does
// not go dark.
std::vector<network::SignalPlan> plans_with_dark_hours(network::Network const& network, double lane_pcu_per_h,
                                                       std::vector<GreenTime>& greens);

}  // namespace halong::traffic
