// A map that kepler.gl (kepler.gl, OpenJS Foundation) opens as it is, and the tables in it for notebooks.
#pragma once

#include "export/gis/run_layers.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::exporting {

// halong.kepler.json: datasets and settings in one saved map (kepler.gl's schema v1), which "Add data" takes; config.json: the
// settings alone, for the Python package keplergl; links.csv, zone_hours.csv, site_hours.csv: the datasets (WGS 84; lines and areas
// as well-known text). Roads by peak volume, zones by people present and sites by carried demand, the latter two by an hour that a
// slider moves. Gives back lines for the user. Throws UserError where `run` has none of these layers; CannotWrite.
std::vector<std::string> write_kepler(std::filesystem::path const& folder, RunLayers const& run);

}  // namespace halong::exporting
