#include "traffic/road_state.hpp"

#include "core/error.hpp"
#include "traffic/rank_gather.hpp"

#include <algorithm>
#include <numeric>

namespace halong::traffic {
namespace {

constexpr std::array files{File::narrow, File::wide};

// Numbers of entrances are those of a layout.
std::uint32_t link_of_entrance(Streets const& streets, std::uint32_t entrance)
{
    return entrance == no_entrance ? no_entrance : streets.exits[streets.entrances[entrance].exit].link;
}

std::uint32_t entrance_of_link(Streets const& streets, std::uint32_t link)
{
    return link == no_entrance ? no_entrance : streets.layout.entrance_of_link[link];
}

void add_stop_line(RoadState& state, Streets const& streets, WatchedLinks const& watched_links, std::uint32_t number)
{
    // Given: capacity, tag by PCU, entrance, node, whether it has a plan by turn, is watched or part of a roundabout.
    auto const& [queues, service, tag, capacity, tag_per_mpcu, entrance, node, chosen, entrance_region, seepage_credit,
                 has_signal, watched, counts_inside, circulates, by_turn, turning_lanes, nobody_passes, vehicles, link,
                 delay_ms, green, signal, passing_ms, passing_links] = streets.exits[number];
    Region const& region = streets.regions[streets.layout.region_of_node(node)];
    RoadState::StopLine line;
    line.tag = tag;
    line.delay_ms = delay_ms;
    line.vehicles = vehicles;
    line.service = service;
    line.green = green;
    line.ready_ms = streets.exit_ready[number];
    line.passing_ms = passing_ms;
    line.passing_links = passing_links;
    line.inside_mpcu = watched_links.inside_mpcu(number);
    line.link = link;
    line.chosen = chosen;
    line.seepage_credit_percent = seepage_credit;
    line.nobody_passes = nobody_passes;
    line.is_waiting = region.waiting.has(number);
    for (std::size_t file = 0; file < queues.size(); ++file) {
        line.files[file] = queues[file].size;
        for (std::uint32_t i = 0; i < queues[file].size; ++i) {
            QueuedVehicle vehicle = region.queues.at(queues[file], i);
            vehicle.next_entrance = link_of_entrance(streets, vehicle.next_entrance);
            state.queued.push_back(vehicle);
        }
    }
    state.stop_lines.push_back(line);
}

void add_entrance(RoadState& state, Streets const& streets, std::uint32_t number)
{
    // Given: storage, wave time, capacity, bank, node, region and number of the exit, whether it has bans.
    auto const& [holes, service, used_mpcu, storage_mpcu, wave_time_ms, capacity, bank_ms, open_from_ms, claim_end_ms,
                 node, claimant, exit_region, wanted, has_bans, turn_mpcu, exit] = streets.entrances[number];
    Region const& region = streets.regions[streets.layout.region_of_node(node)];
    auto const& [source_tag, tag_per_mpcu, first_leg, last_leg] = streets.sources[number];
    RoadState::Entrance entrance;
    entrance.source_tag = source_tag;
    entrance.service = service;
    entrance.source_ready_ms = streets.source_ready[number];
    entrance.open_from_ms = open_from_ms;
    entrance.claim_end_ms = claim_end_ms;
    entrance.used_mpcu = used_mpcu;
    entrance.turn_mpcu = turn_mpcu;
    entrance.link = link_of_entrance(streets, number);
    entrance.holes = holes.size;
    entrance.claimant = claimant;
    entrance.is_wanted = wanted ? 1 : 0;
    for (std::uint32_t i = 0; i < holes.size; ++i) state.holes.push_back(region.holes.at(holes, i));
    for (std::uint32_t leg = first_leg; leg != no_leg; leg = streets.next_leg[leg]) {
        ++entrance.starting;
        state.starting.push_back(leg);
    }
    state.entrances.push_back(entrance);
}

std::size_t leads_of(NodeEnds const& node) { return std::size_t{node.exit_count} * Streets::turn_columns(node); }

void add_node(RoadState& state, Streets const& streets, std::uint32_t number)
{
    NodeEnds const& ends = streets.nodes[number];
    RoadState::Node node;
    node.is_ended = ends.exit_count > 0 ? 1 : 0;
    node.link =
        ends.exit_count > 0 ? streets.exits[ends.first_exit].link : link_of_entrance(streets, ends.first_entrance);
    node.due_ms = streets.node_due[number];
    node.source_due_ms = ends.source_due_ms;
    if (!streets.node_supplies.empty()) node.supply = streets.node_supplies[number].service;
    node.leads = static_cast<std::uint32_t>(leads_of(ends));
    auto const first = streets.turn_leads.begin() + static_cast<std::ptrdiff_t>(streets.first_turn[number]);
    state.turn_leads.insert(state.turn_leads.end(), first, first + node.leads);
    state.nodes.push_back(node);
}

std::uint32_t node_number(RoadState::Node const& node, Layout const& layout)
{
    return node.is_ended != 0 ? layout.node_of_exit[layout.exit_of_link[node.link]]
                              : layout.node_of_entrance[layout.entrance_of_link[node.link]];
}

// Of this rank's nodes that have any ends.
template <class Visit>
void for_own_nodes(Streets const& streets, Visit const& visit)
{
    for (std::uint32_t node = 0; node < streets.layout.node_count(); ++node) {
        NodeEnds const& ends = streets.nodes[node];
        if (ends.exit_count + ends.entrance_count > 0 && streets.layout.is_own(node)) visit(node, ends);
    }
}

void restore_stop_line(RoadState::StopLine const& line, QueuedVehicle const* vehicle, Streets& streets,
                       WatchedLinks& watched_links)
{
    std::uint32_t const number = streets.layout.exit_of_link[line.link];
    LinkExit& exit = streets.exits[number];
    Region& region = streets.regions[streets.layout.region_of_node(exit.node)];
    exit.tag = line.tag;
    exit.delay_ms = line.delay_ms;
    exit.vehicles = line.vehicles;
    exit.service = line.service;
    if (!exit.by_turn) {
        exit.green = line.green;
        exit.has_signal = line.green.has_signal();
    }
    exit.passing_ms = line.passing_ms;
    exit.passing_links = line.passing_links;
    exit.chosen = line.chosen;
    exit.seepage_credit_percent = line.seepage_credit_percent;
    exit.nobody_passes = line.nobody_passes;
    streets.exit_ready[number] = line.ready_ms;
    watched_links.set_inside_mpcu(number, line.inside_mpcu);
    if (line.is_waiting) region.waiting.insert(number);
    for (File const file : files) {
        Ring& ring = exit.files[static_cast<std::size_t>(file)];
        ring = {};
        for (std::uint32_t i = 0; i < line.files[static_cast<std::size_t>(file)]; ++i, ++vehicle) {
            QueuedVehicle queued = *vehicle;
            queued.next_entrance = entrance_of_link(streets, vehicle->next_entrance);
            region.queues.push_back(ring, queued);
        }
    }
}

void restore_entrance(RoadState::Entrance const& saved, Hole const* hole, std::uint32_t const* leg, Streets& streets)
{
    std::uint32_t const number = streets.layout.entrance_of_link[saved.link];
    LinkEntrance& entrance = streets.entrances[number];
    Region& region = streets.regions[streets.layout.region_of_node(entrance.node)];
    entrance.service = saved.service;
    entrance.open_from_ms = saved.open_from_ms;
    entrance.claim_end_ms = saved.claim_end_ms;
    entrance.used_mpcu = saved.used_mpcu;
    entrance.turn_mpcu = saved.turn_mpcu;
    entrance.claimant = static_cast<std::uint16_t>(saved.claimant);
    entrance.wanted = saved.is_wanted != 0;
    entrance.holes = {};
    for (std::uint32_t i = 0; i < saved.holes; ++i) region.holes.push_back(entrance.holes, hole[i]);
    Source& source = streets.sources[number];
    source.tag = saved.source_tag;
    source.first_leg = no_leg;
    source.last_leg = no_leg;
    streets.source_ready[number] = saved.source_ready_ms;
    for (std::uint32_t i = 0; i < saved.starting; ++i) {
        (source.first_leg == no_leg ? source.first_leg : streets.next_leg[source.last_leg]) = leg[i];
        source.last_leg = leg[i];
        streets.next_leg[leg[i]] = no_leg;
    }
}

void restore_node(RoadState::Node const& saved, std::uint64_t const* leads, Streets& streets)
{
    std::uint32_t const number = node_number(saved, streets.layout);
    streets.nodes[number].source_due_ms = saved.source_due_ms;
    streets.node_due[number] = saved.due_ms;
    Millis& group_ms = streets.group_due[Layout::group_of_node(number)];
    group_ms = std::min(group_ms, saved.due_ms);
    if (!streets.node_supplies.empty()) streets.node_supplies[number].service = saved.supply;
    std::copy(leads, leads + saved.leads,
              streets.turn_leads.begin() + static_cast<std::ptrdiff_t>(streets.first_turn[number]));
}

void forget_all(Streets& streets)
{
    std::ranges::fill(streets.group_due, core::never);
    for (Region& region : streets.regions) {
        region.queues = {};
        region.holes = {};
        region.waiting.clear();
    }
}

template <class Record, class Count>
std::size_t sum_of(std::vector<Record> const& records, Count const& count)
{
    return std::transform_reduce(records.begin(), records.end(), std::size_t{0}, std::plus<>(), count);
}

template <class Item>
void append(std::vector<Item>& items, std::vector<Item> const& more)
{
    items.insert(items.end(), more.begin(), more.end());
}

}  // namespace

void RoadState::add(RoadState const& other)
{
    append(stop_lines, other.stop_lines);
    append(queued, other.queued);
    append(entrances, other.entrances);
    append(holes, other.holes);
    append(starting, other.starting);
    append(nodes, other.nodes);
    append(turn_leads, other.turn_leads);
    append(news_of_turns, other.news_of_turns);
    append(news_of_starts, other.news_of_starts);
    sums += other.sums;
    waiting_since_ms = std::min(waiting_since_ms, other.waiting_since_ms);
}

RoadState road_state(Streets const& streets, WatchedLinks const& watched_links)
{
    // A new member that changes is to be saved here or in Traffic::save. Given by the network, the plans and the routes:
    // layout, seepage, free times, vehicles, ways, bans, signals. Found from nodes: group_due. Saved by the traffic, since
    // they are the same on every rank: departures, present ways. Only days that are never saved have a meter of turns.
    // Tracks are of this process.
    auto const& [layout, seepage, exits, exit_ready, entrances, free_times, source_ready, sources, nodes, node_due,
                 group_due, turn_leads, first_turn, node_supplies, next_leg, departure_ms, vehicle, ways, routes,
                 planned_positions, other_ways, present_way, regions, bans, turn_signals, turn_signal_exits, turn_meter,
                 news, records_tracks] = streets;
    RoadState state;
    for_own_nodes(streets, [&](std::uint32_t number, NodeEnds const& node) {
        add_node(state, streets, number);
        for (std::uint32_t i = node.first_exit; i < node.end_exit(); ++i) {
            add_stop_line(state, streets, watched_links, i);
        }
        for (std::uint32_t i = node.first_entrance; i < node.end_entrance(); ++i) add_entrance(state, streets, i);
    });
    if (news) news->list(layout, state.news_of_turns, state.news_of_starts);
    for (std::uint32_t const entrance : other_ways) state.other_ways.push_back(link_of_entrance(streets, entrance));
    return state;
}

namespace {

// Why a state cannot be one of these streets; nullptr when it can, as far as each of these looks.
using Misfit = char const*;

// Whether each number below `count` is met once, and no other.
template <class Record, class Number>
bool is_each_once(std::vector<Record> const& records, std::size_t count, Number const& number)
{
    if (records.size() != count) return false;
    std::vector<bool> is_met(count);
    return std::ranges::all_of(records, [&](Record const& record) {
        std::size_t const at = number(record);
        if (at >= count || is_met[at]) return false;
        is_met[at] = true;
        return true;
    });
}

Misfit misfit_of_links(RoadState const& state, Streets const& streets)
{
    std::size_t const links = streets.exits.size();
    auto const link_of = [](auto const& record) { return std::size_t{record.link}; };
    if (!is_each_once(state.stop_lines, links, link_of) || !is_each_once(state.entrances, links, link_of))
        return "the links are not those of this network";
    if (!std::ranges::all_of(state.nodes, [&](RoadState::Node const& node) { return node.link < links; }))
        return "a link of a node is not of this network";
    std::size_t own_nodes = 0;  // those with ends
    for (NodeEnds const& ends : streets.nodes) own_nodes += ends.exit_count + ends.entrance_count > 0 ? 1U : 0U;
    std::vector<bool> is_met(streets.nodes.size());
    for (RoadState::Node const& node : state.nodes) {
        std::uint32_t const number = node_number(node, streets.layout);
        if (is_met[number]) return "a node comes twice";
        is_met[number] = true;
        if (node.leads != leads_of(streets.nodes[number])) return "a node has another number of turns";
    }
    return state.nodes.size() == own_nodes ? nullptr : "a node is missing";
}

Misfit misfit_of_counts(RoadState const& state)
{
    bool const fit =
        sum_of(state.stop_lines, [](auto const& line) { return std::size_t{line.files[0]} + line.files[1]; }) ==
            state.queued.size() &&
        sum_of(state.entrances, [](auto const& one) { return std::size_t{one.holes}; }) == state.holes.size() &&
        sum_of(state.entrances, [](auto const& one) { return std::size_t{one.starting}; }) == state.starting.size() &&
        sum_of(state.nodes, [](auto const& node) { return std::size_t{node.leads}; }) == state.turn_leads.size();
    return fit ? nullptr : "there are not as many vehicles as are counted";
}

Misfit misfit_of_ways(RoadState const& state, Streets const& streets)
{
    auto const is_next = [&](std::uint32_t link) { return link < streets.exits.size() || link == no_entrance; };
    if (!std::ranges::all_of(state.other_ways, is_next)) return "a way is not of this network";
    if (!state.other_ways.empty() && state.other_ways.back() != no_entrance) return "a way has no end";
    std::size_t const positions = streets.planned_positions + state.other_ways.size();
    auto const is_position = [&](std::uint32_t position) { return position < positions; };
    return std::ranges::all_of(streets.present_way, is_position) ? nullptr : "a way begins nowhere";
}

// Of those who wait to start, who each wait at one place.
Misfit misfit_of_starting(RoadState const& state, Streets const& streets)
{
    std::vector<bool> is_met(streets.next_leg.size());
    for (std::uint32_t const leg : state.starting) {
        if (leg >= is_met.size()) return "a vehicle is not of these plans";
        if (is_met[leg]) return "a vehicle waits to start twice";
        is_met[leg] = true;
    }
    return nullptr;
}

// Of those at a stop line; `first` is the first of them.
Misfit misfit_of_queue(RoadState::StopLine const& line, QueuedVehicle const* first, std::size_t positions,
                       Streets const& streets)
{
    Layout const& layout = streets.layout;
    std::uint32_t const node = layout.node_of_exit[layout.exit_of_link[line.link]];
    std::size_t const links = streets.exits.size();
    for (std::size_t file = 0; file < files.size(); ++file) {
        for (std::uint32_t i = 0; i < line.files[file]; ++i, ++first) {
            bool const is_vehicle = first->leg < streets.next_leg.size() &&
                                    first->vehicle < network::vehicle_class_count && first->way_position < positions;
            if (!is_vehicle) return "a vehicle is not of these plans";
            if (is_narrow(first->vehicle) != (files[file] == File::narrow)) return "a vehicle waits among others";
            std::uint32_t const next = first->next_entrance;
            if (next == no_entrance) continue;
            if (next >= links || layout.node_of_entrance[layout.entrance_of_link[next]] != node)
                return "a vehicle waits for a link that does not begin there";
        }
    }
    bool const is_empty = line.files[0] + line.files[1] == 0;
    if (is_empty && line.ready_ms != core::never) return "a stop line is open for nobody";
    if (line.chosen == File::none) return nullptr;
    bool const stands = line.chosen < File::none && line.files[static_cast<std::size_t>(line.chosen)] > 0;
    return stands ? nullptr : "nobody stands at a stop line whose turn it is";
}

Misfit misfit_of_queues(RoadState const& state, Streets const& streets)
{
    std::size_t const positions = streets.planned_positions + state.other_ways.size();
    QueuedVehicle const* vehicle = state.queued.data();
    for (RoadState::StopLine const& line : state.stop_lines) {
        if (Misfit const what = misfit_of_queue(line, vehicle, positions, streets)) return what;
        vehicle += line.files[0] + line.files[1];
    }
    return nullptr;
}

// Whoever claims the next place on a link must be there to take it: at a stop line of its node, or at its start.
Misfit misfit_of_claims(RoadState const& state, Streets const& streets)
{
    std::vector<bool> has_vehicles(streets.exits.size());  // by exit
    for (RoadState::StopLine const& line : state.stop_lines) {
        has_vehicles[streets.layout.exit_of_link[line.link]] = line.files[0] + line.files[1] > 0;
    }
    for (RoadState::Entrance const& entrance : state.entrances) {
        if (entrance.claimant == no_claimant) continue;
        std::uint32_t const number = streets.layout.entrance_of_link[entrance.link];
        NodeEnds const& node = streets.nodes[streets.layout.node_of_entrance[number]];
        bool const is_there =
            entrance.claimant < node.exit_count
                ? has_vehicles[node.first_exit + entrance.claimant]
                : node.first_entrance + entrance.claimant - node.exit_count == number && entrance.starting > 0;
        if (!is_there) return "nobody is there who claims a place";
    }
    return nullptr;
}

// In this order: each relies on what those before it have found out.
Misfit misfit(RoadState const& state, Streets const& streets)
{
    if (Misfit const what = misfit_of_links(state, streets)) return what;
    if (Misfit const what = misfit_of_counts(state)) return what;
    if (Misfit const what = misfit_of_ways(state, streets)) return what;
    if (Misfit const what = misfit_of_starting(state, streets)) return what;
    if (Misfit const what = misfit_of_queues(state, streets)) return what;
    return misfit_of_claims(state, streets);
}

}  // namespace

void require_fit(RoadState const& state, Streets const& streets)
{
    char const* const what = misfit(state, streets);
    if (what == nullptr) return;
    throw core::UserError(core::Diagnostic{"saved roads", 0, 0, what,
                                           "it was written by another build of the program; begin the run again"});
}

void restore(RoadState const& state, RoadSums const& own, Streets& streets, WatchedLinks& watched_links)
{
    Layout const& layout = streets.layout;
    forget_all(streets);
    set_sums(streets, own);
    QueuedVehicle const* vehicle = state.queued.data();
    for (RoadState::StopLine const& line : state.stop_lines) {
        if (layout.is_own(layout.node_of_exit[layout.exit_of_link[line.link]])) {
            restore_stop_line(line, vehicle, streets, watched_links);
        }
        vehicle += line.files[0] + line.files[1];
    }
    Hole const* hole = state.holes.data();
    std::uint32_t const* leg = state.starting.data();
    for (RoadState::Entrance const& entrance : state.entrances) {
        if (layout.is_own(layout.node_of_entrance[layout.entrance_of_link[entrance.link]])) {
            restore_entrance(entrance, hole, leg, streets);
        }
        hole += entrance.holes;
        leg += entrance.starting;
    }
    std::uint64_t const* leads = state.turn_leads.data();
    for (RoadState::Node const& node : state.nodes) {
        if (layout.is_own(node_number(node, layout))) restore_node(node, leads, streets);
        leads += node.leads;
    }
    if (streets.news) streets.news->restore(layout, state.news_of_turns, state.news_of_starts);
    streets.other_ways.clear();
    for (std::uint32_t const link : state.other_ways) streets.other_ways.push_back(entrance_of_link(streets, link));
}

bool bring_together(Ranks& ranks, RoadState& state, LinkHours& hours)
{
    core::ArchiveWriter writer;
    if (ranks.rank() != 0) {
        writer(state);
        write_sparse(writer, hours.vehicles);
        write_sparse(writer, hours.time_ms);
        write_sparse(writer, hours.free_time_ms);
    }
    for (std::string const& bytes : ranks.tell_first(writer.bytes())) {
        if (bytes.empty()) continue;  // of the first itself
        core::ArchiveReader reader(bytes, other_rank);
        RoadState other;
        reader(other);
        state.add(other);
        add_sparse(reader, hours.vehicles);
        add_sparse(reader, hours.time_ms);
        add_sparse(reader, hours.free_time_ms);
        reader.finish();
    }
    return ranks.rank() == 0;
}

}  // namespace halong::traffic
