// Heights of the ground at the ends of roads, from an elevation raster.
#pragma once

#include "export/gis/run_layers.hpp"

#include <filesystem>

namespace halong::exporting {

// Adds to the layer `links`: `from_height_m`, `to_height_m` (null where the raster has no value) and `gradient_pct`, the rise from
// begin to end over the length, in the direction of the link; bridges and tunnels have that between their ends. Rounded to
// 0.01. Nothing else of a result depends on them. Throws UserError: a raster that heights_at refuses, or no layer `links`.
void add_link_heights(RunLayers& run, std::filesystem::path const& raster);

}  // namespace halong::exporting
