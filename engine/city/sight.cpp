#include "city/sight.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace halong::city {
namespace {

constexpr double square_m = 200;
constexpr double mapped_share = 0.2;

using Square = std::pair<std::int64_t, std::int64_t>;

Square square_of(geo::PointMetric point)
{
    return {static_cast<std::int64_t>(std::floor(point.x_m / square_m)),
            static_cast<std::int64_t>(std::floor(point.y_m / square_m))};
}

// Whether the line passes a wall of the ring below the roof.
bool hits(geo::Ring const& ring, double roof_m, Spot const& from, Spot const& to)
{
    for (std::size_t i = 0; i < ring.size(); ++i) {
        auto const wall = geo::crossing(from.at, to.at, ring[i], ring[(i + 1) % ring.size()]);
        if (wall && from.height_m + wall->along_first * (to.height_m - from.height_m) < roof_m) return true;
    }
    return false;
}

bool hits(geo::Area const& footprint, double roof_m, Spot const& from, Spot const& to)
{
    return std::ranges::any_of(footprint, [&](geo::Polygon const& polygon) {
        return hits(polygon.outer, roof_m, from, to) ||
               std::ranges::any_of(polygon.holes, [&](geo::Ring const& hole) { return hits(hole, roof_m, from, to); });
    });
}

geo::SpatialIndex index_of(std::span<Building const> buildings)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    items.reserve(buildings.size());
    for (std::uint32_t i = 0; i < buildings.size(); ++i) items.emplace_back(geo::box_of(buildings[i].footprint), i);
    return geo::SpatialIndex(items);
}

}  // namespace

Sight::Sight(std::span<Building const> buildings) : buildings_(buildings), index_(index_of(buildings))
{
    std::map<Square, double> covered_m2;
    for (Building const& building : buildings) {
        covered_m2[square_of(geo::centroid(building.footprint))] += geo::area_m2(building.footprint);
    }
    for (auto const& [square, area_m2] : covered_m2) {
        if (area_m2 >= mapped_share * square_m * square_m) mapped_.push_back(square);
    }
}

bool Sight::blocked(Spot from, Spot to) const
{
    // One end always comes first, so that rounding is the same both ways.
    auto const key = [](Spot const& spot) { return std::tuple(spot.at.x_m, spot.at.y_m, spot.height_m); };
    if (key(to) < key(from)) std::swap(from, to);
    return std::ranges::any_of(index_.along(from.at, to.at), [&](std::uint32_t i) {
        Building const& building = buildings_[i];
        return hits(building.footprint, building.height_m, from, to) && !geo::contains(building.footprint, from.at) &&
               !geo::contains(building.footprint, to.at);
    });
}

bool Sight::mapped(geo::PointMetric point) const { return std::ranges::binary_search(mapped_, square_of(point)); }

LineOfSight Sight::between(Spot from, Spot to) const
{
    if (blocked(from, to)) return LineOfSight::blocked;
    return mapped(from.at) && mapped(to.at) ? LineOfSight::open : LineOfSight::unknown;
}

}  // namespace halong::city
