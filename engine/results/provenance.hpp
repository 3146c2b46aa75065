// What is needed to make a run again, as its files keep it.
#pragma once

#include "city/city.hpp"
#include "results/result_file.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <string>
#include <vector>

namespace halong::results {

// The city's files, and those that the scenario names beside it, with their hashes. Throws UserError: one that is missing.
std::vector<city::InputFile> input_files(city::City const& city, scenario::Scenario const& scenario);

// Everything needed to make the run again. `option` may be nullptr.
Provenance provenance_of(city::City const& city, scenario::Scenario const& scenario, scenario::Option const* option,
                         simulation::RunResult const& run, std::string const& command, std::string const& started_utc);

// "2026-11-22T09:30:00Z"
std::string utc_now();

}  // namespace halong::results
