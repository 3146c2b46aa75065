// A project of QGIS beside a GeoPackage: opens without a question, wherever the two files lie together.
#pragma once

#include "export/gis/run_layers.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// Writes `<name>.gpkg` and `<name>.qgz` into the folder: the run's layers with their styles inside, and a project with groups,
// names in both languages, the hours for the Temporal Controller, and relations from sites, zones and roads to their hours.
// Paths in the project are relative and the CRS is declared: that of the city, or `crs`. Throws CannotWrite, and UserError
// for a CRS that is unknown.
void write_qgis(std::filesystem::path const& folder, std::string const& name, RunLayers run,
                std::string const& crs = "");

// The project's XML (.qgs) for a GeoPackage of this file name.
std::string qgis_project(RunLayers const& run, std::string const& geopackage, std::string const& crs);

}  // namespace halong::exporting
