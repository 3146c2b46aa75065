#include "network/timed_search.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::network {
namespace {

constexpr std::uint32_t no_arc = UINT32_MAX;
constexpr std::uint32_t no_state = UINT32_MAX;

// The order of a heap whose first entry has the least bound.
constexpr auto later = [](auto const& a, auto const& b) { return a.bound > b.bound; };

}  // namespace

std::uint32_t TimedSearch::find(TimeProfiles const& profiles, HierarchyCosts const& bounds, NodeId from, NodeId to,
                                std::int64_t departure_ms)
{
    core::ensure(profiles.link_count() == bounds.by_link().size(),
                 "profiles and hierarchy must be of the same network");
    start(bounds, from, to);
    // Ties need all ways of least cost, so the search ends behind the last of them.
    while (!queue_.empty()) {
        std::ranges::pop_heap(queue_, later);
        Entry const entry = queue_.back();
        queue_.pop_back();
        if (entry.bound > cost_at(best_state(to))) break;
        if (entry.cost == labels_[entry.state].cost) scan(profiles, entry, departure_ms);
    }
    std::uint32_t const best = best_state(to);
    std::uint32_t const cost = cost_at(best);
    found_state_ = cost == unreachable_cost ? no_state : best;
    return cost;
}

void TimedSearch::start(HierarchyCosts const& bounds, NodeId from, NodeId to)
{
    graph_ = &bounds.hierarchy().graph();
    core::ensure(from.valid() && from.value() < graph_->node_count(), "a way starts at a known node");
    core::ensure(to.valid() && to.value() < graph_->node_count(), "a way ends at a known node");
    to_destination_.start_to(bounds, to);
    if (labels_.size() != graph_->state_count() || round_ == UINT32_MAX) {
        labels_.assign(graph_->state_count(), {unreachable_cost, no_arc, 0});
        round_ = 0;
    }
    ++round_;
    scanned_ = 0;
    found_state_ = no_state;
    queue_.clear();
    reach(graph_->start_state(from), 0, no_arc);
}

void TimedSearch::scan(TimeProfiles const& profiles, Entry const& entry, std::int64_t departure_ms)
{
    ++scanned_;
    std::uint32_t const first = graph_->first_arc(entry.state);
    std::uint32_t const last = graph_->first_arc(entry.state + 1);
    for (std::uint32_t i = first; i < last; ++i) {
        SearchGraph::Arc const& arc = graph_->arc(i);
        std::uint64_t const link_cost = profiles.cost_ms(arc.link, departure_ms + entry.cost);
        std::uint64_t const cost = entry.cost + link_cost;
        if (cost < unreachable_cost) reach(arc.target, static_cast<std::uint32_t>(cost), i);
    }
}

void TimedSearch::reach(std::uint32_t state, std::uint32_t cost, std::uint32_t arc)
{
    Label& label = labels_[state];
    std::uint32_t const before = cost_at(state);
    if (cost == before && arc != no_arc && label.arc != no_arc && graph_->rank(arc) < graph_->rank(label.arc))
        label.arc = arc;
    if (cost >= before) return;
    std::uint32_t const rest = to_destination_(to_destination_.hierarchy().vertex_of(state));
    label = {cost, arc, round_};
    if (rest == unreachable_cost) return;
    queue_.push_back({std::uint64_t{cost} + rest, cost, state});
    std::ranges::push_heap(queue_, later);
}

std::uint32_t TimedSearch::cost_at(std::uint32_t state) const
{
    return labels_[state].round == round_ ? labels_[state].cost : unreachable_cost;
}

// The state of least cost at the node; at equal cost the one whose arc has the least rank.
std::uint32_t TimedSearch::best_state(NodeId node) const
{
    std::uint32_t best = graph_->start_state(node);
    for (std::uint32_t const state : graph_->states_of(node)) {
        std::uint32_t const cost = cost_at(state);
        std::uint32_t const least = cost_at(best);
        bool const preferred = cost == least && cost != unreachable_cost && labels_[state].arc != no_arc &&
                               labels_[best].arc != no_arc &&
                               graph_->rank(labels_[state].arc) < graph_->rank(labels_[best].arc);
        if (cost < least || preferred) best = state;
    }
    return best;
}

void TimedSearch::append_route(std::vector<LinkId>& links) const
{
    if (found_state_ == no_state) return;
    auto const begin = static_cast<std::ptrdiff_t>(links.size());
    for (std::uint32_t arc = labels_[found_state_].arc; arc != no_arc;) {
        links.push_back(graph_->arc(arc).link);
        arc = labels_[graph_->arc(arc).source].arc;
    }
    std::reverse(links.begin() + begin, links.end());
}

}  // namespace halong::network
