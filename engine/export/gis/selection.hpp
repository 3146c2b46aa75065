// Which part of a result is written: layers, hours, an area.
#pragma once

#include "export/gis/run_layers.hpp"
#include "geo/geometry.hpp"

#include <string>
#include <vector>

namespace halong::exporting {

struct Selection {
    std::vector<std::string> layers;  // empty: all
    int from_h = 0;                   // hours from_h … to_h - 1
    int to_h = 24;
    geo::Area area;  // in the run's CRS; empty: everywhere
};

// "6-9": the hours from 06:00 to 09:00. Throws UserError unless both are whole, 0 … 24, the first before the second.
void set_hours(Selection& selection, std::string const& text);

// "106.9,20.9,107.2,21.1" (west, south, east, north in degrees), or a layer of areas, such as one drawn in QGIS (formats:
// geo/layer_source.hpp). Throws UserError.
geo::Area area_of(std::string const& text, std::string const& crs);

// "106.8,20.8,107.3,21.2": west, south, east, north in degrees of all that has a place, outwards to a hundredth; "" for
// nothing.
std::string extent_of(RunLayers const& run);

// Leaves in `run` what is selected: of layers those named; columns and rows of the hours, rings of gridlock that were seen in
// them (totals of the day stay those of the whole day); features that touch the area, and of tables the rows of these. Gives
// back the names of the layers that lost all their rows to the area or the hours. Throws UserError for a layer that the run
// lacks, and where every layer that had rows lost them all: with where the run's layers lie.
std::vector<std::string> select(RunLayers& run, Selection const& selection);

// Only these columns, in their order, of those that the layer has.
geo::OutputLayer with_columns(geo::OutputLayer const& layer, std::vector<std::string> const& names);

// Takes the columns of single hours (volume_07 …) out of a layer.
void drop_hours(geo::OutputLayer& layer);

}  // namespace halong::exporting
