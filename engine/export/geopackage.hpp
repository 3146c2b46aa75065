// A run as GIS layers: links with hourly volume, speed and delay; zones; sites.
#pragma once

#include "city/city.hpp"
#include "geo/vector_layer.hpp"
#include "results/kpi.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace halong::exporting {

// The day that date-time columns name: Wednesday, 4 June 2025, local time. Nothing else follows from it.
inline constexpr std::string_view nominal_day = "2025-06-04";

// Layers `links` (one feature per link; columns volume_00 … volume_23, speed_kmh_07 and so on as documented in
// engine/export/README.md), `link_hours` (table: link, hour as date-time, volume, speed, delay), `gridlock` (links of rings), `zones`, `sites`,
// with QGIS styles inside. Durable. Throws CannotWrite.
void write_geopackage(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run);

// The layers that write_geopackage writes, in its order.
std::vector<geo::OutputLayer> result_layers(city::City const& city, simulation::RunResult const& run);

// id, unit, value of each KPI. Durable. Throws CannotWrite.
void write_kpi_csv(std::filesystem::path const& path, std::vector<results::Kpi> const& kpis);

}  // namespace halong::exporting
