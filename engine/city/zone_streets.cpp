#include "city/zone_streets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>

namespace halong::city {
namespace {

using network::RoadClass;

constexpr double connector_limit_m = 2000;  // a zone further than this from every main road stays without streets
constexpr int collector_every = 4;          // each fourth street is a wider collector
constexpr std::size_t joints_wanted = 2;    // so that one closed joint does not cut a zone off
// Shares of the spacing: crossings nearer to a main road move onto it; joints nearer to another one become that one.
constexpr double snap_share = 0.25;
constexpr double reuse_share = 0.2;
constexpr double end_margin_m = 2;  // a street that ends on a main road does not cross it there

}  // namespace

// Gives crossings their node; those beside a main road move onto it.
void ZoneStreets::place_points()
{
    for (auto const& node : grid_.nodes) {
        auto const name = fmt::format("local/{}/{}/{}", zone_.id, node.i, node.j);
        auto const near = main_.find_nearest(node.position, snap_share * zone_.spacing_m);
        if (near) {
            auto const joint = main_.join(*near, reuse_share * zone_.spacing_m, name);
            points_.push_back({joint.node, joint.position, true});
        } else {
            points_.push_back({laid_node_id(name), node.position, false});
        }
    }
}

bool ZoneStreets::is_taken(geo::PointMetric a, geo::PointMetric b) const
{
    geo::PointMetric const middle{(a.x_m + b.x_m) / 2, (a.y_m + b.y_m) / 2};
    return std::any_of(earlier_.begin(), earlier_.end(),
                       [&](ZoneRule const& zone) { return geo::contains(zone.area, middle); });
}

// The points of one piece of street, with joints where it crosses main roads; fewer than two when it is not laid.
std::vector<StreetPoint> ZoneStreets::path_of(GridEdge const& edge)
{
    auto const& a = points_[edge.from];
    auto const& b = points_[edge.to];
    if (a.node == b.node || is_taken(a.position, b.position)) return {};
    if (a.on_main && b.on_main) {
        geo::PointMetric const middle{(a.position.x_m + b.position.x_m) / 2, (a.position.y_m + b.position.y_m) / 2};
        if (main_.find_nearest(middle, snap_share * zone_.spacing_m)) return {};  // it would double the main road
    }
    std::vector<StreetPoint> path{a};
    int ordinal = 0;
    for (auto const& crossing : main_.crossings(a.position, b.position, end_margin_m)) {
        if (crossing.meeting == Meeting::barrier) return {};
        if (crossing.meeting == Meeting::under) continue;
        auto const name =
            fmt::format("local/{}/joint/{}/{}/{}/{}", zone_.id, edge.axis, edge.line, edge.step, ordinal++);
        auto const joint = main_.join(crossing.spot, reuse_share * zone_.spacing_m, name);
        if (joint.node != path.back().node) path.push_back({joint.node, joint.position, true});
    }
    if (b.node != path.back().node) path.push_back(b);
    return path;
}

void ZoneStreets::add_street(std::string const& name, RoadClass road_class, std::vector<StreetPoint> points)
{
    Street street;
    street.way.id = fmt::format("local/{}/{}", zone_.id, name);
    street.way.road_class = road_class;
    for (auto const& point : points) street.way.nodes.push_back(point.node);
    street.points = std::move(points);
    streets_.push_back(std::move(street));
}

// Streets run on as far as their pieces do; each run is one way.
void ZoneStreets::lay_grid()
{
    std::vector<StreetPoint> run;
    GridEdge last;
    int first_step = 0;
    auto const finish = [&] {
        if (run.size() >= 2) {
            auto const road_class = last.line % collector_every == 0 ? RoadClass::unclassified : RoadClass::residential;
            add_street(fmt::format("{}/{}/{}", last.axis, last.line, first_step), road_class, run);
        }
        run.clear();
    };
    for (auto const& edge : grid_.edges) {
        auto const path = path_of(edge);
        bool const goes_on = !run.empty() && edge.axis == last.axis && edge.line == last.line &&
                             edge.step == last.step + 1 && !path.empty() && run.back().node == path.front().node;
        if (!goes_on) finish();
        last = edge;
        if (path.size() < 2) continue;
        if (run.empty()) first_step = edge.step;
        run.insert(run.end(), path.begin() + (run.empty() ? 0 : 1), path.end());
    }
    finish();
}

// Where a short street from a crossing would meet the nearest main road, if nothing runs that way already.
std::optional<StreetPoint> ZoneStreets::spur_end(std::uint32_t row, std::vector<geo::PointMetric> const& neighbours)
{
    auto const& here = points_[row].position;
    auto const near = main_.find_nearest(here, zone_.spacing_m);
    if (!near || main_.crosses_barrier(here, near->position)) return std::nullopt;
    for (auto const& other : neighbours) {
        double const dot = (other.x_m - here.x_m) * (near->position.x_m - here.x_m) +
                           (other.y_m - here.y_m) * (near->position.y_m - here.y_m);
        // Less than 60 degrees apart: cosine above a half
        if (dot > 0.5 * geo::distance_m(here, other) * near->distance_m) return std::nullopt;
    }
    auto const name = fmt::format("local/{}/spur/{}/{}", zone_.id, grid_.nodes[row].i, grid_.nodes[row].j);
    auto const joint = main_.join(*near, reuse_share * zone_.spacing_m, name);
    return StreetPoint{joint.node, joint.position, true};
}

void ZoneStreets::lay_spurs()
{
    std::map<std::int64_t, std::vector<geo::PointMetric>> neighbours;
    for (auto const& street : streets_) {
        for (std::size_t i = 1; i < street.points.size(); ++i) {
            neighbours[street.points[i - 1].node].push_back(street.points[i].position);
            neighbours[street.points[i].node].push_back(street.points[i - 1].position);
        }
    }
    for (std::uint32_t row = 0; row < points_.size(); ++row) {
        auto const found = neighbours.find(points_[row].node);
        if (points_[row].on_main || found == neighbours.end()) continue;
        auto const end = spur_end(row, found->second);
        if (!end) continue;
        add_street(fmt::format("spur/{}/{}", grid_.nodes[row].i, grid_.nodes[row].j), RoadClass::residential,
                   {points_[row], *end});
    }
}

// Numbers the connected parts of the zone's own streets; main roads do not connect them here.
std::vector<std::size_t> ZoneStreets::part_of_street() const
{
    std::vector<std::size_t> parts(streets_.size());
    std::iota(parts.begin(), parts.end(), std::size_t{0});
    // The least street of a part stands for it.
    auto const root = [&](std::size_t i) {
        while (parts[i] != i) i = parts[i] = parts[parts[i]];
        return i;
    };
    std::map<std::int64_t, std::size_t> street_at;
    for (std::size_t i = 0; i < streets_.size(); ++i) {
        for (auto const& point : streets_[i].points) {
            auto const one = root(street_at.try_emplace(point.node, i).first->second);
            auto const other = root(i);
            parts[std::max(one, other)] = std::min(one, other);
        }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = root(i);
    return parts;
}

std::set<std::int64_t> ZoneStreets::joints_of(std::vector<std::size_t> const& parts, std::size_t part) const
{
    std::set<std::int64_t> joints;
    for (std::size_t i = 0; i < streets_.size(); ++i) {
        for (auto const& point : streets_[i].points) {
            if (parts[i] == part && point.on_main) joints.insert(point.node);
        }
    }
    return joints;
}

// Lays the shortest connector from a part to a main road at a joint that is not in `used`; false where none is.
bool ZoneStreets::lay_connector(std::vector<std::size_t> const& parts, std::size_t part,
                                std::set<std::int64_t> const& used)
{
    std::optional<MainRoads::Spot> best;
    StreetPoint start;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] != part) continue;
        for (auto const& point : streets_[i].points) {
            auto const near = main_.find_nearest(point.position, connector_limit_m);
            if (point.on_main || !near || (best && near->distance_m >= best->distance_m)) continue;
            if (main_.crosses_barrier(point.position, near->position)) continue;
            bool const too_near = std::any_of(streets_.begin(), streets_.end(), [&](Street const& street) {
                return std::any_of(street.points.begin(), street.points.end(), [&](StreetPoint const& other) {
                    return used.contains(other.node) &&
                           geo::distance_m(other.position, near->position) < zone_.spacing_m;
                });
            });
            if (too_near) continue;
            best = near;
            start = point;
        }
    }
    if (!best) return false;
    auto const name = fmt::format("connector/{}", connectors_++);
    auto const joint = main_.join(*best, reuse_share * zone_.spacing_m, fmt::format("local/{}/{}", zone_.id, name));
    add_street(name, RoadClass::unclassified, {start, StreetPoint{joint.node, joint.position, true}});
    return true;
}

// `parts` by street, before and after.
void ZoneStreets::drop_part(std::vector<std::size_t>& parts, std::size_t part)
{
    std::vector<Street> kept;
    for (std::size_t i = 0; i < streets_.size(); ++i) {
        if (parts[i] != part) {
            kept.push_back(std::move(streets_[i]));
            continue;
        }
        for (std::size_t k = 1; k < streets_[i].points.size(); ++k) {
            dropped_m_ += geo::distance_m(streets_[i].points[k - 1].position, streets_[i].points[k].position);
        }
    }
    streets_ = std::move(kept);
    std::erase(parts, part);
}

// Every part gets at least one joint, the zone at least two where main roads are near enough.
void ZoneStreets::connect_parts()
{
    auto parts = part_of_street();
    std::set<std::size_t> const all(parts.begin(), parts.end());
    std::size_t const wanted = all.size() == 1 ? joints_wanted : 1;
    for (std::size_t const part : all) {
        auto joints = joints_of(parts, part);
        while (joints.size() < wanted && lay_connector(parts, part, joints)) {
            joints.insert(streets_.back().points.back().node);
            parts.push_back(part);
        }
        if (joints.empty()) drop_part(parts, part);
    }
}

void ZoneStreets::lay()
{
    grid_ = make_local_grid(zone_.area, zone_.spacing_m, zone_.bearing_deg);
    place_points();
    lay_grid();
    lay_spurs();
    connect_parts();
}

double ZoneStreets::length_m() const
{
    double sum = 0;
    for (auto const& street : streets_) {
        for (std::size_t i = 1; i < street.points.size(); ++i) {
            sum += geo::distance_m(street.points[i - 1].position, street.points[i].position);
        }
    }
    return sum;
}

void ZoneStreets::write_to(RawRoads& roads, geo::Projection const& projection, ImportIssues& issues) const
{
    std::map<std::int64_t, geo::PointMetric> own_nodes;
    for (auto const& street : streets_) {
        roads.ways.push_back(street.way);
        for (auto const& point : street.points) {
            if (!point.on_main) own_nodes.emplace(point.node, point.position);
        }
    }
    for (auto const& [id, position] : own_nodes) {
        roads.nodes.push_back({id, rounded_lon_lat(position, projection), false});
    }
    auto const subject = fmt::format("zone '{}'", zone_.id);
    auto const centre = geo::centroid(zone_.area);
    if (dropped_m_ > 0 || streets_.empty()) {
        auto const kind = streets_.empty() ? IssueKind::zone_without_road : IssueKind::laid_by_rule;
        issues.add({kind, Severity::warning, subject,
                    fmt::format("{:.1f} km of local streets could not be joined to a main road "
                                "within {} m: left out",
                                dropped_m_ / 1000, connector_limit_m),
                    centre, dropped_m_});
    }
    if (streets_.empty()) return;
    issues.add({IssueKind::laid_by_rule, Severity::note, subject,
                fmt::format("{:.1f} km of local streets laid every {} m, bearing {} degrees, with {} connectors",
                            length_m() / 1000, zone_.spacing_m, zone_.bearing_deg, connectors_),
                centre, length_m(), static_cast<long>(streets_.size())});
}

}  // namespace halong::city
