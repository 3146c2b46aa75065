// Which runs `halong view` shows: one variant or two, each with its replications.
#pragma once

#include "export/viewer/pair_bundle.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::app {

struct ViewedVariant {
    std::string name;                         // of its folder, as the user gave it
    std::filesystem::path first;              // the run that is shown
    std::vector<std::filesystem::path> runs;  // all replications, the first one first
};

struct ViewedResults {
    std::vector<ViewedVariant> variants;       // one or two
    std::vector<exporting::PairOfRuns> pairs;  // of two variants with at least two seeds in common; else none
};

// `results`: a run (its folder or run.h5), a variant of a study (its folder of replications), or two of them; or a study,
// of which the base and the option named are taken. `option` may be empty where the study has one option alone.
// Throws UserError.
ViewedResults viewed_results(std::vector<std::filesystem::path> const& results, std::string const& option);

}  // namespace halong::app
