#include "traffic/gridlock.hpp"

#include "traffic/entrance.hpp"
#include "traffic/prefetch.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/stop_line.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

constexpr std::uint32_t waits_for_none = UINT32_MAX;  // no number of an exit

// Of an exit that has one.
QueuedVehicle const& first_vehicle(Streets const& streets, std::uint32_t number)
{
    LinkExit const& exit = streets.exits[number];
    VehiclePool const& queues = streets.regions[streets.layout.region_of_node(exit.node)].queues;
    File const file = exit.chosen != File::none ? exit.chosen : earliest_file(exit, queues);
    return queues.front(file_of(exit, file));
}

// PCU of the vehicle that is to enter next: that of the claimant, or `mpcu` without a claim.
std::uint32_t mpcu_of_next(Streets const& streets, std::uint32_t entrance, std::uint32_t mpcu)
{
    std::uint16_t const claimant = streets.entrances[entrance].claimant;
    if (claimant == no_claimant) return mpcu;
    NodeEnds const& node = streets.nodes[streets.entrances[entrance].node];
    std::uint32_t const exit = node.first_exit + claimant;
    if (claimant < node.exit_count) {
        return mpcu_of(first_vehicle(streets, exit).vehicle);
    }
    return mpcu_of(streets.vehicle[streets.sources[entrance].first_leg]);
}

// The exit of the full link that the first vehicle at `exit` waits for, or waits_for_none.
std::uint32_t awaited_exit(Streets const& streets, std::uint32_t exit, Millis now_ms)
{
    if (streets.exit_ready[exit] >= now_ms) return waits_for_none;
    QueuedVehicle const& first = first_vehicle(streets, exit);
    if (first.next_entrance == no_entrance) return waits_for_none;
    LinkEntrance const& next = streets.entrances[first.next_entrance];
    std::uint32_t const node = streets.exits[exit].node;
    RingPool<Hole> const& holes = streets.regions[streets.layout.region_of_node(node)].holes;
    std::uint32_t const mpcu = mpcu_of_next(streets, first.next_entrance, mpcu_of(first.vehicle));
    return space_from(next, holes, mpcu) == core::never ? next.exit : waits_for_none;
}

// This rank's, in order of their exits.
std::vector<WaitingExit> waiting_exits(Streets const& streets, Millis now_ms)
{
    std::vector<WaitingExit> waiting;
    auto const ready = exits_ready_before(streets, now_ms);
    look_ahead(
        ready.size(), [&](std::size_t i) { prefetch(&streets.exits[ready[i]]); },
        [&](std::size_t i) { prefetch(&first_vehicle(streets, ready[i])); },
        [&](std::size_t i) {
            std::uint32_t const next = first_vehicle(streets, ready[i]).next_entrance;
            if (next != no_entrance) prefetch(&streets.entrances[next]);
        },
        [&](std::size_t i) {
            std::uint32_t const awaited = awaited_exit(streets, ready[i], now_ms);
            if (awaited == waits_for_none) return;
            LinkExit const& exit = streets.exits[ready[i]];
            std::uint32_t const vehicles = exit.files[0].size + exit.files[1].size;
            waiting.push_back({ready[i], awaited, vehicles, exit.chosen != File::none});
        });
    return waiting;
}

}  // namespace

Gridlock describe_ring(Streets const& streets, WaitingRing const& ring, Millis now_ms)
{
    Gridlock gridlock;
    gridlock.first_seen_ms = now_ms;
    gridlock.last_seen_ms = now_ms;
    for (WaitingExit const& waiting : ring) {
        gridlock.links.push_back(streets.layout.link_of_exit[waiting.exit]);
        gridlock.vehicles_held += waiting.vehicles;
    }
    auto const least = std::min_element(gridlock.links.begin(), gridlock.links.end());
    std::rotate(gridlock.links.begin(), least, gridlock.links.end());
    return gridlock;
}

std::vector<WaitingRing> waiting_rings(Streets const& streets, Millis now_ms, Ranks* ranks)
{
    std::vector<WaitingExit> waiting = waiting_exits(streets, now_ms);
    if (ranks != nullptr) {
        waiting = gathered(*ranks, waiting);
        std::ranges::sort(waiting, {}, &WaitingExit::exit);
    }
    constexpr std::uint32_t nowhere = UINT32_MAX;
    std::vector<std::uint32_t> place(streets.exits.size(), nowhere);  // in `waiting`, by exit
    for (std::uint32_t i = 0; i < waiting.size(); ++i) place[waiting[i].exit] = i;

    // Walk on from each link; meeting a link of the same walk closes a ring.
    std::vector<std::uint32_t> walk_of(waiting.size(), nowhere);
    std::vector<WaitingRing> rings;
    auto const next_of = [&](std::uint32_t i) { return place[waiting[i].awaited]; };
    for (std::uint32_t start = 0; start < waiting.size(); ++start) {
        std::uint32_t at = start;
        while (at != nowhere && walk_of[at] == nowhere) {
            walk_of[at] = start;
            at = next_of(at);
        }
        if (at == nowhere || walk_of[at] != start) continue;
        WaitingRing ring{waiting[at]};
        for (std::uint32_t next = next_of(at); next != at; next = next_of(next)) ring.push_back(waiting[next]);
        rings.push_back(std::move(ring));
    }
    return rings;
}

std::vector<Gridlock> gridlocks_in(Streets const& streets, Millis now_ms, Ranks* ranks)
{
    std::vector<Gridlock> found;
    for (auto const& ring : waiting_rings(streets, now_ms, ranks)) {
        found.push_back(describe_ring(streets, ring, now_ms));
    }
    std::sort(found.begin(), found.end(),
              [](Gridlock const& a, Gridlock const& b) { return a.links.front() < b.links.front(); });
    return found;
}

}  // namespace halong::traffic
