// A result in the formats of GIS: one call for each, files in a folder.
#pragma once

#include "export/gis/run_layers.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

struct GisFormat {
    std::string_view name;     // on the command line
    bool takes_crs = false;    // else it has one of its own, `own_crs`
    std::string_view own_crs;  // for messages
    std::string_view what;     // for the help
};
// qgis, geopackage, geojson, flatgeobuf, shapefile, csv, kml, mvt, pmtiles, cog, simwrapper, kepler.
std::vector<GisFormat> const& gis_formats();

struct GisOptions {
    std::string crs;      // "": the city's own (CSV: degrees)
    double cell_m = 100;  // of heat maps
};

// Writes what `run` holds into `folder`, which exists and is empty. Gives back lines for the user: what was written, and what
// the format could not hold. Layers without geometry become CSV where a format knows no tables.
// Throws UserError: a CRS that the format does not take or nobody knows, a layer over a limit of the format; CannotWrite.
std::vector<std::string> write_gis_files(std::filesystem::path const& folder, std::string const& format, RunLayers run,
                                         GisOptions const& options);

}  // namespace halong::exporting
