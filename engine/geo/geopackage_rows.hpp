// The rows of a GeoPackage's tables, in SQLite's own statements: GDAL makes tables, metadata and styles, and takes three times as
// long for rows. Internal to this room.
#pragma once

#include "geo/ogr_output.hpp"
#include "geo/sqlite_file.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace halong::geo {

// The columns of a table that are not fields of the layer; `geometry` "" for a table without places.
struct TableColumns {
    std::string number;
    std::string geometry;
};

// Fills the empty table of a layer, its spatial index, its extent and its count of features. Throws as set_feature, and
// CannotWrite.
void fill_table(Database& database, OutputLayer const& layer, TableColumns const& columns,
                Reprojection const& reprojection);

// A geometry as OGC 12-128r18, 2.1.3 has it: a head with the box of what is no point, then little-endian WKB. `box` becomes that of
// the geometry; it stays as it is where the geometry is empty, whose head says so.
std::string geopackage_blob(Geometry const& geometry, std::int64_t srs_id, std::optional<Box>& box);

}  // namespace halong::geo
