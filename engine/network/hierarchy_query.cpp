#include "network/hierarchy_query.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <utility>

namespace halong::network {
namespace {

// Hands the label of a vertex on to its higher neighbours.
void relax(Hierarchy const& hierarchy, std::uint32_t const* costs, std::uint32_t vertex, std::uint32_t label,
           std::uint32_t* labels)
{
    std::uint32_t const* const heads = hierarchy.heads().data();
    std::uint32_t const last = hierarchy.first_edge(vertex + 1);
    for (std::uint32_t e = hierarchy.first_edge(vertex); e < last; ++e) {
        std::uint64_t const cost = std::uint64_t{label} + costs[e];
        if (cost < labels[heads[e]]) labels[heads[e]] = static_cast<std::uint32_t>(cost);
    }
}

}  // namespace

std::uint32_t HierarchyQuery::cost(HierarchyCosts const& costs, NodeId from, NodeId to)
{
    Hierarchy const& hierarchy = costs.hierarchy();
    SearchGraph const& graph = hierarchy.graph();
    core::ensure(from.valid() && from.value() < graph.node_count(), "a way starts at a known node");
    core::ensure(to.valid() && to.value() < graph.node_count(), "a way ends at a known node");
    if (from == to) return 0;
    from_origin_.resize(hierarchy.vertex_count(), unreachable_cost);
    to_destination_.resize(hierarchy.vertex_count(), unreachable_cost);
    std::uint32_t best = unreachable_cost;
    for (std::uint32_t const state : graph.states_of(to)) {
        best = cost_of_states(costs, hierarchy.vertex_of(graph.start_state(from)), hierarchy.vertex_of(state), best);
    }
    return best;
}

// The least of `best` and the cost from vertex to vertex.
std::uint32_t HierarchyQuery::cost_of_states(HierarchyCosts const& costs, std::uint32_t from, std::uint32_t to,
                                             std::uint32_t best)
{
    Hierarchy const& hierarchy = costs.hierarchy();
    std::uint32_t* const forward = from_origin_.data();
    std::uint32_t* const backward = to_destination_.data();
    std::uint32_t const* const upward = costs.upward().data();
    std::uint32_t const* const downward = costs.downward().data();
    forward[from] = 0;
    backward[to] = 0;
    // Below the lowest common ancestor each side has its own branch. The lower end is always the next.
    while (from != to) {
        bool const at_origin = from < to;
        std::uint32_t& vertex = at_origin ? from : to;
        std::uint32_t* const labels = at_origin ? forward : backward;
        std::uint32_t const label = std::exchange(labels[vertex], unreachable_cost);
        if (label < best) relax(hierarchy, at_origin ? upward : downward, vertex, label, labels);
        vertex = hierarchy.parent(vertex);
    }
    for (std::uint32_t vertex = from; vertex != Hierarchy::none; vertex = hierarchy.parent(vertex)) {
        std::uint32_t const there = std::exchange(forward[vertex], unreachable_cost);
        std::uint32_t const back = std::exchange(backward[vertex], unreachable_cost);
        best = static_cast<std::uint32_t>(std::min<std::uint64_t>(best, std::uint64_t{there} + back));
        // Labels of `best` and more cannot be part of a better way.
        if (there < best) relax(hierarchy, upward, vertex, there, forward);
        if (back < best) relax(hierarchy, downward, vertex, back, backward);
    }
    return best;
}

}  // namespace halong::network
