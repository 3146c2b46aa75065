// Shortest paths in integer milliseconds with banned turns, and trees that many trips share.
#pragma once

#include "network/search_graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// The tree of shortest paths from one node; reuse one object per thread for many origins.
//
// The queue holds states in buckets of near-equal cost (Dial 1969), and a state whose cost still falls inside the
// bucket at hand is scanned again (Meyer & Sanders 2003, delta-stepping on one thread). Labels are final when their
// bucket is done, whatever the order inside it: the least cost, and among arcs of equal cost the one of least rank.
// So the tree is the same on every machine, and does not depend on the numbering of nodes and links.
class ShortestPathTree {
public:
    // costs_ms[link] > 0 for links in the graph; unreachable_cost shuts a link. Stops early once all `targets` are
    // settled (none given: whole graph); then only the targets' costs and paths, and those of nodes that are nearer
    // than the furthest target, are meaningful. `graph` must live as long as costs and paths are asked for.
    void grow(SearchGraph const& graph, std::span<std::uint32_t const> costs_ms, NodeId origin,
              std::span<NodeId const> targets = {});
    // The same with costs prepared once for many trees; much faster.
    void grow(CostedGraph const& graph, NodeId origin, std::span<NodeId const> targets = {});

    // Milliseconds from the origin, or unreachable_cost.
    [[nodiscard]] std::uint32_t cost(SearchGraph const& graph, NodeId node) const;
    // Appends the links from the origin to the node; false when there is no way.
    bool append_path(SearchGraph const& graph, NodeId node, std::vector<LinkId>& links) const;
    // Calls visit(SearchGraph::Arc) for every arc of the path, from the node back to the origin; false when there is no way.
    template <class Visit>
    bool walk_back(SearchGraph const& graph, NodeId node, Visit const& visit) const
    {
        std::uint32_t const state = best_state(graph, node);
        if (labels_[state].cost == unreachable_cost) return false;
        for (std::uint32_t next = labels_[state].arc; next != no_arc;) {
            SearchGraph::Arc const& arc = graph.arc(next);
            visit(arc);
            next = labels_[arc.source].arc;
        }
        return true;
    }

private:
    static constexpr std::uint32_t no_arc = UINT32_MAX;
    struct Label {
        std::uint32_t cost;  // ms from the origin
        std::uint32_t arc;   // by which the state is reached
    };
    struct Entry {
        std::uint32_t
            cost;  // of the label when it was queued; older entries of a state are skipped
        std::uint32_t state;
    };

    void start(CostedGraph const& graph, NodeId origin, std::span<NodeId const> targets);
    void scan_bucket(CostedGraph const& graph, std::vector<Entry>& bucket);
    // Whether all targets are final now that every label below `bound` is.
    bool targets_settled(SearchGraph const& graph, std::uint64_t bound);
    [[nodiscard]] std::uint32_t best_state(SearchGraph const& graph, NodeId node) const;

    std::vector<Label> labels_;                // by state
    std::vector<std::vector<Entry>> buckets_;  // a ring
    std::size_t queued_ = 0;
    std::vector<NodeId> open_targets_;
    CostedGraph own_costs_;
};

// Free travel time of each link for a vehicle class, milliseconds, at least 1; unreachable_cost where banned.
std::vector<std::uint32_t> free_costs_ms(Network const& network, VehicleClass vehicle);
// The same for walkers at `speed_mps` > 0.
std::vector<std::uint32_t> walk_costs_ms(Network const& network, double speed_mps);
// Seconds as milliseconds rounded to the nearest, at least 1 and below unreachable_cost.
std::uint32_t cost_ms_of(double seconds);

}  // namespace halong::network
