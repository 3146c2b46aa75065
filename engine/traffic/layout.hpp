// Where things stand in memory: neighbours on the map are neighbours in the columns, and each node's links are together.
#pragma once

#include "network/network.hpp"
#include "traffic/link_state.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

// Which rank moves the vehicles at which node.
struct NodeParts {
    std::vector<std::uint32_t> rank_of_node;  // by network node; empty: all are this rank's
    std::uint32_t rank_count = 1;
    std::uint32_t own_rank = 0;
};

// Nodes are numbered by rank, and along a Z-order curve. Exits (stop lines) are numbered by the node downstream, entrances
// by the node upstream, at each node in order of the links' stable ids. Nodes form groups, whose earliest event is kept, and
// groups form regions, the units of parallel work; each other rank is one region, in which nothing is done here. Results
// depend on none of this.
struct Layout {
    static constexpr std::uint32_t nodes_per_group = 16;  // their due times fill a cache line

    std::vector<NodeEnds> nodes;  // some without ends, so that no group has nodes of two ranks
    std::vector<std::uint32_t> exit_of_link;
    std::vector<std::uint32_t> entrance_of_link;
    std::vector<core::LinkId> link_of_exit;
    std::vector<std::uint32_t> node_of_exit;
    std::vector<std::uint32_t> node_of_entrance;
    std::vector<std::uint32_t> first_group;     // by region, regions + 1
    std::vector<std::uint32_t> rank_of_region;  // by region
    std::uint32_t first_own_region = 0;
    std::uint32_t end_own_region = 0;

    [[nodiscard]] std::uint32_t node_count() const { return static_cast<std::uint32_t>(nodes.size()); }
    [[nodiscard]] std::uint32_t group_count() const { return first_group.back(); }
    [[nodiscard]] std::uint32_t region_count() const { return static_cast<std::uint32_t>(first_group.size()) - 1; }
    [[nodiscard]] static std::uint32_t group_of_node(std::uint32_t node) { return node / nodes_per_group; }
    [[nodiscard]] std::uint8_t region_of_node(std::uint32_t node) const;
    // Groups whose nodes this rank works on.
    [[nodiscard]] std::uint32_t first_own_group() const { return first_group[first_own_region]; }
    [[nodiscard]] std::uint32_t end_own_group() const { return first_group[end_own_region]; }
    [[nodiscard]] bool is_own(std::uint32_t node) const
    {
        std::uint32_t const group = group_of_node(node);
        return group >= first_own_group() && group < end_own_group();
    }
    // Whether this rank has the vehicles on the link.
    [[nodiscard]] bool is_own(core::LinkId link) const { return is_own(node_of_exit[exit_of_link[link.value()]]); }
};

// At most so many regions, and so many ranks: one bit each in a mask.
inline constexpr std::uint32_t most_regions = 64;

// InternalFault when there are more ranks than regions can be, or a node is of no rank.
Layout layout_of(network::Network const& network, NodeParts const& parts = {});

}  // namespace halong::traffic
