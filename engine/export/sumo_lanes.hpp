// Which lane of a link leads where: what our roads, which have width instead of lanes, leave open.
#pragma once

#include "network/network.hpp"

#include <vector>

namespace halong::exporting {

// Lanes are numbered from the kerb (right) to the middle, from 0.
struct LaneTurn {
    core::LinkId from;
    core::LinkId to;
    int from_lane = 0;
    int to_lane = 0;
};

// All allowed turns at the end of a link that vehicles can make, lane by lane, from right to left. Turns take equal
// shares of the lanes; where there are more turns than lanes they share lanes. Every turn has one lane or more.
std::vector<LaneTurn> lane_turns(network::Network const& network, core::LinkId from);

}  // namespace halong::exporting
