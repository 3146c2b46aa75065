// What an option or an event does to a road. Each member is described in describe_option.cpp.
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
    std::vector<double> box_lon_lat;  // west, south, east, north; empty: everywhere
    bool operator==(RoadChange const&) const = default;
};

}  // namespace halong::scenario
