// Layers as vector tiles (Mapbox Vector Tile Specification 2.1), and the two archives that hold such tiles.
#pragma once

#include "geo/vector_layer.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::geo {

// 0 … 22.
struct TileZooms {
    int min = 10;
    int max = 14;
};

struct VectorTile {
    int zoom = 0;
    std::uint32_t x = 0;  // from the west
    std::uint32_t y = 0;  // from the north
    std::string bytes;    // compressed by gzip
};

// A layer as TileJSON 3.0 describes it.
struct TileLayer {
    std::string name;
    std::string description;
    std::vector<Field> fields;  // of these, date-times are text
};

struct TileSet {
    TileZooms zooms;
    std::vector<VectorTile> tiles;  // by zoom, x, y; only those that hold something
    std::vector<TileLayer> layers;
    double west_deg = 0;
    double south_deg = 0;
    double east_deg = 0;
    double north_deg = 0;
};

// All features of all layers with geometry at every zoom; no feature is left out for being small, save areas and lines of no
// size. A feature's id is its number where it is positive; null values are left out, whole numbers stay whole. `from` is the
// CRS of the coordinates. Throws UserError for a point off the globe.
TileSet vector_tiles(Projection const& from, std::vector<OutputLayer> const& layers, TileZooms zooms = {});

// MBTiles 1.3 (mapbox/mbtiles-spec): one SQLite file. `name` is what people read. Durable. Throws CannotWrite.
void write_mbtiles(std::filesystem::path const& path, TileSet const& set, std::string const& name);

// PMTiles 3 (protomaps/PMTiles, spec/v3): one file that is read in parts over HTTP from any web server. Tiles of the same content
// stand once. `set` holds one at least. Durable. Throws CannotWrite.
void write_pmtiles(std::filesystem::path const& path, TileSet const& set, std::string const& name);

// Where a tile stands in an archive of PMTiles: along the Hilbert curves of zooms 0, 1, 2 … (spec/v3). `zoom` 0 … 22; `x` and
// `y` below 2^zoom.
std::uint64_t hilbert_id(int zoom, std::uint32_t x, std::uint32_t y);

}  // namespace halong::geo
