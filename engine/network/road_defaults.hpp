// What a road is like when the source does not say: lanes, width, speed and users by class.
#pragma once

#include "network/road_class.hpp"
#include "network/supply.hpp"
#include "network/vehicle_class.hpp"

namespace halong::network {

struct RoadDefaults {
    int lanes = 1;  // of one direction
    double lane_width_m = network::lane_width_m;
    double speed_limit_kmh = 30;
    Access access;
    double slow_strip_m = 0;  // beside the lanes of one direction: hard shoulder or slow lane that motorbikes use

    // Carriageway of one direction, m.
    [[nodiscard]] constexpr double width_m() const { return lanes * lane_width_m + slow_strip_m; }
};

// The defaults of a class. Estimates, but for the motorways' 100 km/h (both motorways at Hạ Long: data/halong/SOURCES.md §2);
// carriageways of city streets are 7.5, 10.5 and 18 m as TCXDVN 104:2007 lays them out, wider than their lanes by the
// strip on which motorbikes ride (estimate; where lanes are stated, their width alone counts). Urban speeds follow the limits of 50-60 km/h and free speeds of 35-50 km/h given there, lane widths the
// classes of TCXDVN 104:2007. Motorbikes, bicycles and walkers are banned from motorways; vehicles from footways.
RoadDefaults road_defaults(RoadClass road_class);

}  // namespace halong::network
