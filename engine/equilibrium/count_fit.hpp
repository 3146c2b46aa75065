// The demand of a day corrected to counts, and what the counts can tell of it.
#pragma once

#include "equilibrium/day_map.hpp"
#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/observations.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace halong::equilibrium {

struct CountFitOptions {
    DemandPrior prior;
    double gate_sd = 5;  // a reading further off than this before the fit is left out: it is no matter of demand
    // So many parts of the devices, each with all that they count, are left out in turn, to judge the fit by; below 2: none.
    int held_out_parts = 5;
    std::vector<core::LinkId> links;  // whose volumes are told, hour by hour
    // What the simulated day gets wrong of a street by itself, a share of its volume (standard deviation), before anything was
    // seen: all day (as counters' biases) and for an hour (DemandPrior::mismatch_share); it counts as much as so many devices.
    double own_share = 0.14;
    double own_share_devices = 2;
};

// One observation beside the day before and after the fit.
struct CountFitRow {
    std::size_t observation = 0;
    double before = 0;     // as its sensor shows it
    Estimate after;        // the same, with its bias
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

// Vehicles that enter a link in an hour, nobody counting them there but for what `after` says.
struct VolumeFit {
    core::LinkId link;
    Interval hour;
    double before = 0;
    Estimate
        after;  // sd of the true volume: demand, chance and what the simulated day gets wrong of the street by itself
};

// Mean squared error at sensors while they were left out, in vehicles or persons per interval. Those with an unknown share are
// never left out: without their own readings there is nothing to judge.
struct HeldOut {
    std::size_t sensors = 0;
    std::size_t readings = 0;
    double rmse_before = 0;
    double rmse_after = 0;
    double inside_90 = 0;  // share of the readings inside the 90 % band of the estimate, noise included
    // What counts of vehicles were off beyond demand, chance and error of the device, a share of the volume (standard
    // deviation, maximum likelihood of normal errors), and the squared errors by their variances with it: by both, bands at
    // streets that nobody counts are as wide as left out counters show that they must be. Counters are few, so these are drawn
    // towards CountFitOptions::own_share and 1; that, where none was left out.
    double own_share = 0;
    double spread = 1;
};

struct CountFit {
    std::vector<CountFitRow> rows;   // in the order of the observations that have a figure
    std::vector<PairFit> pairs;      // by origin and destination
    std::vector<VolumeFit> volumes;  // by CountFitOptions::links, then hour
    std::vector<demand::DemandChange> changes;
    std::vector<double> shares;  // by sensor: what it shows of its figure, as estimated with the demand; 0: not known
    double misfit = 0;  // squared errors by their variances, before the fit: 1 where the stated errors are right
    double travellers_before = 0;
    Estimate travellers_after;
    double resolved = 0;  // of the pairs' variance, all together
    std::size_t states = 0;
    HeldOut held_out;
};

// What sensors of kinds with an unknown share show of the simulated day, over the whole day; 1 for all others, 0 where it
// cannot be told. A fit begins with it.
std::vector<double> shares_of_day(DayMap const& map, Observations const& observations);

// Readings of the observations of used sensors that have a figure on this day and a share, by reading_of and spread_noise;
// `which` receives their positions.
std::vector<Reading> readings_of(DayMap const& map, Observations const& observations, DemandPrior const& prior,
                                 std::span<double const> shares, std::vector<std::size_t>& which);

// The estimate after the readings of the observations that are within the gate, with shares_of_day.
DemandEstimate estimate_of_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options);

// Travellers between each two zones, by origin and destination.
std::vector<Figure> figures_of_pairs(DayMap const& map);

// Generalised least squares (Cascetta 1984) of the demand to the counts, by demand_estimate.hpp. Unknown shares are found
// with it: the fit is made again with what it says of them, up to five times (Gauss and Newton's method for shares times
// figures), so that the result is that of shares of which nothing was known before.
CountFit fit_to_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options = {});

}  // namespace halong::equilibrium
