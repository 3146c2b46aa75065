#include "network/hierarchy_distances.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::network {

void HierarchyDistances::start_from(HierarchyCosts const& costs, NodeId origin)
{
    start(costs, origin);
    from_higher_ = costs.downward().data();
    climb(hierarchy_->vertex_of(hierarchy_->graph().start_state(origin)), costs.upward().data());
}

void HierarchyDistances::start_to(HierarchyCosts const& costs, NodeId destination)
{
    start(costs, destination);
    from_higher_ = costs.upward().data();
    for (std::uint32_t const state : hierarchy_->graph().states_of(destination))
        climb(hierarchy_->vertex_of(state), costs.downward().data());
}

void HierarchyDistances::start(HierarchyCosts const& costs, NodeId node)
{
    hierarchy_ = &costs.hierarchy();
    core::ensure(node.valid() && node.value() < hierarchy_->graph().node_count(),
                 "distances are asked of a known node");
    constexpr std::uint32_t last_round = UINT32_MAX - 3;
    if (labels_.size() != hierarchy_->vertex_count() || round_ >= last_round) {
        labels_.assign(hierarchy_->vertex_count(), {unreachable_cost, 0});
        round_ = 0;
    }
    round_ += 2;
}

// Labels the vertex 0 and all its ancestors by their least costs over lower vertices.
void HierarchyDistances::climb(std::uint32_t vertex, std::uint32_t const* costs)
{
    Hierarchy const& h = *hierarchy_;
    std::uint32_t const* const heads = h.heads().data();
    labels_[vertex] = {0, round_};
    for (; vertex != Hierarchy::none; vertex = h.parent(vertex)) {
        if (labels_[vertex].round != round_) continue;
        std::uint64_t const label = labels_[vertex].cost;
        for (std::uint32_t e = h.first_edge(vertex); e < h.first_edge(vertex + 1); ++e) {
            Label& above = labels_[heads[e]];
            std::uint32_t const bound = above.round == round_ ? above.cost : unreachable_cost;
            if (label + costs[e] < bound) above = {static_cast<std::uint32_t>(label + costs[e]), round_};
        }
    }
}

// Settles the vertex and its ancestors, from the top downwards.
std::uint32_t HierarchyDistances::settle(std::uint32_t vertex)
{
    Hierarchy const& h = *hierarchy_;
    std::uint32_t const* const heads = h.heads().data();
    std::uint32_t const settled = round_ + 1;
    for (std::uint32_t v = vertex; v != Hierarchy::none && labels_[v].round != settled; v = h.parent(v))
        open_.push_back(v);
    for (; !open_.empty(); open_.pop_back()) {
        std::uint32_t const v = open_.back();
        std::uint64_t best = labels_[v].round == round_ ? labels_[v].cost : unreachable_cost;
        for (std::uint32_t e = h.first_edge(v); e < h.first_edge(v + 1); ++e)
            best = std::min(best, std::uint64_t{labels_[heads[e]].cost} + from_higher_[e]);
        labels_[v] = {static_cast<std::uint32_t>(best), settled};
    }
    return labels_[vertex].cost;
}

}  // namespace halong::network
