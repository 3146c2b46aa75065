#include "traffic/ring_turn.hpp"

#include "traffic/entrance.hpp"
#include "traffic/gridlock.hpp"
#include "traffic/stop_line.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

QueuedVehicle const& first_at(Streets const& streets, std::uint32_t exit)
{
    auto const& pool = streets.regions[streets.layout.region_of_node(streets.exits[exit].node)].queues;
    LinkExit const& state = streets.exits[exit];
    File const file = state.chosen != File::none ? state.chosen : earliest_file(state, pool);
    return pool.front(file_of(state, file));
}

// The first vehicles must stand at their stop lines for good: whoever claims a place must be the one who takes it.
bool can_turn(WaitingRing const& ring) { return std::ranges::all_of(ring, &WaitingExit::is_settled); }

// The first vehicle at `exit` gets the next place on the link that it waits for, and the room.
void let_in(Streets& streets, std::uint32_t exit, Millis now_ms)
{
    QueuedVehicle const& vehicle = first_at(streets, exit);
    LinkEntrance& entrance = streets.entrances[vehicle.next_entrance];
    std::uint32_t const node = streets.exits[exit].node;
    // Space that has come back counts, whether or not anybody has taken notice of it: that depends on windows.
    receive_holes(entrance, streets.regions[streets.layout.region_of_node(node)].holes, now_ms);
    std::uint32_t const needed_mpcu = entrance.used_mpcu + mpcu_of(vehicle.vehicle);
    entrance.turn_mpcu = needed_mpcu > entrance.storage_mpcu ? needed_mpcu - entrance.storage_mpcu : 0;
    entrance.claimant = static_cast<std::uint16_t>(exit - streets.nodes[node].first_exit);
    entrance.claim_end_ms = core::never;
    streets.wake(node, now_ms);
}

// Whether the first vehicle at `exit` has waited too long for a link that nobody else has been promised.
bool is_impatient(Streets const& streets, std::uint32_t exit, Millis since_ms)
{
    LinkExit const& state = streets.exits[exit];
    if (streets.exit_ready[exit] >= since_ms || state.chosen == File::none || state.has_signal) return false;
    QueuedVehicle const& vehicle = first_at(streets, exit);
    return vehicle.next_entrance != no_entrance && streets.entrances[vehicle.next_entrance].turn_mpcu == 0;
}

// Whether the first vehicle at `exit` waits for a link that nobody may enter now (road_control.hpp).
bool wants_shut_link(Streets const& streets, std::uint32_t exit, Millis now_ms)
{
    return streets.entrances[first_at(streets, exit).next_entrance].open_from_ms > now_ms;
}

void count_turn(Gridlock const& ring, std::vector<Gridlock>& turned)
{
    auto const known =
        std::find_if(turned.begin(), turned.end(), [&](Gridlock const& other) { return other.links == ring.links; });
    Gridlock& entry = known == turned.end() ? turned.emplace_back(ring) : *known;
    entry.last_seen_ms = ring.last_seen_ms;
    entry.vehicles_held = std::max(entry.vehicles_held, ring.vehicles_held);
    ++entry.turns;
}

}  // namespace

int turn_rings(Streets& streets, Millis now_ms, std::vector<Gridlock>& turned, Ranks* ranks)
{
    int count = 0;
    for (WaitingRing const& ring : waiting_rings(streets, now_ms, ranks)) {
        if (!can_turn(ring)) continue;
        count_turn(describe_ring(streets, ring, now_ms), turned);
        for (WaitingExit const& waiting : ring) {
            if (streets.layout.is_own(streets.exits[waiting.exit].node)) let_in(streets, waiting.exit, now_ms);
        }
        ++count;
    }
    return count;
}

int squeeze_in(Streets& streets, Millis now_ms, Millis patience_ms)
{
    Millis const since_ms = now_ms - patience_ms;
    std::vector<std::pair<Millis, std::uint32_t>> impatient;
    for (std::uint32_t const exit : exits_ready_before(streets, since_ms)) {
        if (is_impatient(streets, exit, since_ms) && !wants_shut_link(streets, exit, now_ms))
            impatient.emplace_back(streets.exit_ready[exit], exit);
    }
    std::sort(impatient.begin(), impatient.end());
    int count = 0;
    for (auto const& [ready_ms, exit] : impatient) {
        if (!is_impatient(streets, exit, since_ms)) continue;  // its link was promised to one who waited longer
        let_in(streets, exit, now_ms);
        ++count;
    }
    return count;
}

}  // namespace halong::traffic
