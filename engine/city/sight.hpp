// Who sees whom past the buildings: straight lines in space against walls and roofs on flat ground.
#pragma once

#include "city/buildings.hpp"
#include "geo/spatial_index.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace halong::city {

// A point at a height above the ground.
struct Spot {
    geo::PointMetric at;
    double height_m = 0;
};

enum class LineOfSight {
    open,
    blocked,
    unknown  // no known building stands in the way, but not all buildings there need be known
};

class Sight {
public:
    // The buildings outlive this object.
    explicit Sight(std::span<Building const> buildings);

    // Whether a building stands in the way: the line between the spots passes one of its walls below the roof. A
    // building in whose footprint one of the spots lies does not count, since poles and people stand at walls, not
    // inside. The same from either end. O(log buildings + buildings that the line comes near).
    [[nodiscard]] bool blocked(Spot from, Spot to) const;
    // Whether footprints may be taken as complete around a point: they cover 20 % of its square of 200 m or more (an
    // assumption: about what is built over in a loose suburb; dense wards have twice as much).
    [[nodiscard]] bool mapped(geo::PointMetric point) const;
    // Blocked by a known building; else open where both ends are mapped, and unknown where not.
    [[nodiscard]] LineOfSight between(Spot from, Spot to) const;

private:
    std::span<Building const> buildings_;
    geo::SpatialIndex index_;
    std::vector<std::pair<std::int64_t, std::int64_t>> mapped_;  // squares by column and row, ascending
};

}  // namespace halong::city
