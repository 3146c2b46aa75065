// Incidents of a run and the operations centre: a table for spreadsheets, and lines in Vietnamese and English for the
// terminal.
#pragma once

#include "city/city.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// CSV with one row for each incident, by time, with the columns of the layer `incidents` but for its point. Durable.
// Throws CannotWrite. Writes nothing where the run has no operations centre.
void write_incident_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run);

// What was noticed how soon and by whom, and how busy the operators were; "" where the run has no operations centre.
std::string operations_text(simulation::RunResult const& run);

}  // namespace halong::exporting
