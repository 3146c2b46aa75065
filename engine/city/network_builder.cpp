// From raw roads to the network: clean, cut, join, keep what is strongly connected, ban turns, check.
#include "city/approach_signals.hpp"
#include "city/build.hpp"
#include "city/issue_tally.hpp"
#include "city/network_draft.hpp"
#include "city/road_table.hpp"
#include "city/stretches.hpp"
#include "core/error.hpp"
#include "network/link_line.hpp"

#include <fmt/format.h>

namespace halong::city {
namespace {

// Nodes where restrictions hold stay nodes of the network, even between just two roads.
std::vector<std::uint8_t> nodes_of_restrictions(RawRoads const& roads, RoadTable const& table)
{
    std::vector<std::uint8_t> result(table.node_id.size(), 0);
    for (auto const& restriction : roads.restrictions) {
        auto const row = table.row_of(restriction.via_node);
        if (row < result.size()) result[row] = 1;
    }
    return result;
}

double kept_length_m(RoadTable const& table, std::vector<Stretch> const& stretches, NetworkDraft const& draft)
{
    double sum = 0;
    for (auto const& origin : draft.origin) {
        auto const& stretch = stretches[origin.stretch];
        if (origin.against || !is_drivable(table.ways[stretch.first_way].attributes.road_class)) continue;
        sum += geo::length_m(table.line_of(stretch.nodes));
    }
    return sum;
}

void check_waves(network::Network const& network, ImportIssues& issues)
{
    IssueTally tally;
    for (auto const link : network.links()) {
        if (network::has_plausible_wave(network.supply(link))) continue;
        if (!network.access(link).overlaps(network::Access::all_vehicles())) continue;
        tally.add(IssueKind::wave_speed, Severity::warning, network.way_id(link),
                  fmt::format("class {}: width and speed give a backward wave outside {} … {} km/h",
                              network::name_of(network.road_class(link)), network::slowest_wave_kmh,
                              network::fastest_wave_kmh),
                  middle_of(network, link), network.length_m(link));
    }
    tally.write_to(issues);
}

// No junction comes near this; what does is a fault of the data, and pairing the directions of parallel roads would take
// for ever.
constexpr std::size_t most_links_at_node = 1'000;

void check_nodes(NetworkDraft const& draft, RoadTable const& table, std::string const& source)
{
    std::vector<std::size_t> ends(draft.nodes.size(), 0);
    for (auto const& link : draft.links) {
        ++ends[link.from.value()];
        ++ends[link.to.value()];
    }
    std::vector<core::Diagnostic> findings;
    for (std::size_t node = 0; node < ends.size(); ++node) {
        if (ends[node] <= most_links_at_node) continue;
        findings.push_back({source, 0, 0,
                            fmt::format("{} links begin or end at node {}; at most {} are possible", ends[node],
                                        table.node_id[draft.node_row[node]], most_links_at_node),
                            "merge the roads that run beside each other between the same nodes"});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

[[noreturn]] void refuse(std::string const& source, std::string const& what)
{
    throw core::UserError(
        core::Diagnostic{source, 0, 0, what, "take an extract that holds connected roads for motor vehicles"});
}

}  // namespace

network::Network build_network(RawRoads const& roads, geo::Projection const& projection, ImportIssues& issues,
                               NetworkSummary& summary)
{
    summary = NetworkSummary{};
    auto table = make_road_table(roads, projection, issues, summary.input_length_m);
    auto const keep_node = nodes_of_restrictions(roads, table);
    auto stretches = cut_into_stretches(table, keep_node);
    auto const signals = table.signal;
    move_signals_to_junctions(table, stretches, issues);
    if (table.signal != signals) stretches = cut_into_stretches(table, keep_node);
    if (stretches.empty()) refuse(roads.source, "holds no usable road");
    auto draft = make_draft(table, stretches, issues);
    check_nodes(draft, table, roads.source);
    keep_strong_part(draft, issues);
    if (draft.links.empty()) refuse(roads.source, "holds no roads between which one can drive there and back");
    summary.kept_length_m = kept_length_m(table, stretches, draft);
    auto bans = banned_turns(roads, table, stretches, draft, issues);
    network::Network result(std::move(draft.nodes), std::move(draft.links), std::move(bans));
    check_waves(result, issues);
    summary.nodes = result.node_count();
    summary.links = result.link_count();
    return result;
}

}  // namespace halong::city
