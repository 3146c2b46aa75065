#include "traffic/gridlock.hpp"

#include "traffic/entrance.hpp"
#include "traffic/prefetch.hpp"
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

}  // namespace

Gridlock describe_ring(Streets const& streets, std::vector<std::uint32_t> const& ring, Millis now_ms)
{
    Gridlock gridlock;
    gridlock.first_seen_ms = now_ms;
    gridlock.last_seen_ms = now_ms;
    for (std::uint32_t const exit : ring) {
        gridlock.links.push_back(streets.layout.link_of_exit[exit]);
        for (Ring const& file : streets.exits[exit].files) gridlock.vehicles_held += file.size;
    }
    auto const least = std::min_element(gridlock.links.begin(), gridlock.links.end());
    std::rotate(gridlock.links.begin(), least, gridlock.links.end());
    return gridlock;
}

std::vector<std::vector<std::uint32_t>> waiting_rings(Streets const& streets, Millis now_ms)
{
    std::vector<std::uint32_t> awaited(streets.exits.size(), waits_for_none);  // by exit
    std::vector<std::uint32_t> waiting;
    auto const ready = exits_ready_before(streets, now_ms);
    look_ahead(
        ready.size(), [&](std::size_t i) { prefetch(&streets.exits[ready[i]]); },
        [&](std::size_t i) { prefetch(&first_vehicle(streets, ready[i])); },
        [&](std::size_t i) {
            std::uint32_t const next = first_vehicle(streets, ready[i]).next_entrance;
            if (next != no_entrance) prefetch(&streets.entrances[next]);
        },
        [&](std::size_t i) {
            awaited[ready[i]] = awaited_exit(streets, ready[i], now_ms);
            if (awaited[ready[i]] != waits_for_none) waiting.push_back(ready[i]);
        });

    // Walk on from each link; meeting a link of the same walk closes a ring.
    std::vector<std::uint32_t> walk_of(streets.exits.size(), waits_for_none);
    std::vector<std::vector<std::uint32_t>> rings;
    for (std::uint32_t const start : waiting) {
        std::uint32_t exit = start;
        while (awaited[exit] != waits_for_none && walk_of[exit] == waits_for_none) {
            walk_of[exit] = start;
            exit = awaited[exit];
        }
        if (awaited[exit] == waits_for_none || walk_of[exit] != start) continue;
        std::vector<std::uint32_t> ring{exit};
        for (std::uint32_t next = awaited[exit]; next != exit; next = awaited[next]) ring.push_back(next);
        rings.push_back(std::move(ring));
    }
    return rings;
}

std::vector<Gridlock> gridlocks_in(Streets const& streets, Millis now_ms)
{
    std::vector<Gridlock> found;
    for (auto const& ring : waiting_rings(streets, now_ms)) found.push_back(describe_ring(streets, ring, now_ms));
    std::sort(found.begin(), found.end(),
              [](Gridlock const& a, Gridlock const& b) { return a.links.front() < b.links.front(); });
    return found;
}

}  // namespace halong::traffic
