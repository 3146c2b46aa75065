#include "demand/zone_geometry.hpp"

#include "core/hash.hpp"
#include "demand/parameters.hpp"
#include "demand/spot.hpp"

#include <algorithm>
#include <cmath>

namespace halong::demand {
namespace {

constexpr double metres_per_km = 1000.0;
constexpr double disc_mean_distance = 0.905414787;  // 128 / (45 pi), of the radius

geo::PointMetric mean_position(city::City const& city, std::vector<core::NodeId> const& nodes)
{
    geo::PointMetric sum;
    for (core::NodeId const node : nodes) {
        sum.x_m += city.network.position(node).x_m;
        sum.y_m += city.network.position(node).y_m;
    }
    auto const count = static_cast<double>(nodes.size());
    return {sum.x_m / count, sum.y_m / count};
}

double distance_inside_m(city::City const& city, std::vector<core::NodeId> const& nodes, geo::PointMetric centre)
{
    double squares = 0;
    for (core::NodeId const node : nodes) {
        double const away = geo::distance_m(city.network.position(node), centre);
        squares += away * away;
    }
    return nodes.empty() ? 0.0 : disc_mean_distance * std::sqrt(2.0 * squares / static_cast<double>(nodes.size()));
}

std::uint32_t local_spots(double inside_km)
{
    double const ratio = inside_km / parameter::local_reach_km;
    return static_cast<std::uint32_t>(std::clamp(std::round(ratio * ratio), 1.0, double{most_local_spots}));
}

}  // namespace

ZoneGeometry zone_geometry(city::City const& city)
{
    ZoneGeometry geometry;
    geometry.km = Matrix(city.zones.size(), city.zones.size());
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        auto const& nodes = city.zone_nodes[city::ZoneId{i}];
        city::Zone const& zone = city.zones[city::ZoneId{i}];
        geometry.centre.push_back(nodes.empty() ? geo::centroid(zone.area) : mean_position(city, nodes));
        geometry.stable_id.push_back(core::hash_of(zone.id));
        geometry.km(i, i) = distance_inside_m(city, nodes, geometry.centre.back()) / metres_per_km;
        geometry.local_spots.push_back(local_spots(geometry.km(i, i)));
        for (std::uint32_t j = 0; j < i; ++j) {
            double const away = geo::distance_m(geometry.centre[i], geometry.centre[j]) / metres_per_km;
            geometry.km(i, j) = away;
            geometry.km(j, i) = away;
        }
    }
    return geometry;
}

}  // namespace halong::demand
