// Which links a file means by the name of a road, and what else changes of roads have in common.
#pragma once

#include "city/apply_parts.hpp"
#include "core/time.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halong::city {

// Part of a road in the words of a file.
struct RoadPart {
    std::string const& name;
    std::vector<double> const& box_lon_lat;  // west, south, east, north; empty: all of it
    double heading_deg = -1;                 // clockwise from north, to within 90 degrees; -1: both directions
};

// The links of the part, ascending; empty, with a finding, where there are none: no road of that name (nearest name
// given), none in the box, or none that leads this way.
std::vector<core::LinkId> named_links(std::string const& where, RoadPart const& part, geo::Projection const& projection,
                                      City const& city, Findings& findings);

// Vehicle classes by their words.
network::Access access_of(std::vector<std::string> const& vehicles);

// Hours as stretches of one day, to the second: two when they go over midnight.
std::vector<std::pair<core::Millis, core::Millis>> stretches_of_day(double from_h, double to_h);

}  // namespace halong::city
