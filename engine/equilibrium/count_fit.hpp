// The demand of a day corrected to counts, and what the counts can tell of it.
#pragma once

#include "equilibrium/day_map.hpp"
#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/held_out.hpp"
#include "equilibrium/observations.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace halong::equilibrium {

struct CountFitOptions {
    DemandPrior prior;
    double gate_sd = 5;  // a reading further off than this before the fit is left out: it is no matter of demand
    HeldOutOptions held_out;
    std::vector<core::LinkId> links;  // whose volumes are told, hour by hour
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

// Vehicles that enter a link in an hour, whether anybody counts them there or not.
struct VolumeFit {
    core::LinkId link;
    Interval hour;
    double before = 0;
    // The sd is that of the true volume: of demand, chance and what the simulated day gets wrong of the street by itself.
    Estimate after;
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

// Links from motorway to tertiary on which more than 500 vehicles go on the simulated day, in their order.
std::vector<core::LinkId> busy_links(city::City const& city, DayMap const& map);

// Travellers between each two zones, by origin and destination.
std::vector<Figure> figures_of_pairs(DayMap const& map);

// Generalised least squares (Cascetta 1984) of the demand to the counts, by demand_estimate.hpp. Unknown shares are found
// with it: the fit is made again with what it says of them, up to five times (Gauss and Newton's method for shares times
// figures), so that the result is that of shares of which nothing was known before.
CountFit fit_to_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options = {});

}  // namespace halong::equilibrium
