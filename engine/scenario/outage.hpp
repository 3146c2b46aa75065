// Outages of a day: what of the city does not work for some hours, and batteries that bridge a cut of the power. Each
// member is described in describe_outages.cpp.
#pragma once

#include "scenario/text.hpp"

#include <string>
#include <vector>

namespace halong::scenario {

// Where something holds: at everything that one of the members names or encloses; all empty: in the whole city.
struct Extent {
    std::vector<std::string> zones;   // ids
    std::vector<std::string> places;  // ids; with what stands within their radius
    std::vector<std::string> sites;   // ids of sites, or of rules: all sites of that rule
    std::vector<double> box_lon_lat;  // west, south, east, north
    std::vector<double> circle_lon_lat;
    double radius_m = 500;  // of the circle
    std::vector<double> polygon_lon_lat;
    // Whether it names or encloses nothing in particular.
    [[nodiscard]] bool is_whole_city() const
    {
        return zones.empty() && places.empty() && sites.empty() && box_lon_lat.empty() && circle_lon_lat.empty() &&
               polygon_lon_lat.empty();
    }
    bool operator==(Extent const&) const = default;
};

// What fails from one hour to another of the day.
struct Outage {
    std::string id;
    Text title;
    std::vector<std::string> what;  // outage_words()
    double from_h = 0;
    double to_h = 24;
    Extent extent;
    std::vector<std::string> roads;     // names; the part of them within the extent
    std::vector<std::string> vehicles;  // to which the roads are closed; empty: to all
    bool announced = true;              // whether drivers know of closed roads when they choose their way
    bool operator==(Outage const&) const = default;
};

// Batteries at hotspots, cameras, signals, windows and gates of a part of the city.
struct Backup {
    std::string id;
    double battery_min = 240;
    Extent extent;
    bool operator==(Backup const&) const = default;
};

// What goes on without the mains.
struct PowerParameters {
    double hotspot_battery_min = 0;
    double camera_battery_min = 0;
    double signal_battery_min = 0;
    double window_battery_min = 0;
    double gate_battery_min = 0;
    double gate_by_hand_factor = 2;
    bool operator==(PowerParameters const&) const = default;
};

}  // namespace halong::scenario
