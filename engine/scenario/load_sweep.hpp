// Sweep files, checked against the scenario and the study that they name.
#pragma once

#include "scenario/load_document.hpp"
#include "scenario/scenario.hpp"
#include "scenario/sweep.hpp"

#include <filesystem>

namespace halong::scenario {

// A sweep with the scenario that it varies.
struct LoadedSweep {
    Sweep sweep;  // with the options of the study that it names
    Scenario scenario;
};

// Throws core::UserError with all faults, each with file, line and column: also keys that the scenario does not have (with
// the nearest one) or that several parts of the sweep set, values that a key may not take, samples of what is no number,
// options that the study does not have, more tasks than anybody can want. Overrides whose key begins with "scenario." are
// the scenario's.
LoadedSweep load_sweep(std::filesystem::path const& path, Overrides const& overrides = {});

// The same for a document that has been loaded.
LoadedSweep sweep_of(Document& document, Overrides const& scenario_overrides = {});

}  // namespace halong::scenario
