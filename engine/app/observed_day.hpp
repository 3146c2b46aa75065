// What commands share that compare a simulated day with observations.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "equilibrium/day_map.hpp"
#include "equilibrium/observations.hpp"
#include "scenario/scenario.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace halong::app {

// The simulated day stays where it is: the map looks into its plans.
struct ObservedDay {
    scenario::Scenario scenario;
    city::City city;
    city::Plans plans;
    std::unique_ptr<equilibrium::DayMap> map;
    equilibrium::Observations observations;
};

// Simulates the scenario's day (without services), reads the observations and checks them. Prints what was found; writes
// sensors.csv and observation_issues.csv to `folder`. Outliers and stuck values as `doubtful` says. Throws
// UserError, also when nothing of the file can be used.
std::unique_ptr<ObservedDay> observed_day(scenario::Scenario const& scenario, std::filesystem::path const& observations,
                                          std::string const& day, std::filesystem::path const& folder, bool quiet,
                                          equilibrium::Doubtful doubtful);

}  // namespace halong::app
