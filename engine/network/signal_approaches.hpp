// Who comes to a node, in the two phases that a signal by rule would give them.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

struct SignalApproach {
    LinkId link;
    std::int64_t capacity_pcu_per_h = 0;  // at least 1
    bool second_phase = false;
};

// Links for vehicles that end at the node, the one of largest capacity first. Those within 45 degrees of its axis, in
// either direction, share the first phase; all others have the second.
std::vector<SignalApproach> signal_approaches(Network const& network, NodeId node);

// Whether anybody has the second phase: where all come along one axis, a signal by rule would stop nobody.
bool approaches_cross(Network const& network, NodeId node);

// Whether a signal stands there that stops anybody: one with plans of its own, or one by rule whose approaches cross.
bool has_signal_that_stops(Network const& network, NodeId node);

}  // namespace halong::network
