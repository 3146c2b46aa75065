// Which rank moves the vehicles at which node.
#pragma once

#include "city/travel.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

// By node: `rank_count` parts with about as many vehicles that cross their nodes, and few on links between them, as the
// plans' routes tell beforehand (network::balanced_parts). Results do not depend on it.
std::vector<std::uint32_t> share_nodes(network::Network const& network, city::Plans const& plans,
                                       network::Routes const& routes, std::uint32_t rank_count);

}  // namespace halong::traffic
