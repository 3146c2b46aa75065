// Raw roads made ready to be cut: clean, sorted by external id, in metres, with every attribute filled in.
#pragma once

#include "city/build.hpp"
#include "city/raw_roads.hpp"
#include "network/road_class.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::city {

// What one direction of a way is like; nothing is left open.
struct RoadAttributes {
    std::string name;
    network::RoadClass road_class = network::RoadClass::residential;
    int lanes = 1;       // of one direction
    double width_m = 0;  // of one direction
    double speed_limit_kmh = 0;
    network::Access access;      // along the way
    network::Access contraflow;  // one-way roads: who may go against it
    bool one_way = false;
    bool bridge = false;
    bool operator==(RoadAttributes const&) const = default;
};

struct TableWay {
    std::string id;
    RoadAttributes attributes;
    std::vector<std::uint32_t> nodes;  // rows of the node table, at least two; one-way roads in their direction
};

struct RoadTable {
    std::vector<std::int64_t> node_id;  // ascending
    std::vector<geo::PointMetric> position;
    std::vector<std::uint8_t> signal;
    std::vector<TableWay> ways;  // sorted by id, then by nodes
    // The row of an external node id, or node_id.size() when there is none.
    [[nodiscard]] std::size_t row_of(std::int64_t id) const;
    [[nodiscard]] geo::Line line_of(std::vector<std::uint32_t> const& nodes) const;
};

// Whether vehicles are meant to use the class: motorway … service and ramps, not footways and ferries.
constexpr bool is_drivable(network::RoadClass road_class) { return road_class < network::RoadClass::footway; }

// Reports ways with unknown nodes or without length, ways that nobody may use, and each default that is used.
// Adds the length of drivable ways to `input_length_m`.
RoadTable make_road_table(RawRoads const& roads, geo::Projection const& projection, ImportIssues& issues,
                          double& input_length_m);

// The attributes of a way, with the defaults of its class where the source is silent; `used` names the tags for which
// a default was taken.
RoadAttributes attributes_of(RawWay const& way, std::vector<std::string>& used);

}  // namespace halong::city
