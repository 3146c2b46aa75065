// A folder that SimWrapper (simwrapper.app), the viewer of the MATSim community, opens as a dashboard.
#pragma once

#include "export/gis/run_layers.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::exporting {

// dashboard-1.yaml with maps of roads and zones and curves of the day, and the GeoJSON (WGS 84) and CSV that it reads:
// links.geojson, link_day.csv, zones.geojson, zone_day.csv, day.csv. The dashboard is JSON, which is YAML too: no text of the
// data becomes structure. Gives back lines for the user. Throws UserError where `run` lacks links or zones; CannotWrite.
std::vector<std::string> write_simwrapper(std::filesystem::path const& folder, RunLayers const& run);

}  // namespace halong::exporting
