#include "city/road_table.hpp"

#include "city/issue_tally.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace halong::city {
namespace {

// Fills the node columns, sorted by external id; of equal ids the first counts.
void fill_nodes(RawRoads const& roads, geo::Projection const& projection, RoadTable& table, IssueTally& tally)
{
    std::vector<std::size_t> order(roads.nodes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return roads.nodes[a].id < roads.nodes[b].id; });
    std::vector<geo::PointLonLat> points;
    for (auto const i : order) {
        auto const& node = roads.nodes[i];
        if (!table.node_id.empty() && table.node_id.back() == node.id) {
            tally.add(IssueKind::duplicate_id, Severity::warning, fmt::format("node {}", node.id),
                      "the id is used twice: only the first position counts");
            continue;
        }
        table.node_id.push_back(node.id);
        table.signal.push_back(node.signal ? 1 : 0);
        points.push_back(node.position);
    }
    table.position = projection.to_metric(points);
}

// The rows of a way's nodes: unknown nodes and points that repeat the one before are left out and reported.
std::vector<std::uint32_t> rows_of(RawWay const& way, RoadTable const& table, IssueTally& tally)
{
    std::vector<std::uint32_t> rows;
    for (auto const id : way.nodes) {
        auto const row = table.row_of(id);
        if (row == table.node_id.size()) {
            tally.add(IssueKind::missing_node, Severity::warning, way.id,
                      "refers to nodes that the source lacks: drawn without them");
            continue;
        }
        auto const index = static_cast<std::uint32_t>(row);
        if (!rows.empty() && rows.back() == index) {
            tally.add(IssueKind::zero_length, Severity::note, way.id, "repeats a node: taken once",
                      table.position[row]);
            continue;
        }
        rows.push_back(index);
    }
    return rows;
}

// Counts each default that ways fall back on, by tag and class.
class DefaultNotes {
public:
    void add(std::vector<std::string> const& tags, RawWay const& way, geo::PointMetric middle, double length_m)
    {
        auto const class_name = network::name_of(way.road_class);
        for (auto const& tag : tags) {
            tally_.add(IssueKind::default_used, Severity::note, way.id,
                       fmt::format("no {} given: default of class {}", tag, class_name), middle, length_m);
        }
    }
    void write_to(ImportIssues& issues) const { tally_.write_to(issues); }

private:
    IssueTally tally_;
};

std::vector<RawWay const*> sorted_ways(RawRoads const& roads)
{
    std::vector<RawWay const*> ways;
    for (auto const& way : roads.ways) ways.push_back(&way);
    std::stable_sort(ways.begin(), ways.end(), [](RawWay const* a, RawWay const* b) {
        if (a->id != b->id) return a->id < b->id;
        return a->nodes < b->nodes;
    });
    return ways;
}

}  // namespace

std::size_t RoadTable::row_of(std::int64_t id) const
{
    auto const found = std::lower_bound(node_id.begin(), node_id.end(), id);
    if (found == node_id.end() || *found != id) return node_id.size();
    return static_cast<std::size_t>(found - node_id.begin());
}

geo::Line RoadTable::line_of(std::vector<std::uint32_t> const& nodes) const
{
    geo::Line line;
    line.reserve(nodes.size());
    for (auto const node : nodes) line.push_back(position[node]);
    return line;
}

RoadTable make_road_table(RawRoads const& roads, geo::Projection const& projection, ImportIssues& issues,
                          double& input_length_m)
{
    RoadTable table;
    IssueTally tally;
    DefaultNotes defaults;
    fill_nodes(roads, projection, table, tally);
    for (auto const* const raw : sorted_ways(roads)) {
        TableWay way{raw->id, {}, rows_of(*raw, table, tally)};
        if (way.nodes.size() < 2) {
            tally.add(IssueKind::short_way, Severity::warning, raw->id, "has fewer than two usable nodes: left out");
            continue;
        }
        double const length_m = geo::length_m(table.line_of(way.nodes));
        auto const middle = geo::point_along(table.line_of(way.nodes), 0.5);
        if (is_drivable(raw->road_class)) input_length_m += length_m;
        std::vector<std::string> used;
        way.attributes = attributes_of(*raw, used);
        if (way.attributes.access == network::Access()) {
            tally.add(IssueKind::closed_way, Severity::note, raw->id, "nobody may use it: left out", middle, length_m);
            continue;
        }
        defaults.add(used, *raw, middle, length_m);
        if (raw->oneway == Oneway::backward) std::reverse(way.nodes.begin(), way.nodes.end());
        table.ways.push_back(std::move(way));
    }
    tally.write_to(issues);
    defaults.write_to(issues);
    return table;
}

}  // namespace halong::city
