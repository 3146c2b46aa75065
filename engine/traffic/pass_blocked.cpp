#include "traffic/pass_blocked.hpp"

#include "core/parallel.hpp"
#include "traffic/entrance.hpp"
#include "traffic/giving_way.hpp"
#include "traffic/prefetch.hpp"
#include "traffic/stop_line.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace halong::traffic {
namespace {

constexpr std::uint32_t narrow_reach = 16;  // motorbikes stand side by side and filter through (estimate)
constexpr std::uint32_t wide_reach = 3;     // as where a street has a lane for turning (estimate)
constexpr std::uint32_t nobody = UINT32_MAX;

// Below this many blocked stop lines, starting other threads costs more than it saves.
constexpr std::size_t least_exits_for_threads = 1'000;

constexpr std::uint32_t least_mpcu = *std::ranges::min_element(mpcu_by_vehicle);

// The links beyond a node that the smallest vehicle could enter now, one bit each.
class OpenLinks {
public:
    static constexpr std::uint32_t most = 32;  // of a node with more, all count as open

    OpenLinks(Streets const& streets, Region const& region, Millis now_ms)
        : streets_(streets), region_(region), now_ms_(now_ms)
    {}

    [[nodiscard]] std::uint32_t of(std::uint32_t node)
    {
        if (node != node_) look(node);
        return bits_;
    }
    // Somebody has passed at the node, and given up a claim.
    void forget() { node_ = UINT32_MAX; }

private:
    void look(std::uint32_t node)
    {
        NodeEnds const& ends = streets_.nodes[node];
        node_ = node;
        bits_ = ends.entrance_count > most ? UINT32_MAX : 0;
        for (std::uint32_t i = 0; i < ends.entrance_count && i < most; ++i) {
            LinkEntrance const& entrance = streets_.entrances[ends.first_entrance + i];
            bool const open = entrance.claimant == no_claimant && entrance.open_from_ms <= now_ms_ &&
                              space_from(entrance, region_.holes, least_mpcu) <= now_ms_;
            bits_ |= std::uint32_t{open} << i;
        }
    }

    Streets const& streets_;
    Region const& region_;
    Millis now_ms_;
    std::uint32_t node_ = UINT32_MAX;
    std::uint32_t bits_ = 0;
};

class StopLinePassing {
public:
    StopLinePassing(Streets& streets, Region& region, std::uint32_t exit, Millis now_ms)
        : streets_(streets), region_(region), exit_(streets.exits[exit]), number_(exit), now_ms_(now_ms)
    {}

    // Behind a vehicle whose next link is full. What is found is kept until the queue changes: near gridlock, most look
    // in vain.
    void pass_full_link(OpenLinks& open)
    {
        std::uint32_t const links = open.of(exit_.node);
        if (exit_.nobody_passes && now_ms_ < exit_.passing_ms && (exit_.passing_links & links) == 0) return;
        std::uint32_t const blocked = first_target();
        if (blocked == no_entrance || has_room(blocked)) return;
        if (pass(File::narrow, blocked) || pass(File::wide, blocked)) {
            open.forget();
            return;
        }
        exit_.nobody_passes = !exit_.by_turn && streets_.nodes[exit_.node].entrance_count <= OpenLinks::most;
        exit_.passing_ms = next_ms_;
        exit_.passing_links = wanted_links_;
    }

    // Behind a vehicle that waits for a green of its own, or gives way: it stands in a lane for turning, if there is one.
    void pass_waiting_turn()
    {
        std::uint32_t const blocked = first_target();
        if (blocked == no_entrance || may_turn(blocked)) return;
        if (!pass(File::narrow, blocked) && exit_.turning_lanes) pass(File::wide, blocked);
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
        exit_.nobody_passes = false;
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
        return entrance.claimant == no_claimant && entrance.open_from_ms <= now_ms_ &&
               space_from(entrance, region_.holes, mpcu) <= now_ms_;
    }

    // Notes who else may pass at another time: those who want other links, and the first who is not there yet.
    [[nodiscard]] std::uint32_t find(File file, std::uint32_t blocked)
    {
        Ring const& ring = file_of(exit_, file);
        std::uint32_t const reach =
            std::min(file == File::narrow ? narrow_reach : wide_reach, std::uint32_t{ring.size});
        for (std::uint32_t i = 0; i < reach; ++i) {
            QueuedVehicle const& vehicle = region_.queues.at(ring, i);
            if (vehicle.exit_ms > now_ms_) {
                next_ms_ = std::min(next_ms_, vehicle.exit_ms);
                return nobody;
            }
            if (vehicle.next_entrance == blocked || !may_turn(vehicle.next_entrance)) continue;
            if (vehicle.next_entrance == no_entrance || has_room(vehicle.next_entrance, mpcu_of(vehicle.vehicle)))
                return i;
            wanted_links_ |=
                1U << (vehicle.next_entrance - streets_.nodes[exit_.node].first_entrance) % OpenLinks::most;
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
        traffic::give_up_claim(streets_.entrances[blocked],
                               static_cast<std::uint16_t>(number_ - streets_.nodes[exit_.node].first_exit));
    }

    Streets& streets_;
    Region& region_;
    LinkExit& exit_;
    std::uint32_t number_;
    Millis now_ms_;
    std::uint32_t wanted_links_ = 0;
    Millis next_ms_ = core::never;
};

// What OpenLinks looks at, in two steps.
void prefetch_entrances(Streets const& streets, std::uint32_t node)
{
    NodeEnds const& ends = streets.nodes[node];
    for (std::uint32_t i = ends.first_entrance; i < ends.end_entrance(); ++i) prefetch(&streets.entrances[i]);
}

void prefetch_holes(Streets const& streets, Region const& region, std::uint32_t node)
{
    NodeEnds const& ends = streets.nodes[node];
    for (std::uint32_t i = ends.first_entrance; i < ends.end_entrance(); ++i) {
        Ring const& holes = streets.entrances[i].holes;
        if (!holes.empty()) prefetch(&region.holes.front(holes));
    }
}

void prefetch_queue(Region const& region, LinkExit const& exit)
{
    if (exit.chosen != File::none && !exit.nobody_passes) prefetch(&region.queues.front(file_of(exit, exit.chosen)));
}

// For those who stand blocked at `exits` of one region.
void pass_full_links(Streets& streets, Region& region, std::span<std::uint32_t const> exits, Millis now_ms)
{
    OpenLinks open(streets, region, now_ms);
    auto const node_of = [&](std::size_t i) { return streets.layout.node_of_exit[exits[i]]; };
    auto const is_first_of_node = [&](std::size_t i) { return i == 0 || node_of(i) != node_of(i - 1); };
    look_ahead(
        exits.size(),
        [&](std::size_t i) {
            prefetch(&streets.exits[exits[i]]);
            if (is_first_of_node(i)) prefetch_entrances(streets, node_of(i));
        },
        [&](std::size_t i) {
            prefetch_queue(region, streets.exits[exits[i]]);
            if (is_first_of_node(i)) prefetch_holes(streets, region, node_of(i));
        },
        [&](std::size_t i) {
            if (streets.exits[exits[i]].chosen == File::none) return;
            StopLinePassing(streets, region, exits[i], now_ms).pass_full_link(open);
        });
}

}  // namespace

Millis pass_blocked(Streets& streets, Millis now_ms, Millis patience_ms)
{
    WaitingExits const waiting = look_who_waits(streets, now_ms, now_ms - patience_ms);
    // Nobody's passing matters at other nodes, so that regions can be looked at side by side.
    std::size_t const regions = streets.regions.size();
    core::for_blocks(regions, waiting.impatient.size() < least_exits_for_threads ? regions : 1,
                     [&](std::size_t first, std::size_t last) {
                         for (std::size_t i = first; i < last; ++i) {
                             ExitSet const& exits = streets.regions[i].waiting;
                             auto const begin = std::ranges::lower_bound(waiting.impatient, exits.first());
                             auto const end = std::lower_bound(begin, waiting.impatient.end(), exits.end());
                             pass_full_links(streets, streets.regions[i], {begin, end}, now_ms);
                         }
                     });
    for (std::uint32_t const exit : streets.turn_signal_exits) {
        if (streets.exit_ready[exit] >= now_ms || streets.exits[exit].chosen == File::none) continue;
        Region& region = streets.regions[streets.layout.region_of_node(streets.exits[exit].node)];
        StopLinePassing(streets, region, exit, now_ms).pass_waiting_turn();
    }
    return waiting.since_ms;
}

}  // namespace halong::traffic
