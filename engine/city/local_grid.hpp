// A grid of street crossings inside an area: pure geometry.
#pragma once

#include "geo/geometry.hpp"

#include <cstdint>
#include <vector>

namespace halong::city {

struct GridNode {
    int i = 0;  // steps along the bearing
    int j = 0;  // steps across it
    geo::PointMetric position;
};

// A piece of street between neighbouring crossings. Axis 0 runs along the bearing, axis 1 across it.
struct GridEdge {
    int axis = 0;
    int line = 0;            // which street of that axis: j on axis 0, i on axis 1
    int step = 0;            // place on the street: i on axis 0, j on axis 1
    std::uint32_t from = 0;  // rows of the nodes
    std::uint32_t to = 0;
};

struct LocalGrid {
    std::vector<GridNode> nodes;  // sorted by (i, j)
    std::vector<GridEdge> edges;  // sorted by (axis, line, step); wholly inside the area
};

// Crossings every `spacing_m` (> 0) from the area's centre of gravity, turned by `bearing_deg` clockwise from north.
LocalGrid make_local_grid(geo::Area const& area, double spacing_m, double bearing_deg);

// Whether the line a-b lies in the area from end to end.
bool lies_inside(geo::Area const& area, geo::PointMetric a, geo::PointMetric b);

}  // namespace halong::city
