// The state of all links and nodes as columns. Each element has one owner: the region of its node.
#pragma once

#include "city/travel.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "traffic/huge_pages.hpp"
#include "traffic/layout.hpp"
#include "traffic/link_state.hpp"
#include "traffic/region.hpp"
#include "traffic/road_model.hpp"
#include "traffic/road_news.hpp"
#include "traffic/turn_meter.hpp"
#include "traffic/turn_signal.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace halong::traffic {

struct Streets {
    Layout layout;
    std::uint32_t seepage_percent = 0;

    // by exit
    BigColumn<LinkExit> exits;
    BigColumn<Millis> exit_ready;  // when the first vehicle may cross the stop line, were there space beyond

    // by entrance
    BigColumn<LinkEntrance> entrances;
    BigColumn<FreeTimes> free_times_ms;  // by vehicle class
    BigColumn<Millis> source_ready;      // departure of the first leg that waits there
    BigColumn<Source> sources;

    // by node and by group of nodes
    BigColumn<NodeEnds> nodes;
    BigColumn<Millis> node_due;   // when it next has something to do
    BigColumn<Millis> group_due;  // the least of its nodes'

    // By turn: work that a stop line's tag is ahead of itself among those who want that link, since it may not lag
    // further behind them (node_step.hpp). Of its own for each turn, or one full link would distort the shares of another.
    BigColumn<std::uint64_t> turn_leads;
    std::vector<std::size_t> first_turn;  // by node
    [[nodiscard]] std::size_t turn(std::uint32_t exit, std::uint32_t entrance) const
    {
        NodeEnds const& node = nodes[exits[exit].node];
        std::uint32_t const columns = turn_columns(node);
        return first_turn[exits[exit].node] + std::size_t{exit - node.first_exit} * columns +
               (entrance - node.first_entrance) % columns;
    }
    // Beyond 64 links that begin at a node, several share a lead.
    static std::uint32_t turn_columns(NodeEnds const& node)
    {
        return std::clamp<std::uint32_t>(node.entrance_count, 1, 64);
    }
    std::vector<NodeSupply> node_supplies;  // empty where no node has one
    [[nodiscard]] NodeSupply* supply_of(std::uint32_t node)
    {
        return node_supplies[node].capacity_pcu_per_h > 0 ? &node_supplies[node] : nullptr;
    }

    // by leg
    std::vector<std::uint32_t> next_leg;  // in the same source
    std::vector<Millis> departure_ms;     // core::never before it has started
    std::vector<std::uint8_t> vehicle;    // class

    // The way of each route: the entrances along it, and no_entrance behind them. Positions in it are those of all ways one
    // after the other: route i begins at offset[i] + i. They are laid out where this process has all vehicles; ranks, each of
    // which needs but a part, look into the routes, which may lie in a file.
    BigColumn<std::uint32_t> ways;
    network::Routes const* routes = nullptr;
    std::uint32_t planned_positions = 0;
    [[nodiscard]] std::uint32_t way_begin(std::uint32_t leg) const { return routes->offset[leg] + leg; }
    // Ways that drivers took instead under way, in the same form; their positions follow those of the routes.
    std::vector<std::uint32_t> other_ways;
    std::vector<std::uint32_t> present_way;  // by leg: where its way begins; empty where nobody changes it
    // From now on ways may change.
    void keep_present_ways();
    // Whether the leg has not driven on, nor changed its way.
    [[nodiscard]] bool sets_out_first(std::uint32_t leg) const
    {
        return present_way.empty() || present_way[leg] == way_begin(leg);
    }
    // The entrance at a position of a way of this leg.
    [[nodiscard]] std::uint32_t way(std::uint32_t leg, std::uint32_t position) const
    {
        if (position >= planned_positions) return other_ways[position - planned_positions];
        if (!ways.empty()) return ways[position];
        std::uint32_t const link = position - leg;
        return link < routes->offset[leg + 1] ? layout.entrance_of_link[routes->links[link].value()] : no_entrance;
    }
    // Only for prefetching.
    [[nodiscard]] void const* address_of_way(std::uint32_t leg, std::uint32_t position) const
    {
        if (position >= planned_positions) return &other_ways[position - planned_positions];
        if (ways.empty()) return routes->links.data() + (position - leg);
        return &ways[position];
    }
    [[nodiscard]] std::uint32_t first_position(std::uint32_t leg) const
    {
        return present_way.empty() ? way_begin(leg) : present_way[leg];
    }
    // How many positions there are, other ways included.
    [[nodiscard]] std::size_t position_count() const { return planned_positions + other_ways.size(); }
    // Adds a way of the link of entrance `first`, if it is one, and the links behind it. Returns its position.
    std::uint32_t add_way(std::uint32_t first, std::span<core::LinkId const> links);

    std::vector<Region> regions;

    std::vector<network::HourBan> bans;  // by link and start
    // Whether a vehicle that enters a link with bans breaks one.
    [[nodiscard]] bool is_banned(std::uint32_t entrance, std::uint32_t vehicle_class, Millis time_ms) const;

    std::vector<TurnSignal> turn_signals;          // by LinkExit::signal, of exits `by_turn`
    std::vector<std::uint32_t> turn_signal_exits;  // the same, their exits

    // Whether the turn from the stop line to `entrance` has green; for no_entrance, whether any has.
    [[nodiscard]] bool is_green(LinkExit const& exit, std::uint32_t entrance, Millis time_ms) const
    {
        return next_green(exit, entrance, time_ms) == time_ms;
    }
    // `time_ms` itself when it is green, else the start of its next green.
    [[nodiscard]] Millis next_green(LinkExit const& exit, std::uint32_t entrance, Millis time_ms) const
    {
        if (!exit.has_signal) return time_ms;
        return exit.by_turn ? turn_signals[exit.signal].greens(entrance).next_green(time_ms)
                            : exit.green.next_green(time_ms);
    }
    // The first millisecond of red after `time_ms`, at which it is green.
    [[nodiscard]] Millis end_of_green(LinkExit const& exit, std::uint32_t entrance, Millis time_ms) const
    {
        if (!exit.has_signal) return core::never;
        return exit.by_turn ? turn_signals[exit.signal].greens(entrance).end_of_green(time_ms)
                            : exit.green.end_of_green(time_ms);
    }
    // When a vehicle that may leave from `exit_ms` on can cross the stop line: capacity and green allow it.
    [[nodiscard]] Millis crossing_from(LinkExit const& exit, Millis exit_ms) const
    {
        return next_green(exit, no_entrance, std::max(exit_ms, exit.service.ready()));
    }

    void wake(std::uint32_t node, Millis time_ms)
    {
        if (time_ms < node_due[node]) node_due[node] = time_ms;
        Millis& group = group_due[Layout::group_of_node(node)];
        if (time_ms < group) group = time_ms;
    }
    std::unique_ptr<TurnMeter> turn_meter;  // nullptr: nobody asks
    std::unique_ptr<RoadNews> news;         // the same
    bool records_tracks = false;            // regions keep who enters which link when

    // What changes is saved by links of the network: road_state.hpp.

    // Thousandths of a PCU that fit on the link of each exit.
    [[nodiscard]] std::vector<std::uint32_t> storage_by_exit() const;
    [[nodiscard]] std::int64_t bytes() const;
};

// Empty streets. `watched` by link. With several ranks, each has the columns of all nodes, and uses those of its own.
std::unique_ptr<Streets> build_streets(RoadModel const& model, network::Network const& network,
                                       city::Plans const& plans, network::Routes const& routes,
                                       std::vector<std::uint8_t> const& watched, double seepage,
                                       NodeParts const& parts = {});

// Exits whose first vehicle could have crossed before `time_ms`, at most now, were there space beyond, in order of
// their numbers.
std::vector<std::uint32_t> exits_ready_before(Streets const& streets, Millis time_ms);

// Who waits at stop lines for space beyond.
struct WaitingExits {
    std::vector<std::uint32_t> impatient;  // where the first vehicle could have crossed before a given time
    Millis since_ms = 0;  // the least time since when a first vehicle waits; the present when none does
};
// At `now_ms`; impatient are those who could have crossed before `before_ms`. Forgets who waits no more.
WaitingExits look_who_waits(Streets& streets, Millis now_ms, Millis before_ms);

// Puts a leg that departs now behind those that wait at the same entrance. Its route must not be empty.
void join_source(Streets& streets, std::uint32_t leg, Millis departure_ms);

}  // namespace halong::traffic
