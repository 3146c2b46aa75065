// Queues and visitors' spending of a run: tables for spreadsheets, and lines in Vietnamese and English for the terminal.
#pragma once

#include "city/city.hpp"
#include "results/spending.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// CSV with one row for each place where people queue and hour in which somebody came or was inside: place, name, hour,
// came (offered), admitted (carried), turned_away, mean_wait_min, wait_p95_min, peak_inside, capacity (empty where no limit
// is known). Durable. Throws CannotWrite. Writes nothing where nobody queues anywhere.
void write_queue_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run);

// One line for each of the five places at which people waited longest in all, after a line about all; "" where nobody
// queues anywhere.
std::string queue_text(city::City const& city, simulation::RunResult const& run);

// CSV with one row for each kind of business, zone and class of visitor with spending: business, zone, name,
// visitor_class, vnd. Durable. Throws CannotWrite.
void write_spending_csv(std::filesystem::path const& path, city::City const& city, results::Spending const& spending);

// The sum by kind of business on one line; "" where nobody spent.
std::string spending_text(results::Spending const& spending);

}  // namespace halong::exporting
