#include "network/routing.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace halong::network {

void ShortestPathTree::grow(SearchGraph const& graph, std::span<std::uint32_t const> costs_ms,
                            NodeId origin, std::span<NodeId const> targets)
{
    own_costs_.assign(graph, costs_ms);
    grow(own_costs_, origin, targets);
}

void ShortestPathTree::grow(CostedGraph const& graph, NodeId origin,
                            std::span<NodeId const> targets)
{
    start(graph, origin, targets);
    std::uint64_t const mask = graph.buckets() - 1;
    for (std::uint64_t bucket = 0; queued_ > 0; ++bucket) {
        std::vector<Entry>& entries = buckets_[bucket & mask];
        if (entries.empty()) continue;
        scan_bucket(graph, entries);
        if (!targets.empty() &&
            targets_settled(graph.graph(), (bucket + 1) << graph.bucket_shift()))
            break;
    }
    if (queued_ == 0) return;
    for (std::vector<Entry>& entries : buckets_) entries.clear();
}

void ShortestPathTree::start(CostedGraph const& graph, NodeId origin,
                             std::span<NodeId const> targets)
{
    core::ensure(origin.valid() && origin.value() < graph.graph().node_count(),
                 "a tree grows from a known node");
    // Clearing all labels is a sequential fill, cheaper than noting which ones a search has touched.
    labels_.assign(graph.graph().state_count(), Label{unreachable_cost, no_arc});
    if (buckets_.size() < graph.buckets()) buckets_.resize(graph.buckets());
    open_targets_.assign(targets.begin(), targets.end());
    std::uint32_t const first = graph.graph().start_state(origin);
    labels_[first] = {0, no_arc};
    buckets_[0].push_back({0, first});
    queued_ = 1;
}

void ShortestPathTree::scan_bucket(CostedGraph const& graph, std::vector<Entry>& bucket)
{
    SearchGraph const& states = graph.graph();
    CostedGraph::Arc const* const arcs = graph.arcs().data();
    Label* const labels = labels_.data();
    unsigned const shift = graph.bucket_shift();
    std::uint32_t const mask = graph.buckets() - 1;
    while (!bucket.empty()) {
        Entry const entry = bucket.back();
        bucket.pop_back();
        --queued_;
        if (labels[entry.state].cost != entry.cost) continue;
        std::uint32_t const last = states.first_arc(entry.state + 1);
        for (std::uint32_t arc = states.first_arc(entry.state); arc < last; ++arc) {
            Label& label = labels[arcs[arc].target];
            std::uint64_t const cost = std::uint64_t{entry.cost} + arcs[arc].cost_ms;
            if (cost < label.cost) {
                label = {static_cast<std::uint32_t>(cost), arc};
                buckets_[(cost >> shift) & mask].push_back({label.cost, arcs[arc].target});
                ++queued_;
            } else if (cost == label.cost && label.arc != no_arc &&
                       states.rank(arc) < states.rank(label.arc)) {
                label.arc = arc;
            }
        }
    }
}

bool ShortestPathTree::targets_settled(SearchGraph const& graph, std::uint64_t bound)
{
    while (!open_targets_.empty()) {
        if (labels_[best_state(graph, open_targets_.back())].cost >= bound) return false;
        open_targets_.pop_back();
    }
    return true;
}

// The state of least cost at the node; at equal cost the one whose arc has the least rank.
std::uint32_t ShortestPathTree::best_state(SearchGraph const& graph, NodeId node) const
{
    std::uint32_t best = graph.start_state(node);
    for (std::uint32_t const state : graph.states_of(node)) {
        Label const& label = labels_[state];
        Label const& least = labels_[best];
        bool const preferred = label.cost == least.cost && label.arc != no_arc &&
                               least.arc != no_arc && graph.rank(label.arc) < graph.rank(least.arc);
        if (label.cost < least.cost || preferred) best = state;
    }
    return best;
}

std::uint32_t ShortestPathTree::cost(SearchGraph const& graph, NodeId node) const
{
    return labels_[best_state(graph, node)].cost;
}

bool ShortestPathTree::append_path(SearchGraph const& graph, NodeId node,
                                   std::vector<LinkId>& links) const
{
    auto const begin = static_cast<std::ptrdiff_t>(links.size());
    bool const found =
        walk_back(graph, node, [&](SearchGraph::Arc const& arc) { links.push_back(arc.link); });
    std::reverse(links.begin() + begin, links.end());
    return found;
}

std::uint32_t cost_ms_of(double seconds)
{
    double const ms = std::floor(seconds * 1000.0 + 0.5);
    return static_cast<std::uint32_t>(
        std::clamp(ms, 1.0, static_cast<double>(unreachable_cost - 1)));
}

std::vector<std::uint32_t> free_costs_ms(Network const& network, VehicleClass vehicle)
{
    std::vector<std::uint32_t> costs(network.link_count(), unreachable_cost);
    for (LinkId const link : network.links()) {
        if (!network.access(link).has(vehicle)) continue;
        costs[link.value()] =
            cost_ms_of(network.length_m(link) / network.free_speed_mps(link, vehicle));
    }
    return costs;
}

std::vector<std::uint32_t> walk_costs_ms(Network const& network, double speed_mps)
{
    core::ensure(speed_mps > 0, "walking speed must be positive");
    std::vector<std::uint32_t> costs(network.link_count(), unreachable_cost);
    for (LinkId const link : network.links()) {
        if (network.access(link).has_walkers())
            costs[link.value()] = cost_ms_of(network.length_m(link) / speed_mps);
    }
    return costs;
}

}  // namespace halong::network
