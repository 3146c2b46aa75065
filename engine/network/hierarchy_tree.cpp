#include "network/hierarchy_tree.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::network {

void HierarchyTree::grow(HierarchyCosts const& costs, NodeId origin)
{
    distances_.start_from(costs, origin);
    link_costs_ = costs.by_link().data();
    if (last_arcs_.size() != costs.hierarchy().vertex_count() || tree_ == UINT32_MAX) {
        last_arcs_.assign(costs.hierarchy().vertex_count(), {0, 0});
        tree_ = 0;
    }
    ++tree_;
}

std::uint32_t HierarchyTree::cost(NodeId node) { return distances_(best_vertex(node)); }

bool HierarchyTree::append_path(NodeId node, std::vector<LinkId>& links)
{
    auto const begin = static_cast<std::ptrdiff_t>(links.size());
    bool const found = walk_back(node, [&](SearchGraph::Arc const& arc) { links.push_back(arc.link); });
    std::reverse(links.begin() + begin, links.end());
    return found;
}

// The vertex of least cost among the node's states; at equal cost the one whose last arc has the least rank.
std::uint32_t HierarchyTree::best_vertex(NodeId node)
{
    Hierarchy const& hierarchy = distances_.hierarchy();
    SearchGraph const& graph = hierarchy.graph();
    auto const rank = [&](std::uint32_t vertex) { return graph.rank(hierarchy.in_arcs(vertex)[last_arc(vertex)].arc); };
    std::uint32_t best = hierarchy.vertex_of(graph.start_state(node));
    for (std::uint32_t const state : graph.states_of(node)) {
        std::uint32_t const vertex = hierarchy.vertex_of(state);
        if (vertex == best) continue;
        std::uint32_t const cost = distances_(vertex);
        std::uint32_t const least = distances_(best);
        bool const has_arcs = cost != 0 && cost != unreachable_cost;
        if (cost < least || (cost == least && has_arcs && rank(vertex) < rank(best))) best = vertex;
    }
    return best;
}

std::uint32_t HierarchyTree::last_arc(std::uint32_t vertex)
{
    if (last_arcs_[vertex].tree != tree_) last_arcs_[vertex] = {find_last_arc(vertex), tree_};
    return last_arcs_[vertex].ordinal;
}

// The first in order of rank that the least cost of the vertex comes by.
std::uint32_t HierarchyTree::find_last_arc(std::uint32_t vertex)
{
    std::uint64_t const cost = distances_(vertex);
    auto const arcs = distances_.hierarchy().in_arcs(vertex);
    for (std::uint32_t i = 0; i < arcs.size(); ++i) {
        std::uint64_t const link_cost = link_costs_[arcs[i].link.value()];
        if (link_cost <= cost && distances_(arcs[i].source) + link_cost == cost) return i;
    }
    throw core::InternalFault("a vertex that can be reached has no last arc");
}

}  // namespace halong::network
