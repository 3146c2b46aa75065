// `halong assign` of a scenario: its roads and drivers, and what becomes of the flows.
#pragma once

#include "app/settings.hpp"
#include "city/city.hpp"
#include "equilibrium/road_assignment.hpp"

namespace halong::app {

// A scenario's city and people, with the problem of static assignment of the hours asked for.
struct AssignedDay {
    scenario::Scenario scenario;
    city::City city;
    city::Plans plans;
    equilibrium::RoadProblem problem;
};

bool is_scenario(AssignSettings const& settings);
// UserError for settings that do not go with a scenario, or hours that are none.
AssignedDay assigned_day(AssignSettings const& settings);

// A settled day (settled.bin) of the routes that route choice finds, with the ways of the assignment in their place.
void write_settled(std::filesystem::path const& path, AssignedDay const& day,
                   equilibrium::Assignment const& assignment);
// How near the flows are to those of a run (run.h5) in the same hours. UserError when it is of another network.
void print_run_fit(AssignSettings const& settings, AssignedDay const& day, equilibrium::Assignment const& assignment);

}  // namespace halong::app
