// A folder in the General Modeling Network Specification (Zephyr Foundation, GMNS 0.96): node.csv, link.csv and demand.csv.
#pragma once

#include "city/static_network.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace halong::city {

struct GmnsNetwork {
    StaticNetwork network;
    StaticDemand demand;
    std::size_t other_links = 0;  // left out, since their allowed_uses admit no motor vehicle of one's own
};

// node.csv: node_id, and zone_id where trips begin and end. Every zone becomes a node of its own, tied to its nodes by
// connectors without cost, so that no path leads through a zone.
// link.csv: from_node_id, to_node_id, length, free_speed, capacity (vehicles an hour and lane), lanes; as they are there:
// link_id, directed, allowed_uses, toll, vdf_alpha and vdf_beta (default 0.15 and 4: Bureau of Public Roads 1964).
// The free time is length / free_speed in minutes: GMNS measures both with the same unit of length.
// demand.csv: o_zone_id, d_zone_id, volume (vehicles an hour).
// Throws core::UserError with every fault of a file, by line.
GmnsNetwork read_gmns(std::filesystem::path const& folder, CostWeights weights = {});

}  // namespace halong::city
