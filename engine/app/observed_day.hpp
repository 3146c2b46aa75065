// What commands share that compare a simulated day with observations.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "equilibrium/day_map.hpp"
#include "equilibrium/observation_reader.hpp"
#include "equilibrium/observations.hpp"
#include "scenario/scenario.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace halong::app {

// Where observations come from.
struct ObservationFiles {
    std::filesystem::path observations;
    std::filesystem::path sensors;  // others, which alone say which sensors there are; empty: the observations
    std::string day;                // of the observations ("2026-05-01"); empty: that of most
    equilibrium::Doubtful doubtful = equilibrium::Doubtful::put_aside;  // outliers and stuck values
    bool is_followed = false;  // the observations go on coming: only the sensors are taken from what is there
};

// The simulated day stays where it is: the map looks into its plans.
struct ObservedDay {
    scenario::Scenario scenario;
    city::City city;
    city::Plans plans;
    std::unique_ptr<equilibrium::DayMap> map;
    equilibrium::Observations observations;  // of a day that is followed, its sensors alone
    // Of a day that is followed, it knows these sensors and no others.
    std::optional<equilibrium::ObservationReader> reader;
};

// Simulates the scenario's day (without services), reads the observations and checks them. Prints what was found; writes
// sensors.csv and observation_issues.csv to `folder`. Throws UserError, also when nothing of the files can be used.
std::unique_ptr<ObservedDay> observed_day(scenario::Scenario const& scenario, ObservationFiles const& files,
                                          std::filesystem::path const& folder, bool quiet);

// Prints how many of which issues there are, and writes them to observation_issues.csv.
void tell_issues(equilibrium::Observations const& observations, std::filesystem::path const& folder);

}  // namespace halong::app
