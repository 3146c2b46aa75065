// What additional files of SUMO place along lanes: detectors, stops, parking areas.
#pragma once

#include "city/import_issue.hpp"
#include "geo/vector_layer.hpp"
#include "network/network.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::city {

struct SumoDevice {
    std::string id;  // of a gate of an entry-exit detector: "<detector>/<in or out>/<lane>"
    // e1, instant_e1, e2, e3_entry, e3_exit, bus_stop, container_stop, charging_station or parking_area
    std::string kind;
    core::LinkId link;
    int lane = 0;         // from the kerb, 0 is next to it
    double from_m = 0;    // along the link; of what has no length, where it is
    double to_m = 0;      // from_m … length of the link
    double period_s = 0;  // of detectors: over which they add up; 0: not said, the whole run
    std::string name;     // of a stop
    std::string lines;    // that halt at a stop, as the file says
    long spaces = 0;      // of a parking area
    // Where its middle lies.
    [[nodiscard]] geo::PointMetric position(network::Network const& network) const;
};

// Reads additional files (plain, gzip or xz). `network` is one that came from SUMO. Positions that count from the end of the lane
// (negative) are turned round; those beyond it become its end, as SUMO does with friendlyPos. A detector of several lanes stands
// on the first. What stands on a lane that the network lacks, or has no id or position, is an issue and left out. Throws UserError
// as read_xml.
std::vector<SumoDevice> read_sumo_devices(std::vector<std::filesystem::path> const& paths,
                                          network::Network const& network, ImportIssues& issues);

// Points, for `detectors.geojson` in a city's folder: `sensor`, `kind`, `link` (stable id), `lane`, `from_m`, `to_m`, `period_s`,
// `name`, `lines`, `spaces`, `heading_deg` (of the traffic, clockwise from north). `sensor`, `link` and `heading_deg` are as in
// files of observations.
geo::OutputLayer device_layer(std::vector<SumoDevice> const& devices, network::Network const& network);

}  // namespace halong::city
