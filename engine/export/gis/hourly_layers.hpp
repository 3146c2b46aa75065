// Services and people by hour as layers with a time span in each row.
#pragma once

#include "geo/vector_layer.hpp"
#include "results/hdf5_file.hpp"

#include <map>
#include <string>

namespace halong::exporting {

// Points: each hour in which a site of Wi-Fi, cameras or the operations centre had any demand around it.
geo::OutputLayer site_hours_layer(results::Hdf5Reader const& run);

// Points: each hour in which somebody came to a place for a service there. Places that `positions` (by id) lacks have no
// geometry.
geo::OutputLayer place_hours_layer(results::Hdf5Reader const& run,
                                   std::map<std::string, geo::PointMetric> const& positions);

// Areas: people, visitors and services of each zone by hour. `areas` by id of the zone.
geo::OutputLayer zone_hours_layer(results::Hdf5Reader const& run, std::map<std::string, geo::Area> const& areas);

// "2025-06-04T07:00:00"; hour 24 is the next day's 00:00.
std::string hour_text(int hour);

}  // namespace halong::exporting
