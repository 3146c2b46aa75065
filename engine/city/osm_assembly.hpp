// What an OpenStreetMap file holds for us, and how it becomes raw roads.
#pragma once

#include "city/issue_tally.hpp"
#include "city/osm_restrictions.hpp"
#include "city/osm_tags.hpp"
#include "geo/projection.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace halong::city {

// A way as the file has it, with its reading.
struct FileWay {
    WayReading reading;
    std::vector<std::int64_t> nodes;
};

struct FileContent {
    std::vector<FileWay> ways;  // roads, and what is counted as left out
    std::vector<OsmRestriction> restrictions;
    std::vector<RawNode> nodes;  // of these ways, sorted by id; only those that the file has
    IssueTally lost;             // while reading
};

// Raw roads from the content; counts what is lost on the way. `projection` places the issues.
RawRoads assemble(FileContent content, geo::Projection const& projection, ImportIssues& issues);

}  // namespace halong::city
