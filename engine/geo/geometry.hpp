// Points, lines and areas in the city's metric plane and on the globe, and the few measures we need.
#pragma once

#include <optional>
#include <vector>

namespace halong::geo {

// WGS 84 (EPSG:4326), degrees.
struct PointLonLat {
    double lon_deg = 0;
    double lat_deg = 0;
    bool operator==(PointLonLat const&) const = default;
};

// The metric CRS that city.toml declares, metres: x to the east, y to the north.
struct PointMetric {
    double x_m = 0;
    double y_m = 0;
    bool operator==(PointMetric const&) const = default;
};

using Line = std::vector<PointMetric>;  // at least two points
using Ring = std::vector<PointMetric>;  // closed; the last point may repeat the first
struct Polygon {
    Ring outer;
    std::vector<Ring> holes;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [outer, holes] = self;
        archive(outer, holes);
    }
};
using Area = std::vector<Polygon>;  // a multipolygon

struct Box {
    double min_x_m = 0;
    double min_y_m = 0;
    double max_x_m = 0;
    double max_y_m = 0;
};

double distance_m(PointMetric a, PointMetric b);
double length_m(Line const& line);
// The point at `fraction` of the line's length; fractions outside [0, 1] give the ends.
PointMetric point_along(Line const& line, double fraction);
// The points at the middle of `count` equal parts of the line, each that of point_along. O(points of the line + count).
std::vector<PointMetric> middles_along(Line const& line, std::size_t count);
// Direction of the line at `fraction`, radians counter-clockwise from east, in (-pi, pi]; at a corner that
// of the segment ahead; 0 for a line without length. The same bits on every machine (core/exact_math).
double heading_along(Line const& line, double fraction);

struct NearestOnLine {
    double distance_m = 0;
    double fraction = 0;  // of the line's length
};
// The nearest spot of the line; the first one when several are equally near.
NearestOnLine nearest_on_line(Line const& line, PointMetric point);

// Whether the point lies in one of the area's polygons (even-odd rule over its outer ring and holes). A
// point on a border that two areas share belongs to exactly one of them.
bool contains(Area const& area, PointMetric point);
// The outer rings less their holes, whatever the direction of the rings.
double area_m2(Area const& area);
// Centre of gravity; the mean of the points when the area is 0.
PointMetric centroid(Area const& area);
// The least box around; all zero when there are no points.
Box box_of(Line const& line);
Box box_of(Area const& area);
Box expanded(Box box, double margin_m);
// The least box around both; what is nothing adds nothing.
std::optional<Box> joined(std::optional<Box> const& a, std::optional<Box> const& b);

// Where two segments a-b and c-d cross in their inside or touch; nothing when parallel or apart. An end
// within a micrometre of the other segment touches it, and is then the crossing, exactly.
struct Crossing {
    PointMetric point;
    double along_first = 0;   // fraction of a-b
    double along_second = 0;  // fraction of c-d
};
std::optional<Crossing> crossing(PointMetric a, PointMetric b, PointMetric c, PointMetric d);

}  // namespace halong::geo
