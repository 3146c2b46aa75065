// Maps of cells by hour: how dense traffic and people are, how long vehicles are held up, how well services serve.
#pragma once

#include "export/gis/run_layers.hpp"
#include "geo/raster.hpp"

#include <string>
#include <vector>

namespace halong::exporting {

struct HeatMap {
    std::string name;  // of the file, without its ending
    std::string vi;
    std::string en;
    geo::Raster raster;  // a band for each hour that the layers have, named by its begin
};

// Of layers `links` and `zone_hours`, where they are there:
//   vehicle_density       vehicles per km2, mean of the hour: those of a link are its volume times its mean time (Little 1961,
//                         A proof for the queuing formula L = lambda W), spread evenly along its line
//   vehicle_delay         hours that vehicles lose in the hour, per km2, spread likewise
//   people_density        persons per km2 of the zone, mean of the hour
//   <service>_share       percent of the zone's demand that was carried in the hour, for wifi, camera, counter, clinic
// All maps lie on one grid, so that they can be set off against each other: around the roads and all zones that are there,
// its corner at a multiple of the cell. Cells without roads, or without a zone or demand, have no value. `cell_m` is the side of a cell, 5 … 5,000 m.
// Throws UserError where all maps together, with 24 hours each, would have more than 100 million cells.
std::vector<HeatMap> heat_maps(RunLayers const& run, double cell_m);

}  // namespace halong::exporting
