// What an OpenStreetMap turn restriction relation says.
#pragma once

#include "city/osm_tags.hpp"
#include "city/raw_roads.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::city {

// A relation of type restriction, as the file has it.
struct OsmRestriction {
    std::int64_t id = 0;
    std::string restriction;  // "no_left_turn"
    std::string conditional;  // value of restriction:conditional
    std::string for_class;    // "hgv" for restriction:hgv, else ""
    std::string except;       // "bicycle;motorcycle"
    std::vector<std::int64_t> from_ways;
    std::vector<std::int64_t> via_nodes;
    std::vector<std::int64_t> to_ways;
    bool via_way = false;
};

// The tags of a relation; members are filled by the reader.
OsmRestriction read_restriction_tags(std::int64_t id, OsmTags const& tags);

// What it means for turns (one entry for each pair of from and to), or why it cannot be used.
struct RestrictionReading {
    std::vector<RawRestriction> restrictions;
    std::string refused;  // reason, "" when usable
    std::string remark;   // usable, but not exactly
};
RestrictionReading interpret(OsmRestriction const& relation);

}  // namespace halong::city
