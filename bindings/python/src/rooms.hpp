// What each room of the engine adds to the module: one file of the same name for each.
#pragma once

#include "simulation/simulation.hpp"

#include <pybind11/pybind11.h>
#include <vector>

namespace halong::python {

void add_scenario(pybind11::module_& module);
void add_city(pybind11::module_& module);
void add_simulation(pybind11::module_& module);
void add_results(pybind11::module_& module);
void add_study(pybind11::module_& module);

// (time of day in ms, what was changed) of each.
pybind11::list changes(std::vector<simulation::Change> const& changes);

}  // namespace halong::python
