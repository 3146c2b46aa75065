// Where things stand in memory: neighbours on the map are neighbours in the columns, and each node's links are together.
#pragma once

#include "network/network.hpp"
#include "traffic/link_state.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

// Nodes are numbered along a Z-order curve. Exits (stop lines) are numbered by the node downstream, entrances by the
// node upstream, at each node in order of the links' stable ids. Nodes form groups, whose earliest event is kept, and
// groups form regions, the units of parallel work. Results depend on none of this.
struct Layout {
    static constexpr std::uint32_t nodes_per_group = 16;  // their due times fill a cache line

    std::vector<NodeEnds> nodes;
    std::vector<std::uint32_t> exit_of_link;
    std::vector<std::uint32_t> entrance_of_link;
    std::vector<core::LinkId> link_of_exit;
    std::vector<std::uint32_t> node_of_exit;
    std::vector<std::uint32_t> node_of_entrance;
    std::vector<std::uint32_t> first_group;  // by region, regions + 1

    [[nodiscard]] std::uint32_t node_count() const { return static_cast<std::uint32_t>(nodes.size()); }
    [[nodiscard]] std::uint32_t group_count() const { return first_group.back(); }
    [[nodiscard]] std::uint32_t region_count() const { return static_cast<std::uint32_t>(first_group.size()) - 1; }
    [[nodiscard]] static std::uint32_t group_of_node(std::uint32_t node) { return node / nodes_per_group; }
    [[nodiscard]] std::uint8_t region_of_node(std::uint32_t node) const;
};

Layout layout_of(network::Network const& network);

}  // namespace halong::traffic
