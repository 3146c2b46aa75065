#include "traffic/road_state.hpp"

#include "core/error.hpp"
#include "traffic/rank_gather.hpp"

#include <algorithm>
#include <numeric>

namespace halong::traffic {
namespace {

using core::LinkId;

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
                 other_ways, present_way, regions, bans, turn_signals, turn_signal_exits, turn_meter, news,
                 records_tracks] = streets;
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

// Why not; nullptr when it can.
char const* misfit(RoadState const& state, Streets const& streets)
{
    std::size_t const links = streets.exits.size();
    auto const is_link = [&](auto const& record) { return record.link < links; };
    bool const links_fit = std::ranges::all_of(state.stop_lines, is_link) &&
                           std::ranges::all_of(state.entrances, is_link) && std::ranges::all_of(state.nodes, is_link);
    if (!links_fit) return "a link is not of this network";
    auto const is_next = [&](std::uint32_t link) { return link < links || link == no_entrance; };
    auto const is_leg = [&](std::uint32_t leg) { return leg < streets.next_leg.size(); };
    std::size_t const positions = streets.ways.size() + state.other_ways.size();
    bool const vehicles_fit = std::ranges::all_of(state.queued, [&](QueuedVehicle const& vehicle) {
        return is_leg(vehicle.leg) && is_next(vehicle.next_entrance) && vehicle.way_position < positions;
    });
    if (!vehicles_fit || !std::ranges::all_of(state.starting, is_leg)) return "a vehicle is not of these plans";
    if (!std::ranges::all_of(state.other_ways, is_next)) return "a way is not of this network";
    bool const counts_fit =
        sum_of(state.stop_lines, [](auto const& line) { return std::size_t{line.files[0]} + line.files[1]; }) ==
            state.queued.size() &&
        sum_of(state.entrances, [](auto const& one) { return std::size_t{one.holes}; }) == state.holes.size() &&
        sum_of(state.entrances, [](auto const& one) { return std::size_t{one.starting}; }) == state.starting.size() &&
        sum_of(state.nodes, [](auto const& node) { return std::size_t{node.leads}; }) == state.turn_leads.size();
    if (!counts_fit) return "there are not as many vehicles as are counted";
    bool const nodes_fit = std::ranges::all_of(state.nodes, [&](RoadState::Node const& node) {
        return node.leads == leads_of(streets.nodes[node_number(node, streets.layout)]);
    });
    return nodes_fit ? nullptr : "a node has another number of turns";
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
