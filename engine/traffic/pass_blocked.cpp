#include "traffic/pass_blocked.hpp"

#include "traffic/entrance.hpp"
#include "traffic/giving_way.hpp"
#include "traffic/stop_line.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

constexpr std::uint32_t narrow_reach = 16;  // motorbikes stand side by side and filter through (estimate)
constexpr std::uint32_t wide_reach = 3;     // as where a street has a lane for turning (estimate)
constexpr std::uint32_t nobody = UINT32_MAX;

class StopLinePassing {
public:
    StopLinePassing(Streets& streets, std::uint32_t exit, Millis now_ms)
        : streets_(streets),
          exit_(streets.exits[exit]),
          region_(streets.regions[streets.layout.region_of_node(exit_.node)]),
          number_(exit),
          now_ms_(now_ms)
    {}

    // Behind a vehicle whose next link is full.
    bool pass_full_link()
    {
        std::uint32_t const blocked = first_target();
        if (blocked == no_entrance || has_room(blocked)) return false;
        return pass(File::narrow, blocked) || pass(File::wide, blocked);
    }

    // Behind a vehicle that waits for a green of its own, or gives way: it stands in a lane for turning, if there is one.
    bool pass_waiting_turn()
    {
        std::uint32_t const blocked = first_target();
        if (blocked == no_entrance || may_turn(blocked)) return false;
        return pass(File::narrow, blocked) || (exit_.turning_lanes && pass(File::wide, blocked));
    }

private:
    [[nodiscard]] std::uint32_t first_target() const
    {
        return region_.queues.front(file_of(exit_, exit_.chosen)).next_entrance;
    }

    // Who is next in `file` and wants elsewhere takes the stop line.
    bool pass(File file, std::uint32_t blocked)
    {
        std::uint32_t const place = find(file, blocked);
        if (place == nobody) return false;
        bring_to_front(file_of(exit_, file), place);
        give_up_claim(blocked);
        exit_.chosen = file;
        File const earliest = earliest_file(exit_, region_.queues);
        Millis const exit_ms = region_.queues.front(file_of(exit_, earliest)).exit_ms;
        streets_.exit_ready[number_] = streets_.crossing_from(exit_, exit_ms);
        streets_.wake(exit_.node, now_ms_);
        return true;
    }

    // By green and right of way; where all turns have the same green, it makes no difference who stands first.
    [[nodiscard]] bool may_turn(std::uint32_t entrance) const
    {
        if (!exit_.by_turn) return true;
        if (!streets_.is_green(exit_, entrance, now_ms_)) return false;
        return !may_yield(streets_, exit_, entrance) ||
               clear_from(streets_, region_, exit_, entrance, now_ms_, now_ms_ + 1) == now_ms_;
    }

    [[nodiscard]] bool has_room(std::uint32_t entrance_number, std::uint32_t mpcu = 250) const
    {
        LinkEntrance const& entrance = streets_.entrances[entrance_number];
        return entrance.claimant == no_claimant && space_from(entrance, region_.holes, mpcu) <= now_ms_;
    }

    [[nodiscard]] std::uint32_t find(File file, std::uint32_t blocked) const
    {
        Ring const& ring = file_of(exit_, file);
        std::uint32_t const reach =
            std::min(file == File::narrow ? narrow_reach : wide_reach, std::uint32_t{ring.size});
        for (std::uint32_t i = 0; i < reach; ++i) {
            QueuedVehicle const& vehicle = region_.queues.at(ring, i);
            if (vehicle.exit_ms > now_ms_) return nobody;
            if (vehicle.next_entrance == blocked || !may_turn(vehicle.next_entrance)) continue;
            if (vehicle.next_entrance == no_entrance || has_room(vehicle.next_entrance, mpcu_of(vehicle.vehicle)))
                return i;
        }
        return nobody;
    }

    void bring_to_front(Ring const& ring, std::uint32_t place)
    {
        QueuedVehicle const passing = region_.queues.at(ring, place);
        for (std::uint32_t i = place; i > 0; --i) region_.queues.at(ring, i) = region_.queues.at(ring, i - 1);
        region_.queues.at(ring, 0) = passing;
    }

    // The blocked vehicle no longer stands at the stop line: others may have the place it had claimed.
    void give_up_claim(std::uint32_t blocked)
    {
        LinkEntrance& entrance = streets_.entrances[blocked];
        if (entrance.claimant != number_ - streets_.nodes[exit_.node].first_exit) return;
        entrance.claimant = no_claimant;
        entrance.claim_end_ms = core::never;
        entrance.turn_mpcu = 0;
    }

    Streets& streets_;
    LinkExit& exit_;
    Region& region_;
    std::uint32_t number_;
    Millis now_ms_;
};

}  // namespace

int pass_blocked(Streets& streets, Millis now_ms, Millis patience_ms)
{
    int count = 0;
    for (std::uint32_t const exit : exits_ready_before(streets, now_ms - patience_ms)) {
        if (streets.exits[exit].chosen == File::none) continue;
        if (StopLinePassing(streets, exit, now_ms).pass_full_link()) ++count;
    }
    for (std::uint32_t const exit : streets.turn_signal_exits) {
        if (streets.exit_ready[exit] >= now_ms || streets.exits[exit].chosen == File::none) continue;
        if (StopLinePassing(streets, exit, now_ms).pass_waiting_turn()) ++count;
    }
    return count;
}

}  // namespace halong::traffic
