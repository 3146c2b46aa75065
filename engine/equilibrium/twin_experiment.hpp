// Twin experiments: a hidden day stands for the real one, some of its streets are counted with known errors, and what is
// estimated of the others is compared with what was really there.
#pragma once

#include "demand/demand_change.hpp"
#include "equilibrium/day_map.hpp"
#include "equilibrium/nowcast.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace halong::equilibrium {

// The demand of a hidden day, drawn as `prior` believes that demand differs from the plans: a stationary normal series by
// hour for each kind of person, origin and destination, a number for each pair of zones (demand_estimate.hpp). Keyed by ids
// of zones, so that a zone more changes no other's. Changes below -1 are -1. Sorted by key.
std::vector<demand::DemandChange> drawn_changes(city::City const& city, DayMap const& map, DemandPrior const& prior,
                                                core::Random const& random);

// busy_links() spread over the city by their stable ids: the first of them are the ones that are counted.
std::vector<core::LinkId> links_to_count(city::City const& city, DayMap const& map);

// Counts of all vehicles of these links all day, in intervals of `length_ms`, with a normal error of `error_share` (whole
// vehicles, never below 0); each comes when its interval ends.
Observations counts_of_day(city::City const& city, DayMap const& hidden, std::span<core::LinkId const> links,
                           core::Millis length_ms, double error_share, core::Random const& random);

// How near figures of one kind came to the truth.
struct TwinScore {
    std::string figure;  // "hour", "now", "in 1 h", "in 3 h" of links that nobody counts, "people in zones"
    std::size_t figures = 0;
    double rmse = 0;         // root of the mean squared error
    double rmse_before = 0;  // of the simulated day without observations
    double inside_90 = 0;    // share of the truths in the 90 % bands
    // Of the mean squared error: chance of the hidden and of the simulated day (Poisson); of links alone, else 0.
    double chance = 0;

    // The error as a share of that of the simulated day; 1: nothing gained.
    [[nodiscard]] double ratio() const { return rmse_before > 0 ? rmse / rmse_before : 1; }
    // Of the squared error before that is no chance, so much is left; NaN where chance is not known.
    [[nodiscard]] double left_of_rest() const;
    // Takes in the figures of another day.
    void add(TwinScore const& day);
};

struct TwinResult {
    std::size_t counters = 0;
    std::size_t unknowns = 0;
    std::vector<TwinScore> scores;  // of the fit to the hourly counts of the whole day, then of the now-cast
    std::size_t anomalies = 0;      // that were raised; there is none
    std::size_t cycles = 0;
    double mean_cycle_s = 0;
    double longest_cycle_s = 0;

    // Takes in another hidden day with as many counters; InternalFault where there are others.
    void add(TwinResult const& day);
};

struct TwinOptions {
    DemandPrior prior;
    double counter_error = 0.05;                      // standard deviation, share of a count
    core::Millis cycle_ms = 5 * core::ms_per_minute;  // of the now-cast and of the counts that it takes
    core::Millis from_ms = 5 * core::ms_per_hour;     // judged from here …
    core::Millis to_ms = 22 * core::ms_per_hour;      // … to here
};

// Fits the hourly counts of the `counted` links of the hidden day and follows the day with those of each cycle. Judged at
// the links `judged`, hour by hour, which are best the same in experiments that are compared. `map` is the simulated day.
TwinResult twin_experiment(city::City const& city, DayMap const& map, DayMap const& hidden,
                           std::span<core::LinkId const> counted, std::span<core::LinkId const> judged,
                           core::Random const& random, TwinOptions const& options = {});

}  // namespace halong::equilibrium
