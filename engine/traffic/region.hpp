// A part of the town that one thread works on at a time: its memory for queues, its letters to other parts, its counts.
#pragma once

#include "core/time.hpp"
#include "traffic/contender.hpp"
#include "traffic/exit_set.hpp"
#include "traffic/link_state.hpp"
#include "traffic/ring.hpp"
#include "traffic/track_events.hpp"
#include "traffic/traffic.hpp"
#include "traffic/watched_links.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

// Time from `start_ms` to `end_ms` (exclusive), at most the least time that a link takes in either direction.
struct Window {
    Millis start_ms = 0;
    Millis end_ms = 0;
};

// To the node downstream: a vehicle has entered.
struct EntryLetter {
    std::uint32_t exit : 29 = 0;
    std::uint32_t vehicle : 3 = 0;  // class
    std::uint32_t leg = no_leg;
    Millis exit_ms = 0;  // earliest
    std::uint32_t way_position = 0;
};
static_assert(sizeof(EntryLetter) == 16);

// To the node upstream: a vehicle has left; its space is on its way.
struct HoleLetter {
    std::uint32_t entrance : 29 = 0;
    std::uint32_t vehicle : 3 = 0;
    Millis exit_ms = 0;
};
static_assert(sizeof(HoleLetter) == 8);

// A node with something to do in a window.
struct DueNode {
    std::uint32_t node = 0;
    Millis later_ms = core::never;  // when the first exit that is not due is ready
    std::uint64_t exits = 0;        // those that are due, one bit each; nodes with more than 64 are looked at anew
};

struct alignas(64) Region {
    std::uint32_t first_group = 0;
    std::uint32_t end_group = 0;
    RingPool<QueuedVehicle> queues;  // of its exits
    RingPool<Hole> holes;            // of its entrances

    // Letters written in this window, by region that receives them.
    std::vector<std::vector<EntryLetter>> entries;
    std::vector<std::vector<HoleLetter>> leavings;
    std::uint64_t written_to = 0;  // regions with a letter, one bit each

    // At least all exits whose first vehicle could have crossed before now, were there space.
    ExitSet waiting;

    std::vector<Arrival> arrivals;           // in this window
    std::vector<WatchedCrossing> crossings;  // in this window
    std::vector<city::Passage> passages;     // the same, of links of which nobody asks how full they are
    std::vector<TrackEvent> track_events;    // since they were taken; none where nobody asks
    std::int64_t link_moves = 0;             // since the start
    std::int64_t vehicles_arrived = 0;
    std::int64_t banned_entries = 0;
    std::uint64_t digest = 0;

    std::vector<DueNode> due_nodes;             // scratch of node_step
    std::vector<Contender> contenders;          // the same: room for all ends of a node
    std::vector<EntryLetter> received_entries;  // scratch of delivery
    std::vector<HoleLetter> received_leavings;  // the same
};

}  // namespace halong::traffic
