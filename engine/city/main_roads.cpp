#include "city/main_roads.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace halong::city {
namespace {

using network::RoadClass;

std::optional<Meeting> meeting_of(RawWay const& way)
{
    if (way.road_class == RoadClass::footway || way.road_class == RoadClass::ferry) return std::nullopt;
    if (way.bridge) return Meeting::under;
    bool const fenced = way.road_class == RoadClass::motorway || way.road_class == RoadClass::ramp;
    return fenced ? Meeting::barrier : Meeting::joint;
}

geo::PointMetric between(geo::PointMetric a, geo::PointMetric b, double fraction)
{
    return {a.x_m + (b.x_m - a.x_m) * fraction, a.y_m + (b.y_m - a.y_m) * fraction};
}

}  // namespace

std::int64_t laid_node_id(std::string const& name) { return -1 - static_cast<std::int64_t>(core::hash_of(name) >> 2); }

geo::PointLonLat rounded_lon_lat(geo::PointMetric point, geo::Projection const& projection)
{
    constexpr double units_per_degree = 1e7;
    auto const exact = projection.to_lon_lat(point);
    return {std::floor(exact.lon_deg * units_per_degree + 0.5) / units_per_degree,
            std::floor(exact.lat_deg * units_per_degree + 0.5) / units_per_degree};
}

MainRoads::MainRoads(RawRoads const& roads, geo::Projection const& projection)
{
    add_segments(roads, projection);
    std::vector<std::pair<geo::Box, std::uint32_t>> boxes;
    for (std::uint32_t i = 0; i < segments_.size(); ++i) {
        boxes.emplace_back(geo::box_of(geo::Line{segments_[i].from.position, segments_[i].to.position}), i);
    }
    index_ = geo::SpatialIndex(boxes);
}

void MainRoads::add_segments(RawRoads const& roads, geo::Projection const& projection)
{
    std::map<std::int64_t, geo::PointMetric> positions;
    for (auto const& node : roads.nodes) positions.emplace(node.id, projection.to_metric(node.position));
    for (std::uint32_t row = 0; row < roads.ways.size(); ++row) {
        auto const& way = roads.ways[row];
        auto const meeting = meeting_of(way);
        if (!meeting) continue;
        for (std::uint32_t i = 0; i + 1 < way.nodes.size(); ++i) {
            auto const from = positions.find(way.nodes[i]);
            auto const to = positions.find(way.nodes[i + 1]);
            if (from == positions.end() || to == positions.end()) continue;
            segments_.push_back({row, i, *meeting, {from->first, from->second}, {to->first, to->second}});
        }
    }
}

std::optional<MainRoads::Spot> MainRoads::find_nearest(geo::PointMetric point, double limit_m) const
{
    std::optional<Spot> best;
    auto const box = geo::expanded(geo::Box{point.x_m, point.y_m, point.x_m, point.y_m}, limit_m);
    for (auto const key : index_.touching(box)) {
        auto const& segment = segments_[key];
        if (segment.meeting != Meeting::joint) continue;
        geo::Line const line{segment.from.position, segment.to.position};
        auto const near = geo::nearest_on_line(line, point);
        if (near.distance_m > limit_m || (best && near.distance_m >= best->distance_m)) continue;
        best = Spot{key, near.fraction, between(line.front(), line.back(), near.fraction), near.distance_m};
    }
    return best;
}

std::vector<MainRoads::Crossing> MainRoads::crossings(geo::PointMetric a, geo::PointMetric b, double margin_m) const
{
    std::vector<Crossing> found;
    for (auto const key : index_.touching(geo::box_of(geo::Line{a, b}))) {
        auto const& segment = segments_[key];
        auto const crossing = geo::crossing(a, b, segment.from.position, segment.to.position);
        if (!crossing) continue;
        double const from_a = geo::distance_m(a, crossing->point);
        if (from_a <= margin_m || geo::distance_m(b, crossing->point) <= margin_m) continue;
        found.push_back(
            {segment.meeting, crossing->along_first, Spot{key, crossing->along_second, crossing->point, from_a}});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](auto const& one, auto const& two) { return one.along < two.along; });
    return found;
}

bool MainRoads::crosses_barrier(geo::PointMetric a, geo::PointMetric b) const
{
    auto const all = crossings(a, b, 0);
    return std::any_of(all.begin(), all.end(), [](auto const& one) { return one.meeting == Meeting::barrier; });
}

MainRoads::Joint MainRoads::join(Spot const& spot, double reuse_m, std::string const& name)
{
    auto const& segment = segments_[spot.segment];
    Joint best = segment.from;
    auto const closer = [&](Joint const& joint) {
        return geo::distance_m(joint.position, spot.position) < geo::distance_m(best.position, spot.position);
    };
    if (closer(segment.to)) best = segment.to;
    auto& joints = new_joints_[spot.segment];
    for (auto const& [fraction, joint] : joints) {
        if (closer(joint)) best = joint;
    }
    if (geo::distance_m(best.position, spot.position) <= reuse_m) return best;
    Joint const joint{laid_node_id(name), spot.position};
    joints.emplace(spot.fraction, joint);
    return joint;
}

void MainRoads::write_to(RawRoads& roads, geo::Projection const& projection) const
{
    // From the last segment to the first, so that the positions of earlier ones stay true
    for (auto const& [number, joints] : std::views::reverse(new_joints_)) {
        auto const& segment = segments_[number];
        auto& nodes = roads.ways[segment.way].nodes;
        auto place = nodes.begin() + static_cast<std::ptrdiff_t>(segment.index) + 1;
        for (auto const& [fraction, joint] : joints) {
            place = nodes.insert(place, joint.node) + 1;
            roads.nodes.push_back({joint.node, rounded_lon_lat(joint.position, projection), false});
        }
    }
}

}  // namespace halong::city
