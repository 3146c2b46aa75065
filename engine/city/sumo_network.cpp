#include "city/sumo_network.hpp"

#include "city/issue_tally.hpp"
#include "city/sumo_signals.hpp"
#include "city/sumo_words.hpp"
#include "city/xml_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "network/link_line.hpp"
#include "network/road_class.hpp"
#include "network/supply.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

namespace halong::city {
namespace {

using core::LinkId;
using core::NodeId;
using network::Access;

// Nothing on a road is faster or longer; beyond it a figure is a slip.
constexpr double fastest_mps = 100;
constexpr double longest_m = 1e6;
// Edges without a type have the capacity of plain lanes, and the middle of the ranks at junctions.
constexpr auto default_class = network::RoadClass::secondary;

bool is_positive(double value, double limit) { return value > 0 && value <= limit; }

// "highway.primary", "primary" or "primary|…" as a class.
std::optional<network::RoadClass> class_of_type(std::string_view type)
{
    constexpr std::string_view prefix = "highway.";
    if (type.starts_with(prefix)) type.remove_prefix(prefix.size());
    return network::find_road_class(type.substr(0, type.find('|')));
}

// "x,y x,y …" (z is dropped), or nothing when a point cannot be read.
std::optional<geo::Line> parse_shape(std::string_view text)
{
    geo::Line line;
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        auto const point = text.substr(0, end);
        auto const comma = std::min(point.find(','), point.size());
        auto const y = point.substr(std::min(comma + 1, point.size()));
        geo::PointMetric const parsed{parse_number(point.substr(0, comma)), parse_number(y.substr(0, y.find(',')))};
        if (!std::isfinite(parsed.x_m) || !std::isfinite(parsed.y_m)) return std::nullopt;
        line.push_back(parsed);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return line;
}

// The lanes that make an edge's carriageway: those of motor vehicles; without any, those of bicycles; without any,
// those of walkers.
std::vector<SumoLane const*> carriageway_of(SumoEdge const& edge)
{
    Access const bicycles = Access::of(network::VehicleClass::bicycle);
    for (Access const wanted : {Access::all_vehicles().without(bicycles), bicycles, Access::walkers()}) {
        std::vector<SumoLane const*> lanes;
        for (SumoLane const& lane : edge.lanes) {
            if (lane.access.overlaps(wanted)) lanes.push_back(&lane);
        }
        if (!lanes.empty()) return lanes;
    }
    return {};
}

// A point of the file's plane in ours. Points of a whole file are transformed at once.
class Placement {
public:
    Placement(SumoFile const& file, geo::Projection const& target) : offset_(file.net_offset), target_(target)
    {
        if (is_projected(file)) source_.emplace(file.projection);
    }
    [[nodiscard]] geo::Line place(geo::Line points) const
    {
        if (!source_) return points;
        for (auto& point : points) point = {point.x_m - offset_.x_m, point.y_m - offset_.y_m};
        if (source_->crs() == target_.crs()) return points;
        return target_.to_metric(source_->to_lon_lat(points));
    }

private:
    geo::PointMetric offset_;
    std::optional<geo::Projection> source_;
    geo::Projection const& target_;
};

class Builder {
public:
    Builder(SumoFile const& file, geo::Projection const& projection, ImportIssues& issues)
        : file_(file), projection_(projection), placement_(file, projection), issues_(issues)
    {}

    network::Network build(std::string const& name, NetworkSummary& summary, SumoOptions const& options)
    {
        if (!is_projected(file_)) {
            tally_.add(
                IssueKind::no_projection, Severity::warning, name,
                fmt::format("names no projection: its coordinates are taken as metres of {}", projection_.crs()));
        }
        add_nodes();
        add_links(summary);
        if (links_.empty()) {
            throw core::UserError(core::Diagnostic{name, 0, 0, "holds no edge that vehicles or walkers could use",
                                                   "see that it is a network with normal edges, lanes and junctions"});
        }
        find_turns();
        network::Network network(std::move(nodes_), std::move(links_), banned_turns());
        network.set_signal_plans(sumo_signal_plans(file_, turns_, options, tally_));
        for (LinkId const link : network.links()) {
            if (network::has_plausible_wave(network.supply(link))) continue;
            tally_.add(IssueKind::wave_speed, Severity::warning, network.way_id(link),
                       "width and speed give a backward wave outside 12-25 km/h", middle_of(network, link),
                       network.length_m(link));
        }
        tally_.write_to(issues_);
        summary.nodes = network.node_count();
        summary.links = network.link_count();
        return network;
    }

private:
    // Rows in the order of their external ids, which is the order of our ids; of equal ids the first.
    template <class Rows>
    std::vector<std::size_t> in_order(Rows const& rows, char const* what)
    {
        std::vector<std::size_t> order(rows.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](std::size_t i) -> std::string const& { return rows[i].id; });
        std::vector<std::size_t> kept;
        for (std::size_t const i : order) {
            if (kept.empty() || rows[kept.back()].id != rows[i].id) {
                kept.push_back(i);
                continue;
            }
            tally_.add(IssueKind::duplicate_id, Severity::error,
                       fmt::format("{} '{}' (line {})", what, rows[i].id, rows[i].line),
                       fmt::format("another {} has the same id: the first is taken", what));
        }
        return kept;
    }

    void add_nodes()
    {
        geo::Line points;
        std::vector<std::size_t> kept;
        for (std::size_t const i : in_order(file_.junctions, "junction")) {
            auto const& junction = file_.junctions[i];
            if (!std::isfinite(junction.position.x_m) || !std::isfinite(junction.position.y_m)) {
                leave_out(fmt::format("junction '{}'", junction.id), "has no position", junction.line);
                continue;
            }
            points.push_back(junction.position);
            kept.push_back(i);
        }
        points = placement_.place(std::move(points));
        for (std::size_t k = 0; k < kept.size(); ++k) {
            auto const& junction = file_.junctions[kept[k]];
            node_of_.emplace(junction.id, NodeId(nodes_.size()));
            nodes_.push_back({points[k], core::hash_of(fmt::format("{}{}", sumo_junction_prefix, junction.id)),
                              junction.type.starts_with("traffic_light")});
        }
    }

    void add_links(NetworkSummary& summary)
    {
        for (std::size_t const i : in_order(file_.edges, "edge")) {
            auto const& edge = file_.edges[i];
            auto record = link_of(edge);
            if (!record) continue;
            summary.input_length_m += record->length_m;
            summary.kept_length_m += record->length_m;
            link_of_.emplace(edge.id, LinkId(links_.size()));
            links_.push_back(std::move(*record));
        }
        place_shapes();
    }

    // An edge as a link with its shape still in the file's plane; nothing, and an issue, when it cannot be one.
    std::optional<network::LinkRecord> link_of(SumoEdge const& edge)
    {
        auto const subject = fmt::format("edge '{}'", edge.id);
        auto const from = node_of_.find(edge.from);
        auto const to = node_of_.find(edge.to);
        if (from == node_of_.end() || to == node_of_.end()) {
            return leave_out(subject, "begins or ends at a junction that the file lacks", edge.line);
        }
        if (from->second == to->second) return leave_out(subject, "ends where it begins", edge.line);
        auto const lanes = carriageway_of(edge);
        if (lanes.empty()) {
            tally_.add(IssueKind::unused_way, Severity::note, subject,
                       "no lane for road vehicles or walkers: left out");
            return std::nullopt;
        }
        if (!is_positive(lanes[0]->length_m, longest_m) || !is_positive(lanes[0]->speed_mps, fastest_mps)) {
            return leave_out(subject,
                             fmt::format("has a lane of {} m at {} m/s; above 0 up to {} m and {} m/s can be",
                                         lanes[0]->length_m, lanes[0]->speed_mps, longest_m, fastest_mps),
                             edge.line);
        }
        network::LinkRecord record;
        record.from = from->second;
        record.to = to->second;
        record.way_id = fmt::format("{}{}", sumo_edge_prefix, edge.id);
        record.stable_id = core::hash_of(record.way_id);
        record.name = edge.name;
        record.road_class = road_class_of(edge, subject);
        record.length_m = lanes[0]->length_m;
        record.lanes = static_cast<int>(lanes.size());
        record.speed_limit_kmh = lanes[0]->speed_mps * network::kmh_per_mps;
        for (SumoLane const* lane : lanes) {
            record.width_m += is_positive(lane->width_m, longest_m) ? lane->width_m : network::lane_width_m;
        }
        for (SumoLane const& lane : edge.lanes) record.access = record.access.with(lane.access);
        record.shape = shape_of(edge, subject, record);
        return record;
    }

    std::nullopt_t leave_out(std::string const& subject, std::string const& fault, int line)
    {
        tally_.add(IssueKind::bad_tag, Severity::error, fmt::format("{} (line {})", subject, line),
                   fault + ": left out");
        return std::nullopt;
    }

    network::RoadClass road_class_of(SumoEdge const& edge, std::string const& subject)
    {
        if (auto const found = class_of_type(edge.type)) return *found;
        tally_.add(
            IssueKind::default_used, Severity::note, subject,
            fmt::format("type '{}' names no road class: taken as {}", edge.type, network::name_of(default_class)));
        return default_class;
    }

    geo::Line shape_of(SumoEdge const& edge, std::string const& subject, network::LinkRecord const& record)
    {
        auto shape = parse_shape(edge.shape);
        if (!shape) {
            tally_.add(IssueKind::bad_tag, Severity::warning, subject, "its shape cannot be read: taken as straight",
                       nodes_[record.from.value()].position);
        }
        return shape && shape->size() >= 2 ? *shape : geo::Line{};
    }

    // All shapes through the projection at once; edges without one run straight from node to node.
    void place_shapes()
    {
        geo::Line all;
        for (auto const& link : links_) all.insert(all.end(), link.shape.begin(), link.shape.end());
        all = placement_.place(std::move(all));
        auto next = all.begin();
        for (auto& link : links_) {
            auto const size = static_cast<std::ptrdiff_t>(link.shape.size());
            link.shape.assign(next, next + size);
            next += size;
            if (size == 0) link.shape = {nodes_[link.from.value()].position, nodes_[link.to.value()].position};
        }
    }

    void find_turns()
    {
        for (std::size_t row = 0; row < file_.connections.size(); ++row) {
            auto const& connection = file_.connections[row];
            auto const from = link_of_.find(connection.from);
            auto const to = link_of_.find(connection.to);
            if (from == link_of_.end() || to == link_of_.end()) continue;  // of edges that are left out
            NodeId const node = links_[from->second.value()].to;
            if (links_[to->second.value()].from != node) {
                leave_out(fmt::format("connection '{}' to '{}'", connection.from, connection.to),
                          "its edges do not meet", connection.line);
                continue;
            }
            turns_.push_back({node, from->second, to->second, static_cast<std::uint32_t>(row)});
        }
        std::ranges::sort(turns_);
    }

    [[nodiscard]] std::vector<network::BannedTurn> banned_turns() const
    {
        std::vector<std::vector<LinkId>> out(nodes_.size());
        for (std::size_t i = 0; i < links_.size(); ++i) out[links_[i].from.value()].emplace_back(i);
        std::vector<network::BannedTurn> banned;
        for (std::size_t i = 0; i < links_.size(); ++i) {
            LinkId const from(i);
            NodeId const node = links_[i].to;
            for (LinkId const to : out[node.value()]) {
                auto const found = std::ranges::lower_bound(turns_, SumoTurn{node, from, to, 0});
                if (found == turns_.end() || found->from != from || found->to != to) banned.push_back({from, to});
            }
        }
        return banned;
    }

    SumoFile const& file_;
    geo::Projection const& projection_;
    Placement placement_;
    ImportIssues& issues_;
    IssueTally tally_;
    std::vector<network::NodeRecord> nodes_;
    std::vector<network::LinkRecord> links_;
    std::vector<SumoTurn> turns_;                           // sorted
    std::unordered_map<std::string_view, NodeId> node_of_;  // looked up only, never walked
    std::unordered_map<std::string_view, LinkId> link_of_;  // looked up only, never walked
};

}  // namespace

bool is_projected(SumoFile const& file)
{
    return !file.projection.empty() && file.projection != "!" && file.projection != "-";
}

network::Network build_sumo_network(SumoFile const& file, std::string const& name, geo::Projection const& projection,
                                    ImportIssues& issues, NetworkSummary& summary, SumoOptions const& options)
{
    return Builder(file, projection, issues).build(name, summary, options);
}

}  // namespace halong::city
