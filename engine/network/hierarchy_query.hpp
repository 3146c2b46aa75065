// The cost of the best way from node to node, by a contraction hierarchy.
#pragma once

#include "network/hierarchy.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// Answers one request after the other; keep one object per thread.
class HierarchyQuery {
public:
    // Milliseconds from node to node, or unreachable_cost. A search up the elimination
    // tree from both ends (Dibbelt, Strasser & Wagner 2016, §6): no queue, and the same steps whatever the costs.
    // Throws InternalFault when a node is not in the graph.
    std::uint32_t cost(HierarchyCosts const& costs, NodeId from, NodeId to);

private:
    [[nodiscard]] std::uint32_t cost_of_states(HierarchyCosts const& costs, std::uint32_t from, std::uint32_t to,
                                               std::uint32_t best);

    // By vertex: least costs found so far; all unreachable between requests.
    std::vector<std::uint32_t> from_origin_;
    std::vector<std::uint32_t> to_destination_;
};

}  // namespace halong::network
