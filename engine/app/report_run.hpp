// What the terminal says about a city and a finished run, and the files that a run leaves.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "demand/hotels.hpp"
#include "results/kpi.hpp"
#include "results/result_file.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::app {

// "Hạ Long (schematic): 322,710 residents in 33 zones, 195 places, …"
std::string city_line(city::City const& city);

// Agent steps, link moves a second and the real-time ratio of a run, and whether it is valid.
std::string speed_line(simulation::RunResult const& run);

// Rings of gridlock by road names, the first few; "" when there were none.
std::string gridlock_text(city::City const& city, simulation::RunResult const& run);

// Legs that did not end, by place and zone, most first; "" when all ended.
std::string stranded_text(city::City const& city, simulation::RunResult const& run);

// Rooms taken tonight, and a warning when guests found the city full; "" without guests.
std::string hotel_text(demand::HotelNights const& nights);

// The gap of one day of replanning: of all, by kind of user, and in the worst hour.
std::string gap_line(results::RouteGap const& gap);

// The city's files, and those that the scenario names beside it, with their hashes. Throws UserError: one that is missing.
std::vector<city::InputFile> input_files(city::City const& city, scenario::Scenario const& scenario);

// Everything needed to make the run again. `option` may be nullptr.
results::Provenance provenance_of(city::City const& city, scenario::Scenario const& scenario,
                                  scenario::Option const* option, simulation::RunResult const& run,
                                  std::string const& command_line, std::string const& started_utc);

}  // namespace halong::app
