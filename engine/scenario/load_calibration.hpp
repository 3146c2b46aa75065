// Calibration files, checked against the scenarios that they name.
#pragma once

#include "scenario/calibration.hpp"
#include "scenario/load_document.hpp"

#include <filesystem>
#include <string_view>

namespace halong::scenario {

// Throws core::UserError with all faults, each with file, line and column: also parameters that no scenario has, or that
// may move beyond what a scenario allows; scenarios that cannot be read; gateway counts of a holiday that shall be fitted.
Calibration load_calibration(std::filesystem::path const& path, Overrides const& overrides = {});

// The same for a document that has been loaded.
Calibration calibration_of(Document& document);

// The value that holds for a key of a scenario, a number, and where it is set ("weekday.toml:14:20"; "": the default).
struct NumberInForce {
    double value = 0;
    std::string set_at;
};
NumberInForce number_in_force(std::string_view key, std::filesystem::path const& scenario);

}  // namespace halong::scenario
