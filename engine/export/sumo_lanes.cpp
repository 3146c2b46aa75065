#include "export/sumo_lanes.hpp"

#include "geo/geometry.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <numbers>

namespace halong::exporting {
namespace {

using core::LinkId;

// How far a turn goes to the left, radians in [-pi, pi]; straight back counts as the far left.
double leftness(network::Network const& network, LinkId from, LinkId to)
{
    if (network.reverse(from) == to) return std::numbers::pi;
    double angle = geo::heading_along(line_of(network, to), 0) - geo::heading_along(line_of(network, from), 1);
    if (angle > std::numbers::pi) angle -= 2 * std::numbers::pi;
    if (angle < -std::numbers::pi) angle += 2 * std::numbers::pi;
    return angle;
}

struct Turn {
    double left = 0;
    LinkId to;
};

std::vector<Turn> turns_from_right(network::Network const& network, LinkId from)
{
    auto const users = network.access(from).without(network::Access::walkers());
    std::vector<Turn> turns;
    for (LinkId const to : network.out_links(network.to(from))) {
        if (!network.is_banned(from, to) && network.access(to).overlaps(users)) {
            turns.push_back({leftness(network, from, to), to});
        }
    }
    std::ranges::stable_sort(turns, {}, &Turn::left);
    return turns;
}

}  // namespace

std::vector<LaneTurn> lane_turns(network::Network const& network, LinkId from)
{
    auto const turns = turns_from_right(network, from);
    auto const count = static_cast<int>(turns.size());
    int const lanes = network.lanes(from);
    std::vector<LaneTurn> result;
    for (int i = 0; i < count; ++i) {
        auto const& turn = turns[static_cast<std::size_t>(i)];
        int const first = i * lanes / count;
        int const last = std::max(first, (i + 1) * lanes / count - 1);
        int const to_lanes = network.lanes(turn.to);
        // Turns to the left end on the left, others on the right.
        int const shift = turn.left > 0 ? std::max(0, to_lanes - (last - first + 1)) : 0;
        for (int lane = first; lane <= last; ++lane) {
            result.push_back({from, turn.to, lane, std::min(lane - first + shift, to_lanes - 1)});
        }
    }
    return result;
}

}  // namespace halong::exporting
