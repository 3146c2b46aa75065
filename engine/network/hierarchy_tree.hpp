// Shortest paths from one node, by a contraction hierarchy: a tree that many trips share, grown where it is asked for.
#pragma once

#include "network/hierarchy_distances.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// Least costs, and among the arcs of equal cost into a state the one of least rank (SearchGraph::rank). So the tree is the
// same on every machine, and depends neither on the order of the hierarchy nor on the numbering of nodes and links. Keep
// one object per thread; the costs must stay as they are while it is asked.
class HierarchyTree {
public:
    // Throws InternalFault when the origin is not in the graph.
    void grow(HierarchyCosts const& costs, NodeId origin);

    // Milliseconds from the origin, or unreachable_cost.
    std::uint32_t cost(NodeId node);
    // Appends the links from the origin to the node; false when there is no way.
    bool append_path(NodeId node, std::vector<LinkId>& links);
    // Calls visit(SearchGraph::Arc) for every arc of the path, from the node back to the origin; false when there is no
    // way.
    template <class Visit>
    bool walk_back(NodeId node, Visit const& visit)
    {
        Hierarchy const& hierarchy = distances_.hierarchy();
        std::uint32_t vertex = best_vertex(node);
        std::uint32_t cost = distances_(vertex);
        if (cost == unreachable_cost) return false;
        while (cost != 0) {
            Hierarchy::InArc const& arc = hierarchy.in_arcs(vertex)[last_arc(vertex)];
            visit(hierarchy.graph().arc(arc.arc));
            vertex = arc.source;
            cost = distances_(vertex);
        }
        return true;
    }

private:
    struct LastArc {
        std::uint32_t ordinal;  // among the vertex' in-arcs
        std::uint32_t tree;     // the last grown tree in which it was found
    };
    [[nodiscard]] std::uint32_t best_vertex(NodeId node);
    [[nodiscard]] std::uint32_t last_arc(std::uint32_t vertex);
    [[nodiscard]] std::uint32_t find_last_arc(std::uint32_t vertex);

    HierarchyDistances distances_;
    std::uint32_t const* link_costs_ = nullptr;
    std::vector<LastArc> last_arcs_;  // by vertex
    std::uint32_t tree_ = 0;          // how many trees have been grown
};

}  // namespace halong::network
