// Fixed-time signal plans as data: which turns at a node have green when. Where a node has a signal but no plan is
// known, the traffic room makes one by rule.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <vector>

namespace halong::network {

// Green during [start, start + length) of each cycle.
struct GreenWindow {
    core::Millis start_ms = 0;   // in [0, cycle)
    core::Millis length_ms = 0;  // in (0, cycle]; may run past the end of the cycle into the next
    auto operator<=>(GreenWindow const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};

// What one turn gets. A turn of the node that no row names is always red while the plan runs.
struct SignalledTurn {
    core::LinkId from;
    core::LinkId to;
    std::vector<GreenWindow> greens;  // by start, disjoint
    bool yields = false;              // green, but must give way to the streams it crosses (not a protected phase)
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [from, to, greens, yields] = self;
        archive(from, to, greens, yields);
    }
    bool operator==(SignalledTurn const&) const = default;
};

// One plan of one node, in force at [from, to) of every day.
struct SignalPlan {
    core::NodeId node;
    core::Millis from_ms = 0;
    core::Millis to_ms = core::ms_per_day;
    core::Millis cycle_ms = 0;   // > 0
    core::Millis offset_ms = 0;  // when a cycle starts, in [0, cycle), counted from 00:00
    std::vector<SignalledTurn> turns;
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [node, from_ms, to_ms, cycle_ms, offset_ms, turns] = self;
        archive(node, from_ms, to_ms, cycle_ms, offset_ms, turns);
    }
    bool operator==(SignalPlan const&) const = default;
};

// How a plan by rule differs from the rule: a member that is not said leaves it to the rule.
struct SignalTiming {
    core::NodeId node;
    core::Millis cycle_ms = 0;    // 0: as everywhere
    core::Millis offset_ms = -1;  // when a cycle starts, counted from 00:00; -1: by the rule
    int main_permille = 0;        // of the green time, for the widest approach and those along it; 0: by capacities
    bool operator==(SignalTiming const&) const = default;
};

}  // namespace halong::network
