// What an option does to sites that stand already. Each member is described in describe_changes.cpp.
#pragma once

#include <string>
#include <vector>

namespace halong::scenario {

// A change to every site of these ids or of these rules.
struct SiteChange {
    std::vector<std::string> sites;  // ids of sites ("harbour/p12/0"), or of rules ("harbour"): all sites of that rule
    bool remove = false;
    std::vector<double> move_to_lon_lat;  // longitude, latitude; empty: they stay. Of one site only
    double heading_deg = -1;              // of cameras, clockwise from north; -1: unchanged, as below
    double height_m = -1;
    double uplink_mbps = -1;   // of hotspots
    int association_cap = -1;  // of hotspots
    bool operator==(SiteChange const&) const = default;
};

}  // namespace halong::scenario
