// Points, boxes and rows of points on Earth, as files give them: degrees (WGS 84), longitude before latitude.
#pragma once

#include <cstddef>
#include <span>

namespace halong::scenario {

// A longitude in -180 … 180 and a latitude in -90 … 90.
bool is_point(std::span<double const> lon_lat);

// West, south, east, north, in this order; both corners are points.
bool is_box(std::span<double const> west_south_east_north);

// Longitudes at even positions, latitudes at odd ones: so many points or more, e.g. 2 of a way, 3 of an area's corners.
bool are_points(std::span<double const> lon_lat, std::size_t least);

}  // namespace halong::scenario
