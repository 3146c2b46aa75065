// The demand of a day corrected to counts, and what the counts can tell of it.
#pragma once

#include "equilibrium/day_map.hpp"
#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/observations.hpp"

#include <cstddef>
#include <vector>

namespace halong::equilibrium {

struct CountFitOptions {
    DemandPrior prior;
    double gate_sd = 5;  // a reading further off than this before the fit is left out: it is no matter of demand
    int held_out_every =
        5;  // each fifth device, with all that it counts, is left out once, to judge the fit by; 0: none
};

// One observation beside the day before and after the fit.
struct CountFitRow {
    std::size_t observation = 0;
    double before = 0;
    Estimate after;        // with the bias of its sensor
    bool is_used = false;  // false: beyond the gate
};

// Travellers between two zones, of all hours and kinds of person: how many were planned, how many there are now, and how
// much of what was uncertain the counts have settled, 0 … 1 (1 - variance after / variance before): below about a tenth
// the number is still that of the plans, whatever its digits say.
struct PairFit {
    core::ZoneId origin;
    core::ZoneId destination;
    double before = 0;
    double before_sd = 0;
    Estimate after;
    double resolved = 0;
};

// Mean squared error at sensors that were left out, in vehicles or persons per interval.
struct HeldOut {
    std::size_t sensors = 0;
    std::size_t readings = 0;
    double rmse_before = 0;
    double rmse_after = 0;
    double inside_90 = 0;  // share of the readings inside the 90 % band of the estimate, noise included
};

struct CountFit {
    std::vector<CountFitRow> rows;  // in the order of the observations that have a figure
    std::vector<PairFit> pairs;     // by origin and destination
    std::vector<demand::DemandChange> changes;
    double misfit = 0;  // squared errors by their variances, before the fit: 1 where the stated errors are right
    double travellers_before = 0;
    Estimate travellers_after;
    double resolved = 0;  // of the pairs' variance, all together
    std::size_t states = 0;
    HeldOut held_out;
};

// Readings of the observations of used sensors that have a figure on this day, their noise with the prior's mismatch;
// `which` receives their positions.
std::vector<Reading> readings_of(DayMap const& map, Observations const& observations, DemandPrior const& prior,
                                 std::vector<std::size_t>& which);

// A street where a further counter would tell most of the demand, and by how much its estimate would be surer.
struct ProposedCounter {
    core::LinkId link;
    double vehicles = 0;       // of the simulated day
    double removed_share = 0;  // of the pairs' variance that the present counts leave, after the proposals before it
};

// Proposes up to `count` counters of all vehicles (error 5 %), one after the other (counter_worth.hpp), among the 200
// busiest links that no used sensor counts, by what they would tell of the travellers between zones in the hours from 7 and
// from 17 on. Beside the present sensors' readings within the gate.
std::vector<ProposedCounter> propose_counters(city::City const& city, DayMap const& map,
                                              Observations const& observations, CountFitOptions const& options,
                                              std::size_t count);

// Generalised least squares (Cascetta 1984) of the demand to the counts, by demand_estimate.hpp.
CountFit fit_to_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options = {});

}  // namespace halong::equilibrium
