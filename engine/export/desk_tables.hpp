// One-stop centres, hospitals and clinics of a run: tables for spreadsheets, and lines in Vietnamese and English for
// the terminal.
#pragma once

#include "city/city.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace halong::exporting {

// CSV with one row for each place of the service ("counter", "clinic") and hour in which somebody came or a server was
// there: place, name, hour, came (offered), served (carried), left_unserved, mean_wait_min, wait_p95_min, at_work_h,
// on_duty_h. Durable. Throws CannotWrite. Writes nothing where the city has no such place.
void write_desk_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run,
                    std::string_view service);

// For each of the two services a line about all, and one for each of the three places where people waited longest in
// all, with figures of other cities beside those of the run where there are any; "" where the city has no such place.
std::string desk_text(city::City const& city, simulation::RunResult const& run);

}  // namespace halong::exporting
