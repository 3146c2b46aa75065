// Car parks of a run: a table for spreadsheets, and lines in Vietnamese and English for the terminal.
#pragma once

#include "city/city.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// CSV with one row for each place with a car park or vehicles that came, and kind of vehicle; the columns of the layer
// `parking` but for its point. Durable. Throws CannotWrite. Writes nothing where the run has no parking.
void write_parking_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run);

// One line for each kind of vehicle; "" where the run has no parking.
std::string parking_text(simulation::RunResult const& run);

}  // namespace halong::exporting
