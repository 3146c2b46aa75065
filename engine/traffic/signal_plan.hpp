// Fixed-time plans by rule for signals of which the data say only where they stand.
#pragma once

#include "network/network.hpp"
#include "scenario/scenario.hpp"
#include "traffic/green_time.hpp"

#include <vector>

namespace halong::traffic {

// The green of every link at its end, by link. A signal has two phases: the approaches along the axis of the widest
// one (within 45 degrees, either direction), and the others. The cycle less the lost times is shared in proportion to
// the phases' capacities in whole milliseconds; the offset comes from the node's stable id. A node whose approaches
// all lie along one axis gets no signal, and one whose plans are known gets none from here. What is set for a node
// (network::SignalTiming) takes the place of the rule's. Cycle and lost time: `parameters.signal_cycle_s`, `signal_lost_s` (estimates).
std::vector<GreenTime> signal_plans(network::Network const& network, scenario::TrafficParameters const& parameters);

}  // namespace halong::traffic
