#include "city/tntp.hpp"

#include "city/tntp_text.hpp"
#include "core/input_file.hpp"

#include <array>
#include <fmt/format.h>
#include <map>

namespace halong::city {
namespace {

using Line = std::vector<TntpWord>;

constexpr std::uint32_t most_nodes = 100'000'000;

// A row's words before its semicolon.
std::size_t width_of(Line const& line) { return line.back().text == ";" ? line.size() - 1 : line.size(); }

// False, and a finding, for a row that is too short.
bool has_words(TntpText& text, Line const& line, std::size_t least, std::string_view names)
{
    if (width_of(line) >= least) return true;
    text.fault(line.front().line, line.back().column,
               fmt::format("the row has {} values; it needs {}", width_of(line), least),
               fmt::format("write {}", names));
    return false;
}

void add_link(StaticNetwork& network, TntpText& text, Line const& line, CostWeights weights)
{
    auto const nodes = static_cast<std::uint32_t>(network.node_count());
    auto const from = text.whole(line[0], "the link's first node", 1, nodes);
    auto const to = text.whole(line[1], "the link's last node", 1, nodes);
    auto const capacity = text.number(line[2], "the capacity", 0, true);
    auto const length = text.number(line[3], "the length", 0);
    auto const free_time = text.number(line[4], "the free time", 0);
    auto const b = text.number(line[5], "b", 0);
    auto power = text.number(line[6], "the power", 0);
    auto const toll = line.size() > 8 && line[8].text != ";" ? text.number(line[8], "the toll", 0) : 0.0;
    if (power && *power > 0 && *power < 1) {
        text.fault(line[6].line, line[6].column, fmt::format("the power is {}; it must be 0, or 1 or more", *power),
                   "a smaller power has no slope at an empty link");
        power.reset();
    }
    if (!from || !to || !capacity || !length || !free_time || !b || !power || !toll) return;
    network.from.push_back(*from - 1);
    network.to.push_back(*to - 1);
    network.link_id.push_back(fmt::format("{}", network.from.size()));
    network.capacity.push_back(*capacity);
    network.free_time.push_back(*free_time);
    network.b.push_back(*b);
    network.power.push_back(*power);
    network.fixed_cost.push_back(weights.toll * *toll + weights.distance * *length);
}

}  // namespace

StaticNetwork parse_tntp_network(std::string_view content, std::string const& file, CostWeights weights)
{
    TntpText text(content, file);
    StaticNetwork network;
    network.file = file;
    std::uint32_t const nodes = text.whole_metadata("NUMBER OF NODES", 1, most_nodes);
    text.whole_metadata("NUMBER OF ZONES", 1, nodes);
    network.first_through_node = text.whole_metadata("FIRST THRU NODE", 1, nodes + 1) - 1;
    std::uint32_t const links = text.whole_metadata("NUMBER OF LINKS", 1, UINT32_MAX - 1);
    // Each row joins two nodes at most, and some may have lost all their rows.
    if (std::size_t const rows = text.lines().size(); nodes > 1'000 && nodes / 10 > rows) {
        text.fault(1, 1, fmt::format("<NUMBER OF NODES> says {}, but there are only {} rows", nodes, rows),
                   "the file may be cut short; complete it, or correct the number");
    }
    text.finish();
    for (std::uint32_t node = 1; node <= nodes; ++node) network.node_id.push_back(fmt::format("{}", node));
    for (Line const& line : text.lines()) {
        if (line.front().text == ";") continue;
        if (has_words(text, line, 7, "first node, last node, capacity, length, free time, b and power"))
            add_link(network, text, line, weights);
    }
    text.finish();
    if (network.link_count() != links) {
        text.fault(1, 1, fmt::format("<NUMBER OF LINKS> says {}, but there are {} rows", links, network.link_count()),
                   "the file may be cut short; complete it, or correct the number");
    }
    text.finish();
    return network;
}

StaticDemand parse_tntp_trips(std::string_view content, std::string const& file, StaticNetwork const& network)
{
    TntpText text(content, file);
    auto const nodes = static_cast<std::uint32_t>(network.node_count());
    std::uint32_t const zones = text.whole_metadata("NUMBER OF ZONES", 1, nodes);
    text.finish();
    std::optional<std::uint32_t> origin;
    bool has_origin = false;
    std::vector<TripRow> rows;
    for (Line const& line : text.lines()) {
        if (line.front().text == "Origin" || line.front().text == "origin") {
            has_origin = true;
            origin = has_words(text, line, 2, "Origin and a zone") ? text.whole(line[1], "the origin", 1, zones)
                                                                   : std::nullopt;
            continue;
        }
        if (!has_origin) {
            text.fault(line.front().line, line.front().column, "these trips have no origin",
                       "write \"Origin n\" above them");
            has_origin = true;
        }
        for (std::size_t i = 0; i < line.size();) {
            if (line[i].text == ";") {
                ++i;
                continue;
            }
            if (i + 2 >= line.size() || line[i + 1].text != ":") {
                text.fault(line[i].line, line[i].column, fmt::format("'{}' begins no \"zone : trips;\"", line[i].text),
                           "write e.g. 5 : 120.0;");
                break;
            }
            auto const destination = text.whole(line[i], "the destination", 1, zones);
            auto const trips = text.number(line[i + 2], "the number of trips", 0);
            if (origin && destination && trips)
                rows.push_back({*origin - 1, *destination - 1, *trips, line[i].line, line[i].column});
            i += 3;
        }
    }
    auto demand = demand_of(file, std::move(rows), network, text.findings());
    text.finish();
    return demand;
}

std::vector<double> parse_tntp_flows(std::string_view content, std::string const& file, StaticNetwork const& network)
{
    TntpText text(content, file);
    // Links with the same ends in the order of the network.
    std::map<std::array<std::uint32_t, 2>, std::vector<std::uint32_t>> links;
    for (std::uint32_t link = 0; link < network.link_count(); ++link) {
        links[{network.from[link], network.to[link]}].push_back(link);
    }
    std::map<std::array<std::uint32_t, 2>, std::size_t> used;
    std::vector<double> volumes(network.link_count(), 0.0);
    std::size_t found = 0;
    auto const nodes = static_cast<std::uint32_t>(network.node_count());
    for (Line const& line : text.lines()) {
        bool const is_heading =
            !line.front().text.empty() && (line.front().text[0] < '0' || line.front().text[0] > '9');
        if (is_heading) continue;
        if (!has_words(text, line, 3, "first node, last node and volume")) continue;
        std::size_t const volume_at = line.size() > 3 && line[2].text == ":" ? 3 : 2;
        auto const from = text.whole(line[0], "the link's first node", 1, nodes);
        auto const to = text.whole(line[1], "the link's last node", 1, nodes);
        auto const volume = text.number(line[volume_at], "the volume", 0);
        if (!from || !to || !volume) continue;
        std::array<std::uint32_t, 2> const ends{*from - 1, *to - 1};
        auto const& same = links[ends];
        std::size_t& next = used[ends];
        if (next >= same.size()) {
            text.fault(line[0].line, line[0].column, fmt::format("no link leads from {} to {}", *from, *to),
                       fmt::format("the network is {}", network.file));
            continue;
        }
        volumes[same[next++]] = *volume;
        ++found;
    }
    text.finish();
    if (found != network.link_count()) {
        text.fault(1, 1, fmt::format("flows of {} links, but the network has {}", found, network.link_count()),
                   "give one row for each link");
    }
    text.finish();
    return volumes;
}

StaticNetwork read_tntp_network(std::filesystem::path const& path, CostWeights weights)
{
    return parse_tntp_network(core::read_input(path), path.string(), weights);
}

StaticDemand read_tntp_trips(std::filesystem::path const& path, StaticNetwork const& network)
{
    return parse_tntp_trips(core::read_input(path), path.string(), network);
}

std::vector<double> read_tntp_flows(std::filesystem::path const& path, StaticNetwork const& network)
{
    return parse_tntp_flows(core::read_input(path), path.string(), network);
}

}  // namespace halong::city
