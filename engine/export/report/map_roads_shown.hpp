// Which stretches of road the report's maps show, and their simplified shapes.
#pragma once

#include "geo/geometry.hpp"
#include "geo/projection.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::exporting {

// One stretch of road with the links of its one or two directions.
struct Stretch {
    std::vector<std::string> links;  // stable ids
    std::string name;
    bool is_main = false;
    double volume_day = 0;
    geo::Line line;
};

// Stretches of a results.gpkg that carry roads (no footways, no ferries), main roads first, then by vehicles of the day;
// at most `most`. `all` receives how many there are. Throws UserError.
std::vector<Stretch> stretches_shown(std::filesystem::path const& layers, geo::Projection const& crs, std::size_t most,
                                     std::size_t& all);

struct ZoneShape {
    std::string id;
    std::string name;
    geo::Area area;
};
std::vector<ZoneShape> zone_shapes(std::filesystem::path const& layers, geo::Projection const& crs);

// Douglas and Peucker (1973): the fewest of its points from which no other lies farther than `tolerance_m`.
geo::Line simplified(geo::Line const& line, double tolerance_m);

}  // namespace halong::exporting
