#include "traffic/road_control.hpp"

#include "core/error.hpp"
#include "traffic/stop_line.hpp"
#include "traffic/streets.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

using core::LinkId;

VehiclePool const& queues_of(Streets const& streets, LinkExit const& exit)
{
    return streets.regions[streets.layout.region_of_node(exit.node)].queues;
}

}  // namespace

bool fits(GreenTime green)
{
    return !green.has_signal() || (green.cycle_ms > 0 && green.start_ms >= 0 && green.start_ms < green.cycle_ms &&
                                   green.length_ms > 0 && green.length_ms <= green.cycle_ms);
}

LinksNow links_on(Streets const& streets, Millis now_ms)
{
    std::size_t const links = streets.exits.size();
    LinksNow now{std::vector<std::uint32_t>(links), std::vector<std::uint32_t>(links),
                 std::vector<std::uint32_t>(links)};
    for (std::size_t i = 0; i < links; ++i) {
        LinkExit const& exit = streets.exits[i];
        std::size_t const link = streets.layout.link_of_exit[i].value();
        VehiclePool const& pool = queues_of(streets, exit);
        for (Ring const& file : exit.files) {
            now.vehicles[link] += file.size;
            for (std::uint32_t k = 0; k < file.size && pool.at(file, k).exit_ms <= now_ms; ++k) ++now.waiting[link];
        }
        for (std::uint32_t leg = streets.sources[exit.entrance].first_leg; leg != no_leg; leg = streets.next_leg[leg]) {
            ++now.starting[link];
        }
    }
    return now;
}

std::optional<GreenTime> green_of(Streets const& streets, LinkId link)
{
    LinkExit const& exit = streets.exits[streets.layout.exit_of_link[link.value()]];
    if (exit.by_turn) return std::nullopt;
    return exit.has_signal ? exit.green : GreenTime{};
}

void set_green(Streets& streets, LinkId link, GreenTime green, Millis now_ms)
{
    core::ensure(green_of(streets, link).has_value(), "turns of this stop line have greens of their own");
    core::ensure(fits(green), "a green must start within its cycle and last some of it");
    std::uint32_t const number = streets.layout.exit_of_link[link.value()];
    LinkExit& exit = streets.exits[number];
    exit.has_signal = green.has_signal();
    exit.green = green;
    exit.nobody_passes = false;  // was found out with the old green
    VehiclePool const& pool = queues_of(streets, exit);
    File const first = earliest_file(exit, pool);
    if (first == File::none) return;
    streets.exit_ready[number] = streets.crossing_from(exit, pool.front(file_of(exit, first)).exit_ms);
    streets.wake(exit.node, now_ms);
}

void shut(Streets& streets, LinkId link, Millis now_ms, Millis until_ms)
{
    LinkEntrance& entrance = streets.entrances[streets.layout.entrance_of_link[link.value()]];
    entrance.open_from_ms = std::max(now_ms, until_ms);
    NodeEnds const& node = streets.nodes[entrance.node];
    for (std::uint32_t exit = node.first_exit; exit < node.end_exit(); ++exit) {
        streets.exits[exit].nobody_passes = false;  // was found out with the link as it was
    }
    streets.wake(entrance.node, now_ms);
}

}  // namespace halong::traffic
