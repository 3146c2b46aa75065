// Whether two networks give the same routes.
#pragma once

#include "network/network.hpp"

namespace halong::study {

// True when nodes, links with all that routing and traffic read of them, signals with their plans and timings, banned turns,
// bans by hour and tolls are equal, so that routes found on one are those that would be found on the other. O(nodes + links).
bool is_same_network(network::Network const& a, network::Network const& b);

}  // namespace halong::study
