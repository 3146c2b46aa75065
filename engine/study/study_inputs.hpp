// What a study needs beside its own file.
#pragma once

#include "city/city.hpp"
#include "scenario/load_document.hpp"
#include "scenario/scenario.hpp"
#include "scenario/study.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace halong::study {

// That of the study and those of its further days, all in one city: that of `city`, or where this is empty, as the files
// say. Throws UserError where they name different ones.
std::vector<scenario::Scenario> scenarios_of(scenario::Study const& study, scenario::Overrides const& overrides,
                                             std::filesystem::path const& city = {});

// A hash of all that the runs of a study follow from, the program among it; not of what is made of them, nor of how many
// there are, nor of where files lie or how they are named. Throws UserError when a file cannot be read.
std::uint64_t content_of(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                         city::City const& city);

// In the folder of a study: finished runs, from which it goes on (read_state).
inline constexpr char const* state_file = "state.json";

}  // namespace halong::study
