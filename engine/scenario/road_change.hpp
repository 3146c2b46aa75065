// What an option or an event does to a road, and roads that an option builds. Each member is described in
// describe_changes.cpp.
#pragma once

#include <string>
#include <vector>

namespace halong::scenario {

// A change to every link of the named road inside a box (no box: the whole road).
struct RoadChange {
    std::string name;              // as on the map; unknown names are an error with the nearest name
    double lanes_change = 0;       // per direction, e.g. -1; a link keeps at least half a lane
    double speed_limit_kmh = 0;    // 0: unchanged
    std::vector<std::string> ban;  // vehicle classes that may no longer use it
    double ban_from_h = 0;         // hour of the day; a ban from 22 to 6 holds over midnight
    double ban_to_h = 24;
    double heading_deg = -1;  // only links that lead this way, clockwise from north, to within 90 degrees; -1: all
    std::vector<double> box_lon_lat;  // west, south, east, north; empty: everywhere
    bool operator==(RoadChange const&) const = default;
};

// A road that joins the nearest junctions at its two ends and passes over or under all that it crosses.
struct NewRoad {
    std::string id;  // unique among the option's; part of the links' external ids
    std::string name;
    std::string road_class = "secondary";
    int lanes = 2;  // in each direction
    double speed_limit_kmh = 60;
    bool oneway = false;  // from its first point to its last
    bool bridge = true;
    std::vector<double> points_lon_lat;  // longitude, latitude, longitude, latitude, …; at least two points
    double join_m = 300;                 // an end further than that from every junction is an error
    bool operator==(NewRoad const&) const = default;
};

}  // namespace halong::scenario
