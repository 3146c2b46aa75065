// Stretches: pieces of road between junctions, each of which becomes one link or two.
#pragma once

#include "city/road_table.hpp"

#include <cstdint>
#include <vector>

namespace halong::city {

// Attributes are those of its first way. Ways that were joined end to end differ only in their id.
struct Stretch {
    std::uint32_t first_way = 0;       // at nodes.front(): row of the table
    std::uint32_t last_way = 0;        // at nodes.back()
    std::vector<std::uint32_t> nodes;  // rows of the node table
};

// Cuts every way where it meets another or itself, ends, has a signal, or where `keep_node` is not 0 (one entry for each
// node); then joins what meets end to end with equal attributes at a node that is no junction; then halves loops, so
// that no stretch ends where it begins. The order follows that of the table's ways; two-way stretches run from the
// end with the lower external id.
std::vector<Stretch> cut_into_stretches(RoadTable const& table, std::vector<std::uint8_t> const& keep_node);

}  // namespace halong::city
