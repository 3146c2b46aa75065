// Earliest arrivals where the times of links change on the way.
#pragma once

#include "network/hierarchy_distances.hpp"
#include "network/time_profiles.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// A* with exact lower bounds from a contraction hierarchy (Strasser & Zeitz 2021, "A Fast and Tight Heuristic for A* in
// Road Networks", SEA). Since profiles keep first in, first out, the arrival found is the earliest of all ways, waits at
// the start of links included. Among ways of equal arrival, each state is entered by the arc of least rank among those
// that reach it at its earliest time: the rule of trees with fixed costs. Keep one object per thread.
class TimedSearch {
public:
    // Milliseconds from `departure_ms` to the earliest arrival, or unreachable_cost. No link may ever cost less than in
    // `bounds`: take a hierarchy that is customised with profiles.least_costs(). Throws InternalFault when a node is not
    // in the graph, or the profiles are of another number of links.
    std::uint32_t find(TimeProfiles const& profiles, HierarchyCosts const& bounds, NodeId from, NodeId to,
                       std::int64_t departure_ms);
    // Appends the links of the way that `find` has found last; nothing when there was none.
    void append_route(std::vector<LinkId>& links) const;
    // States that the last search has scanned: what its time depends on.
    [[nodiscard]] std::size_t scanned() const { return scanned_; }

private:
    struct Label {
        std::uint32_t cost;   // ms since departure
        std::uint32_t arc;    // by which the state is reached
        std::uint32_t round;  // the search in which it was
    };
    struct Entry {
        std::uint64_t bound;  // of the whole way through the state
        std::uint32_t cost;
        std::uint32_t state;
    };
    void start(HierarchyCosts const& bounds, NodeId from, NodeId to);
    void scan(TimeProfiles const& profiles, Entry const& entry, std::int64_t departure_ms);
    void reach(std::uint32_t state, std::uint32_t cost, std::uint32_t arc);
    [[nodiscard]] std::uint32_t cost_at(std::uint32_t state) const;
    [[nodiscard]] std::uint32_t best_state(NodeId node) const;

    SearchGraph const* graph_ = nullptr;
    HierarchyDistances to_destination_;
    std::vector<Label> labels_;  // by state
    std::vector<Entry> queue_;   // a heap, least bound first
    std::uint32_t round_ = 0;
    std::uint32_t found_state_ = UINT32_MAX;
    std::size_t scanned_ = 0;
};

}  // namespace halong::network
