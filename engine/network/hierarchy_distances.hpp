// Costs from one node to any state, or from any state to one node, found when they are asked for.
#pragma once

#include "network/hierarchy.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// After one climb up the elimination tree the cost at a vertex follows from those at its higher neighbours, so a few
// vertices cost little and all of them one sweep (lazy RPHAST: Strasser & Zeitz 2021, "A Fast and Tight Heuristic for A*
// in Road Networks", SEA). Keep one object per thread; the costs must stay as they are while it is asked.
class HierarchyDistances {
public:
    // From the node, as one who starts there.
    void start_from(HierarchyCosts const& costs, NodeId origin);
    // To the node, in whichever of its states.
    void start_to(HierarchyCosts const& costs, NodeId destination);

    // Milliseconds, or unreachable_cost. `vertex` is one of the hierarchy.
    std::uint32_t operator()(std::uint32_t vertex)
    {
        Label const label = labels_[vertex];
        return label.round == round_ + 1 ? label.cost : settle(vertex);
    }
    [[nodiscard]] Hierarchy const& hierarchy() const { return *hierarchy_; }

private:
    // The label holds an upper bound when `round` is the present round, the cost itself when it is one more.
    struct Label {
        std::uint32_t cost;
        std::uint32_t round;
    };
    void start(HierarchyCosts const& costs, NodeId node);
    void climb(std::uint32_t vertex, std::uint32_t const* costs);
    std::uint32_t settle(std::uint32_t vertex);

    Hierarchy const* hierarchy_ = nullptr;
    std::uint32_t const* from_higher_ = nullptr;  // by edge: what the way between its higher end and its lower costs
    std::vector<Label> labels_;                   // by vertex
    std::vector<std::uint32_t> open_;             // vertices to settle, lowest first
    std::uint32_t round_ = 0;                     // even
};

}  // namespace halong::network
