// A charge for driving somewhere. Each member is described in describe_charges.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

// Paid for entering a cordon, at a gate on a road, or by the kilometre on a road. Several tolls add up, so that classes
// and hours may pay differently.
struct Toll {
    std::string id;                      // unique among the option's
    std::vector<std::string> vehicles;   // classes that pay
    std::int64_t vnd = 0;                // of each entry or passage
    std::int64_t vnd_per_km = 0;         // on the road
    std::vector<double> cordon_lon_lat;  // corners; empty: on `road`
    std::string road;                    // name, as on the map
    std::vector<double> box_lon_lat;     // of the road only this part: west, south, east, north; empty: all
    double heading_deg = -1;             // of the road only this direction; -1: both
    double from_h = 0;                   // hour of the day; from 22 to 6 holds over midnight
    double to_h = 24;
    bool operator==(Toll const&) const = default;
};

}  // namespace halong::scenario
