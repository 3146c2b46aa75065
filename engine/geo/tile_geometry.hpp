// Shapes on the square of web Mercator, and what of them lies in a tile. Internal to the room.
#pragma once

#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::geo {

// Units across a tile, and beyond its border what is kept so that lines are drawn over it without a seam.
inline constexpr std::int64_t tile_extent = 4096;
inline constexpr std::int64_t tile_buffer = 80;

// 0 … 1 from west to east and from north to south (EPSG:3857, the square of 85.06 degrees).
struct WorldPoint {
    double x = 0;
    double y = 0;
};

// A point, a line, or the rings of an area, each with the outer one first.
struct WorldShape {
    GeometryType type = GeometryType::none;
    std::vector<std::vector<WorldPoint>> parts;
    std::vector<bool> is_hole;  // by part
};

// Features that stand behind one another in one place, such as a zone's 24 hours, share a shape.
struct LayerShapes {
    std::vector<WorldShape> shapes;
    std::vector<std::size_t> first_feature;  // by shape, rising

    // Behind the last feature of the shape, of a layer with so many features.
    [[nodiscard]] std::size_t end_feature(std::size_t shape, std::size_t features) const
    {
        return shape + 1 < first_feature.size() ? first_feature[shape + 1] : features;
    }
};

// The shapes of all features of a layer; of those without a geometry they have no parts. Throws UserError for a point off the
// globe.
LayerShapes world_shapes(Projection const& from, OutputLayer const& layer);

// A whole number of tile units from the square's corner, at some zoom.
struct GridPoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    bool operator==(GridPoint const&) const = default;
};
using GridPart = std::vector<GridPoint>;

// The shape in the units of a zoom: points that fall on the one before go, and of lines those that lie within one unit of
// the line without them (Douglas and Peucker, 1973). Parts of which too little is left are empty.
std::vector<GridPart> grid_parts(WorldShape const& shape, int zoom);

struct TileRange {
    std::int64_t first_x = 0;
    std::int64_t last_x = -1;
    std::int64_t first_y = 0;
    std::int64_t last_y = -1;
};
// The tiles that the parts touch with their buffer; none where all are empty.
TileRange tiles_of(std::vector<GridPart> const& parts, int zoom);

// What of the shape lies in a tile and its buffer, as the geometry of a feature of vector tiles (Mapbox Vector Tile
// Specification 2.1, 4.3: commands and zigzag parameters; outer rings turn clockwise as seen, holes against them). Empty where
// nothing does.
std::vector<std::uint32_t> tile_commands(WorldShape const& shape, std::vector<GridPart> const& parts,
                                         std::int64_t tile_x, std::int64_t tile_y);

}  // namespace halong::geo
