// How the answer changes with what is not known for sure: values of time, costs, take rates.
#pragma once

#include "scenario/study.hpp"
#include "study/study.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace halong::study {

// Whether a key is one of the scenario, so that its effect must be simulated.
bool is_simulated(scenario::UncertainKey const& key);

// The scenario with one key set: `value` is written as TOML writes it. Throws UserError: no such key, not a number, out of
// range.
scenario::Scenario with_value(scenario::Scenario const& scenario, scenario::UncertainKey const& key, double value);

// "wifi.take_rate_foreign = 0.2": the level of a run of the sensitivity, in RunRecord::day.
std::string level_text(scenario::UncertainKey const& key, double value);

// Checks every uncertain key of a study and scenario. Throws UserError with every fault: no such key, not a number, low or
// high out of range, or ranges whose samples break a rule of studies between keys.
void check_uncertain_keys(scenario::Study const& study, scenario::Scenario const& scenario);

// What each key says as it is, in the study's order: the study's own value or, of a scenario's key, `scenario`'s.
std::vector<double> values_as_they_are(scenario::Study const& study, scenario::Scenario const& scenario);

// Net present values by option as one key goes from low to high, all else as it is.
// A key of the study is worked out from the study's runs. A key of the scenario was simulated at both ends with the first
// replication: the difference to that replication's own run is added to the mean over all replications.
// Then `study.sensitivity_samples` samples of all keys at once: Latin hypercube (McKay, Beckman and Conover 1979), uniform
// from low to high, always the same draws; between the simulated levels the indicators go by straight lines, and the effects
// of several keys add up. Further kinds of days keep the differences that they have.
Sensitivity sensitivity_of(scenario::Study const& study, StudyAnswer const& answer);

// What the number would have to be for an option's net present value to be 0, by the straight line through both ends of its
// bar; NaN where the line is level, or meets 0 farther from the range than three times its width (nothing was looked at there),
// or below 0 where the range is not: no cost, weight or factor is.
double break_even(scenario::UncertainKey const& key, SensitivityBar const& bar, std::size_t option);

// Spearman's rank correlation, ties by their mean rank; NaN where one of them does not vary. The same length, at least 2.
double rank_correlation(std::vector<double> const& a, std::vector<double> const& b);

// `count` points of [0, 1)^dimensions, of which each coordinate falls once into each of `count` equal strata (McKay,
// Beckman and Conover 1979). Another seed gives other points.
inline constexpr std::uint64_t usual_points_seed = 1'979;
std::vector<std::vector<double>> latin_hypercube(std::size_t count, std::size_t dimensions,
                                                 std::uint64_t seed = usual_points_seed);

}  // namespace halong::study
