// Public transport of a run: a table by line and hour, and a few lines for the terminal.
#pragma once

#include "city/city.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// CSV with one row for each line and hour in which anything happened: line, name, kind, capacity, hour, departures,
// boardings, alightings, passed_up, mean_wait_min (of those who board), mean_ride_min (of those who alight), peak_load,
// peak_load_share (of the capacity) and crowded_share (of the time aboard). Durable. Throws CannotWrite. Writes nothing where the city has no lines.
void write_transit_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run);

// Sums by kind of vehicle: "  bus: 338 departures, 9,120 boardings, mean wait 7.2 min, …"; "" where nothing ran.
std::string transit_text(city::City const& city, simulation::RunResult const& run);

}  // namespace halong::exporting
