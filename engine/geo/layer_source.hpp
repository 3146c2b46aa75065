// Opens files of GIS layers and finds the layer that the user means. Internal to this room.
#pragma once

#include "geo/gdal_session.hpp"

#include <filesystem>
#include <string>

class OGRLayer;

namespace halong::geo {

inline constexpr char const* advice_open =
    "check that the file is complete: open it in QGIS, or export or download it again";

// Throws UserError with one diagnostic about `source`.
[[noreturn]] void refuse(std::string const& source, std::string const& message, std::string const& help);

// " (what GDAL says)", or "" when it says nothing.
std::string reason_of(GdalMessages const& messages);

// Opens for reading: GeoPackage, GeoJSON (by lines too), TopoJSON, shapefile, FlatGeobuf, CSV, MapInfo, file geodatabase, KML,
// GPX and DXF, whatever the file is called. Throws UserError when it is missing, no file or folder, cut short,
// damaged or of another format.
Dataset open_dataset(std::filesystem::path const& path);

// The layer of this name, or the first one for "". Throws UserError naming the nearest layer, and for a stored query in a
// GeoPackage.
OGRLayer& layer_of(GDALDataset& dataset, std::string const& file, std::string const& wanted);

// How messages call a layer: the file's path, or "layer 'roads' of city.gpkg" when it has several.
std::string source_text(GDALDataset& dataset, OGRLayer& layer, std::string const& file);

}  // namespace halong::geo
