#include "traffic/streets.hpp"

#include "core/error.hpp"
#include "network/roundabouts.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halong::traffic {
namespace {

using core::LinkId;
using core::NodeId;
using network::Network;

// Unused entrance time that may be saved up where roads merge, PCU: without it the node shares of Tampère's example are
// up to 18 % off, since vehicles of several in-links cannot arrive evenly spaced; with 4 they are within 0.5 %.
constexpr std::int64_t bank_pcu = 4;
// Tags grow by this much per thousandth of a PCU at 1 PCU/h, so that their resolution at 10,000 PCU/h is still 1e-5.
constexpr std::uint32_t tag_scale = 1U << 30U;

bool carries_vehicles(Network const& network, LinkId link)
{
    return network.access(link).overlaps(network::Access::all_vehicles());
}

// Whether flows from several roads meet where the link begins. The link's own opposite direction does not count:
// turning round is rare, and a bend in a two-way street is no junction.
bool begins_at_merge(Network const& network, LinkId link)
{
    auto const feeds = [&](LinkId in) { return in != network.reverse(link) && carries_vehicles(network, in); };
    auto const ins = network.in_links(network.from(link));
    return std::count_if(ins.begin(), ins.end(), feeds) >= 2;
}

// Who starts from the roadside gives way to who is on the road: his share of a full road is this much smaller (estimate).
constexpr std::uint32_t source_yield = 8;

void fill_exit(Streets& streets, LinkModel const& link, std::uint32_t exit, std::uint32_t entrance,
               std::uint8_t watched, bool circulates, bool turning_lanes)
{
    Layout const& layout = streets.layout;
    LinkExit& state = streets.exits[exit];
    state.capacity_pcu_per_h = link.exit_capacity_pcu_per_h;
    state.tag_per_mpcu = tag_scale / (link.exit_capacity_pcu_per_h * link.right_of_way);
    state.entrance = entrance;
    state.entrance_region = layout.region_of_node(layout.node_of_entrance[entrance]);
    state.has_signal = link.green.has_signal();
    state.watched = watched != city::watch_nothing;
    state.counts_inside = watched == city::watch_occupancy;
    state.circulates = circulates;
    state.turning_lanes = turning_lanes;
    state.node = layout.node_of_exit[exit];
    state.link = layout.link_of_exit[exit].value();
    state.green = link.green;
}

void fill_entrance(Streets& streets, LinkModel const& link, std::uint32_t entrance, std::uint32_t exit, bool merge)
{
    Layout const& layout = streets.layout;
    LinkEntrance& state = streets.entrances[entrance];
    state.storage_mpcu = link.storage_mpcu;
    state.wave_time_ms = link.wave_time_ms;
    state.capacity_pcu_per_h = link.entrance_capacity_pcu_per_h;
    state.bank_ms = merge ? static_cast<Millis>(bank_pcu * core::ms_per_hour / link.entrance_capacity_pcu_per_h) : 0;
    streets.free_times_ms[entrance] = link.free_time_ms;
    state.exit = exit;
    state.node = layout.node_of_entrance[entrance];
    state.exit_region = layout.region_of_node(layout.node_of_exit[exit]);
    streets.sources[entrance].tag_per_mpcu = tag_scale / link.exit_capacity_pcu_per_h * source_yield;
}

void set_bans(Streets& streets, Network const& network)
{
    streets.bans = network.hour_bans();
    for (network::HourBan const& ban : streets.bans) {
        streets.entrances[streets.layout.entrance_of_link[ban.link.value()]].has_bans = true;
    }
}

void set_node_supplies(Streets& streets, RoadModel const& model, Network const& network)
{
    std::vector<std::uint32_t> const& capacity = model.node_capacity_pcu_per_h;
    if (std::all_of(capacity.begin(), capacity.end(), [](std::uint32_t pcu_per_h) { return pcu_per_h == 0; })) return;
    streets.node_supplies.resize(streets.layout.node_count());
    for (NodeId const node : network.nodes()) {
        auto const ins = network.in_links(node);
        std::uint32_t const pcu_per_h = capacity[node.value()];
        if (ins.empty() || pcu_per_h == 0) continue;
        auto const outs = network.out_links(node);
        bool const merge =
            std::any_of(outs.begin(), outs.end(), [&](LinkId out) { return begins_at_merge(network, out); });
        Millis const bank_ms = merge ? static_cast<Millis>(bank_pcu * core::ms_per_hour / pcu_per_h) : 0;
        std::uint32_t const exit = streets.layout.exit_of_link[ins.front().value()];
        streets.node_supplies[streets.layout.node_of_exit[exit]] = {{}, pcu_per_h, bank_ms};
    }
}

void size_columns(Streets& streets, std::size_t links, std::size_t legs)
{
    streets.exits.resize(links);
    streets.exit_ready.assign(links, core::never);
    streets.entrances.resize(links);
    streets.free_times_ms.resize(links);
    streets.source_ready.assign(links, core::never);
    streets.sources.resize(links);
    streets.nodes.assign(streets.layout.nodes.begin(), streets.layout.nodes.end());
    streets.node_due.assign(streets.layout.node_count(), core::never);
    streets.group_due.assign(streets.layout.group_count(), core::never);
    std::size_t turns = 0;
    for (NodeEnds const& node : streets.nodes) {
        streets.first_turn.push_back(turns);
        turns += std::size_t{node.exit_count} * Streets::turn_columns(node);
    }
    streets.turn_leads.assign(turns, 0);
    streets.next_leg.assign(legs, no_leg);
    streets.departure_ms.assign(legs, core::never);
    streets.vehicle.assign(legs, 0);
}

void build_regions(Streets& streets)
{
    std::uint32_t const count = streets.layout.region_count();
    streets.regions.resize(count);
    std::size_t most_ends = 0;
    for (NodeEnds const& node : streets.nodes) {
        most_ends = std::max<std::size_t>(most_ends, node.exit_count + node.entrance_count);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        Region& region = streets.regions[i];
        region.first_group = streets.layout.first_group[i];
        region.end_group = streets.layout.first_group[i + 1];
        region.entries.resize(count);
        region.leavings.resize(count);
        region.contenders.resize(most_ends);
        std::uint32_t const first_node = region.first_group * Layout::nodes_per_group;
        std::uint32_t const end_node =
            std::min(region.end_group * Layout::nodes_per_group, streets.layout.node_count());
        if (first_node < end_node) {
            region.waiting.cover(streets.nodes[first_node].first_exit, streets.nodes[end_node - 1].end_exit());
        }
    }
}

void lay_ways(Streets& streets)
{
    network::Routes const& routes = *streets.routes;
    streets.ways.reserve(routes.links.size() + routes.size());
    for (std::size_t leg = 0; leg < routes.size(); ++leg) {
        for (LinkId const link : routes[leg]) {
            streets.ways.push_back(streets.layout.entrance_of_link[link.value()]);
        }
        streets.ways.push_back(no_entrance);
    }
}

}  // namespace

std::unique_ptr<Streets> build_streets(RoadModel const& model, Network const& network, city::Plans const& plans,
                                       network::Routes const& routes, std::vector<std::uint8_t> const& watched,
                                       double seepage, NodeParts const& parts)
{
    auto streets = std::make_unique<Streets>();
    streets->layout = layout_of(network, parts);
    streets->routes = &routes;
    core::ensure(routes.links.size() + routes.size() < UINT32_MAX,
                 "there are more links in routes than can be numbered");
    streets->planned_positions = static_cast<std::uint32_t>(routes.links.size() + routes.size());
    streets->seepage_percent = static_cast<std::uint32_t>(std::lround(std::clamp(seepage, 0.0, 1.0) * 100));
    size_columns(*streets, network.link_count(), plans.stay_count());
    auto const circulating = network::circulating_links(network);
    for (LinkId const link : network.links()) {
        LinkModel const& record = model.links[link.value()];
        std::uint32_t const exit = streets->layout.exit_of_link[link.value()];
        std::uint32_t const entrance = streets->layout.entrance_of_link[link.value()];
        fill_exit(*streets, record, exit, entrance, watched[link.value()], circulating[link] != 0,
                  network.lanes(link) > 1);
        fill_entrance(*streets, record, entrance, exit, begins_at_merge(network, link));
    }
    for (std::size_t leg = 0; leg < plans.stay_count(); ++leg) {
        if (city::has_vehicle(plans.mode[leg])) {
            streets->vehicle[leg] = static_cast<std::uint8_t>(city::vehicle_of(plans.mode[leg]));
        }
    }
    set_turn_signals(*streets, model, network);
    set_node_supplies(*streets, model, network);
    set_bans(*streets, network);
    if (parts.rank_count == 1) lay_ways(*streets);
    build_regions(*streets);
    return streets;
}

std::vector<std::uint32_t> exits_ready_before(Streets const& streets, Millis time_ms)
{
    std::vector<std::uint32_t> found;
    for (Region const& region : streets.regions) {  // regions hold ranges of exits
        region.waiting.for_each([&](std::uint32_t exit) {
            if (streets.exit_ready[exit] < time_ms) found.push_back(exit);
        });
    }
    return found;
}

WaitingExits look_who_waits(Streets& streets, Millis now_ms, Millis before_ms)
{
    WaitingExits waiting{{}, now_ms};
    for (Region& region : streets.regions) {
        region.waiting.keep_if([&](std::uint32_t exit) {
            Millis const ready_ms = streets.exit_ready[exit];
            waiting.since_ms = std::min(waiting.since_ms, ready_ms);
            if (ready_ms < before_ms) waiting.impatient.push_back(exit);
            return ready_ms < now_ms;
        });
    }
    return waiting;
}

void join_source(Streets& streets, std::uint32_t leg, Millis departure_ms)
{
    std::uint32_t const entrance = streets.way(leg, streets.first_position(leg));
    Source& source = streets.sources[entrance];
    if (source.first_leg == no_leg) {
        source.first_leg = leg;
        streets.source_ready[entrance] = departure_ms;
        NodeEnds& node = streets.nodes[streets.entrances[entrance].node];
        node.source_due_ms = std::min(node.source_due_ms, departure_ms);
        streets.wake(streets.entrances[entrance].node, departure_ms);
    } else {
        streets.next_leg[source.last_leg] = leg;
    }
    source.last_leg = leg;
    streets.next_leg[leg] = no_leg;
}

void Streets::keep_present_ways()
{
    if (!present_way.empty()) return;
    present_way.resize(routes->size());
    for (std::uint32_t leg = 0; leg < present_way.size(); ++leg) present_way[leg] = way_begin(leg);
}

std::uint32_t Streets::add_way(std::uint32_t first, std::span<LinkId const> links)
{
    std::size_t const position = position_count();
    core::ensure(position + links.size() + 2 < UINT32_MAX, "drivers change their ways more often than can be kept");
    if (first != no_entrance) other_ways.push_back(first);
    for (LinkId const link : links) other_ways.push_back(layout.entrance_of_link[link.value()]);
    other_ways.push_back(no_entrance);
    return static_cast<std::uint32_t>(position);
}

bool Streets::is_banned(std::uint32_t entrance, std::uint32_t vehicle_class, Millis time_ms) const
{
    LinkId const link = layout.link_of_exit[entrances[entrance].exit];
    auto const first = std::ranges::lower_bound(bans, link, {}, &network::HourBan::link);
    auto const last = std::ranges::upper_bound(bans, link, {}, &network::HourBan::link);
    return std::any_of(first, last, [&](network::HourBan const& ban) {
        return ban.banned.has(static_cast<network::VehicleClass>(vehicle_class)) && ban.holds(time_ms);
    });
}

std::vector<std::uint32_t> Streets::storage_by_exit() const
{
    std::vector<std::uint32_t> storage_mpcu;
    for (LinkExit const& exit : exits) storage_mpcu.push_back(entrances[exit.entrance].storage_mpcu);
    return storage_mpcu;
}

std::int64_t Streets::bytes() const
{
    auto const of = [](auto const& column) { return static_cast<std::int64_t>(column.capacity() * sizeof(column[0])); };
    std::int64_t sum = of(exits) + of(exit_ready) + of(entrances) + of(free_times_ms) + of(source_ready) + of(sources) +
                       of(nodes) + of(node_due) + of(group_due) + of(turn_leads) + of(first_turn) + of(next_leg) +
                       of(departure_ms) + of(vehicle) + of(ways) + of(other_ways) + of(present_way);
    sum += of(layout.nodes) + of(layout.exit_of_link) + of(layout.entrance_of_link) + of(layout.link_of_exit) +
           of(layout.node_of_exit) + of(layout.node_of_entrance) + of(node_supplies);
    for (Region const& region : regions) {
        sum += static_cast<std::int64_t>(region.queues.bytes() + region.holes.bytes());
        for (auto const& letters : region.entries) sum += of(letters);
        for (auto const& letters : region.leavings) sum += of(letters);
    }
    return sum;
}

}  // namespace halong::traffic
