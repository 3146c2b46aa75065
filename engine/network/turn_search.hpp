// Earliest arrivals where links take a fixed time, and turns a wait that changes during the day; cheapest ones where
// tolls are paid.
#pragma once

#include "network/ban_slots.hpp"
#include "network/hierarchy_distances.hpp"
#include "network/turn_index.hpp"
#include "network/wait_profiles.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// A way in time, and in money as the time that it is worth, ms; both unreachable_cost where it cannot be driven.
struct Spent {
    std::uint32_t time_ms = 0;
    std::uint32_t toll_ms = 0;
    [[nodiscard]] std::uint32_t cost_ms() const;  // both together, at most unreachable_cost
};

// What the links of a day cost one kind of user. Everything outlives it.
struct TurnCosts {
    TurnIndex const* index = nullptr;
    WaitProfiles const* turn_waits = nullptr;   // by turn and time of entering the link before it
    WaitProfiles const* start_waits = nullptr;  // by link and time of departure, of who starts there
    // By slot of bans and link: time from entrance to stop line, ms; unreachable_cost where shut. Who comes to a link
    // that is shut waits until it opens.
    std::vector<std::vector<std::uint32_t>> free_ms;
    BanSlots const* slots = nullptr;
    // By slot and link: what is paid for entering it, ms that are worth as much; empty where nothing is.
    std::vector<std::vector<std::uint32_t>> toll_ms = {};

    // What is paid for entering the link then.
    [[nodiscard]] std::uint32_t toll_of(LinkId link, std::int64_t entry_ms) const;
    // From entering the link at `entry_ms` until leaving it by the turn; unreachable_cost where it never opens.
    [[nodiscard]] std::uint32_t time_ms(LinkId link, std::uint32_t turn, std::int64_t entry_ms) const;
    // From `departure_ms` until a vehicle that starts on the link is on it.
    [[nodiscard]] std::uint32_t start_ms(LinkId link, std::int64_t departure_ms) const
    {
        return start_waits->wait_ms(link.value(), departure_ms);
    }
    // Of a whole route, waits at its start and end included.
    [[nodiscard]] Spent along(std::span<LinkId const> route, std::int64_t departure_ms) const;
    // Of the rest of a route (at least one link) for who stands at the end of `on` at `leave_ms`: the wait at the first
    // turn, then the links.
    [[nodiscard]] Spent after(LinkId on, std::span<LinkId const> rest, std::int64_t leave_ms) const;

private:
    [[nodiscard]] Spent drive(std::span<LinkId const> route, std::int64_t entry_ms, std::int64_t since_ms) const;
};

// A* over turns with exact lower bounds from a contraction hierarchy of free times (after Strasser & Zeitz 2021, "A
// Fast and Tight Heuristic for A* in Road Networks", SEA). Since waits keep first in, first out, the arrival found is
// the earliest of all ways. With tolls the least sum of time and tolls is sought, and each link is reached by its cheapest
// way alone: who pays to be there earlier, and meets shorter waits beyond for it, is not seen. Ways of equal cost: each
// link is entered by the arc of least rank. One object per thread.
class TurnSearch {
public:
    // Milliseconds from `departure_ms` to the earliest arrival, tolls included, or unreachable_cost when there is none
    // below `limit_ms`. `bounds` is customised with times of which none is larger than those of `costs` at any time.
    // Throws InternalFault when a node is not in the graph.
    std::uint32_t find(TurnCosts const& costs, HierarchyCosts const& bounds, NodeId from, NodeId to,
                       std::int64_t departure_ms, std::uint32_t limit_ms = UINT32_MAX);
    // The same for who stands at the end of the link `on` at `leave_ms`: turns that are banned from there, and turning
    // back where `on` does not allow it, are no ways on. The way found begins behind `on`. unreachable_cost, too, where
    // the graph's users may not be on that link.
    std::uint32_t find_after(TurnCosts const& costs, HierarchyCosts const& bounds, LinkId on, NodeId to,
                             std::int64_t leave_ms, std::uint32_t limit_ms = UINT32_MAX);
    // Appends the links of the way that was found last; nothing when there was none.
    template <class Allocator>
    void append_route(std::vector<LinkId, Allocator>& links) const;
    // Links that the last search has scanned: what its time depends on.
    [[nodiscard]] std::size_t scanned() const { return scanned_; }

private:
    struct Label {
        std::uint32_t cost;    // ms since departure, when the link of the arc is entered, and tolls paid until then
        std::uint32_t toll;    // of it
        std::uint32_t before;  // arc
        std::uint32_t round;   // the search in which it was reached
    };
    struct Entry {
        std::uint64_t bound;  // of the whole way over the arc
        std::uint32_t cost;
        std::uint32_t arc;
    };
    void start(HierarchyCosts const& bounds, NodeId to, std::uint32_t limit_ms);
    std::uint32_t search(TurnCosts const& costs, NodeId to, std::int64_t departure_ms);
    void scan(TurnCosts const& costs, Entry const& entry, std::int64_t departure_ms);
    void end_at(std::uint32_t arc, std::uint32_t cost);
    void reach(std::uint32_t arc, std::uint64_t cost, std::uint32_t toll, std::uint32_t before);

    SearchGraph const* graph_ = nullptr;
    HierarchyCosts const* bounds_ = nullptr;
    HierarchyDistances to_destination_;
    std::vector<Label> labels_;  // by arc
    std::vector<Entry> queue_;   // a heap, least bound first
    std::uint32_t round_ = 0;
    std::uint32_t best_cost_ = UINT32_MAX;  // of arriving
    std::uint32_t best_arc_ = UINT32_MAX;
    std::size_t scanned_ = 0;
};

}  // namespace halong::network
