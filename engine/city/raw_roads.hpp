// Roads as sources give them, before they become a network: nodes with ids, ways with tags, restrictions.
#pragma once

#include "geo/geometry.hpp"
#include "network/network.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::city {

struct RawNode {
    std::int64_t id = 0;  // external; unique in one source
    geo::PointLonLat position;
    bool signal = false;
};

enum class Oneway {
    no,
    forward,
    backward
};

// 0 or empty means "the source does not say": the builder takes the default of the class.
struct RawWay {
    std::string id;  // "osm/way/123" or "roads/ql18-bai-chay"; pieces of one way share it
    std::string name;
    network::RoadClass road_class = network::RoadClass::residential;
    std::vector<std::int64_t> nodes;
    Oneway oneway = Oneway::no;
    bool oneway_stated = false;
    int lanes = 0;       // both directions together
    double width_m = 0;  // both directions together
    double speed_limit_kmh = 0;
    network::Access banned;      // classes that may not use it
    network::Access allowed;     // classes that may, though the default of its road class says no
    network::Access contraflow;  // classes that may go against `oneway`
    bool bridge = false;
    bool roundabout = false;
};

struct RawRestriction {
    std::string id;
    std::string from_way;
    std::int64_t via_node = 0;
    std::string to_way;
    bool only = false;    // only_*: every other turn is banned
    bool u_turn = false;  // no_u_turn: back into the same road or its opposite carriageway
};

struct RawRoads {
    std::string source;          // for messages
    std::vector<RawNode> nodes;  // sorted by id after reading
    std::vector<RawWay> ways;
    std::vector<RawRestriction> restrictions;
};

}  // namespace halong::city
