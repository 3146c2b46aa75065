#include "traffic/giving_way.hpp"

#include "traffic/entrance.hpp"
#include "traffic/stop_line.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

bool has_room(Streets const& streets, Region const& region, Rival const& rival, std::uint32_t mpcu, Millis time_ms)
{
    LinkEntrance const& entrance = streets.entrances[rival.entrance];
    std::uint32_t const end = rival.exit - streets.nodes[entrance.node].first_exit;
    bool const promised = entrance.claimant != no_claimant && entrance.claimant != end && time_ms < entrance.claim_end_ms;
    return !promised && space_from(entrance, region.holes, mpcu) <= time_ms;
}

bool goes_first(Streets const& streets, Region const& region, Rival const& rival, Millis time_ms)
{
    LinkExit const& exit = streets.exits[rival.exit];
    bool const settled = streets.exit_ready[rival.exit] <= time_ms && exit.chosen != File::none;
    File const file = settled ? exit.chosen : earliest_file(exit, region.queues);
    if (file == File::none) return false;
    QueuedVehicle const& first = region.queues.front(file_of(exit, file));
    if (first.next_entrance != rival.entrance || first.exit_ms > time_ms + rival.gap_ms) return false;
    if (!streets.is_green(exit, rival.entrance, time_ms)) return false;
    bool const is_protected =
        !exit.by_turn || !streets.turn_signals[exit.signal].greens(rival.entrance).yields(time_ms);
    return is_protected && has_room(streets, region, rival, mpcu_of(first.vehicle), time_ms);
}

}  // namespace

bool may_yield(Streets const& streets, LinkExit const& exit, std::uint32_t entrance)
{
    if (!exit.by_turn || !streets.turn_signals[exit.signal].yields) return false;
    SignalTurn const* const turn = streets.turn_signals[exit.signal].turn(entrance);
    return turn != nullptr && !turn->rivals.empty();
}

Millis clear_from(Streets const& streets, Region const& region, LinkExit const& exit, std::uint32_t entrance,
                  Millis time_ms, Millis end_ms)
{
    SignalTurn const& turn = *streets.turn_signals[exit.signal].turn(entrance);
    while (time_ms < end_ms && turn.greens.yields(time_ms)) {
        Millis waits_ms = time_ms;
        for (Rival const& rival : turn.rivals) {
            if (!goes_first(streets, region, rival, time_ms)) continue;
            // Who stands first there may change when somebody reaches the stop line (seepage).
            Millis const ready_ms = streets.exit_ready[rival.exit];
            Millis const red_ms = streets.end_of_green(streets.exits[rival.exit], rival.entrance, time_ms);
            waits_ms = std::max(waits_ms, ready_ms > time_ms ? std::min(ready_ms, red_ms) : red_ms);
        }
        if (waits_ms == time_ms) return time_ms;
        if (waits_ms == core::never) return core::never;
        time_ms = turn.greens.next_green(waits_ms);
    }
    return time_ms;
}

}  // namespace halong::traffic
