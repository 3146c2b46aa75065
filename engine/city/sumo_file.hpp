// What a SUMO network file (.net.xml) says, as it stands: names are texts, numbers may be wrong. sumo_network.hpp
// makes a network of it. Format: sumo.dlr.de, "SUMO Road Networks"; versions 0.13 to 1.x.
#pragma once

#include "core/time.hpp"
#include "geo/geometry.hpp"
#include "network/vehicle_class.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace halong::city {

struct SumoLane {
    double speed_mps = 0;  // NaN where missing or no number; so are the others
    double length_m = 0;
    double width_m = 0;
    network::Access access;
};

struct SumoEdge {
    std::string id;
    std::string from;
    std::string to;
    std::string name;
    std::string type;             // "highway.primary" where it came from OpenStreetMap
    std::string shape;            // "x,y x,y …", empty: straight
    std::vector<SumoLane> lanes;  // from the kerb inwards
    int line = 0;
};

struct SumoJunction {
    std::string id;
    std::string type;
    geo::PointMetric position;
    int line = 0;
};

// A way over a junction for one lane.
struct SumoConnection {
    std::string from;
    std::string to;
    std::string signal;     // of the program that guards it; empty: none
    double link_index = 0;  // its place in the program's states; NaN where missing
    int line = 0;
};

struct SumoPhase {
    std::optional<core::Millis> duration_ms;
    std::string state;  // one letter for each link index
};

struct SumoProgram {
    std::string id;
    std::string type;  // static, actuated, delay_based, …
    std::optional<core::Millis> offset_ms;
    std::vector<SumoPhase> phases;
    int line = 0;
};

struct SumoFile {
    std::string projection;       // PROJ string of the coordinates; "!" or "-": none
    geo::PointMetric net_offset;  // what was added to the projected coordinates
    std::vector<SumoEdge> edges;  // without those inside junctions, crossings and walking areas
    std::vector<SumoJunction> junctions;
    std::vector<SumoConnection> connections;  // between edges, not those inside junctions
    std::vector<SumoProgram> programs;
};

// Reads a network, and then the signal programs of additional files. Throws UserError as read_xml, and for elements
// without their ids, with line and column.
SumoFile read_sumo_file(std::filesystem::path const& path, std::vector<std::filesystem::path> const& additional = {});

}  // namespace halong::city
