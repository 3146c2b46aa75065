// Least-cost paths from one origin to all nodes of a network for static assignment.
#pragma once

#include "city/static_network.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace halong::equilibrium {

// Dijkstra 1959. Nodes before the network's first through node are reached and not passed through. Among paths of equal
// cost the one that settled first, by cost and then by node: the same on every machine. One object serves many searches.
class LeastCostTree {
public:
    // Both outlive this object.
    LeastCostTree(city::StaticNetwork const& network, city::LinksFrom const& links_from);

    // `costs` by link, each >= 0.
    void grow(std::uint32_t origin, std::span<double const> costs);
    // Of the last search; infinity where there is no path.
    [[nodiscard]] double cost_to(std::uint32_t node) const { return cost_[node]; }
    // The links to a node that was reached, from the origin on.
    void append_path(std::uint32_t node, std::vector<std::uint32_t>& links) const;

private:
    static constexpr std::uint32_t no_link = std::numeric_limits<std::uint32_t>::max();

    city::StaticNetwork const& network_;
    city::LinksFrom const& links_from_;
    std::vector<double> cost_;
    std::vector<std::uint32_t> link_to_;  // the last link of the path to a node
    std::vector<std::pair<double, std::uint32_t>> heap_;
};

}  // namespace halong::equilibrium
