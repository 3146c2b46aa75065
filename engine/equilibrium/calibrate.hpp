// Calibration: the parameters of a scenario with which its day comes nearest to published figures, and how near it comes.
#pragma once

#include "equilibrium/fit_parameters.hpp"
#include "scenario/calibration.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace halong::equilibrium {

struct CalibrationRow {
    scenario::CalibrationTarget target;
    std::optional<double> simulated;  // nothing: the model does not have it

    [[nodiscard]] std::optional<double> error_pct() const;
    [[nodiscard]] std::optional<double> geh() const;  // of hourly volumes
    [[nodiscard]] bool is_near() const;               // within its tolerance
};

struct CalibratedParameter {
    scenario::CalibrationParameter parameter;
    double start = 0;
    FittedParameter fitted;
};

struct Calibrated {
    std::vector<CalibratedParameter> parameters;
    std::vector<CalibrationRow> rows;  // targets in the order of the file
    double start_misfit = 0;
    double misfit = 0;
    int simulations = 0;   // of the fit
    int invalid_days = 0;  // of all days that were simulated: too many legs were held at their end
};

// Told after each evaluation how many there were so far, and whether it was a whole day.
using CalibrationWatcher = std::function<void(int simulations, bool whole_day)>;

// Fits the parameters to the targets with role `fit`, on the same random numbers each time (the scenario's seed), and then
// computes all targets once more with the fitted values. Targets of role `validation` are looked at only then. Only a
// target that needs one has the day simulated; else people's plans will do. A validation target of another scenario gets
// those fitted values which that scenario does not set itself. `city`, when not empty, replaces the scenarios' city.
// Throws UserError: a place, mode or indicator that is not there, a unit that is not the indicator's.
Calibrated calibrate(scenario::Calibration const& calibration, std::filesystem::path const& city = {},
                     CalibrationWatcher const& watcher = {});

}  // namespace halong::equilibrium
