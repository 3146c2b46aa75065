// How well a fit tells of devices that it does not see, and what follows for streets that nobody counts.
#pragma once

#include "equilibrium/day_map.hpp"
#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/observations.hpp"

#include <cstddef>
#include <span>

namespace halong::equilibrium {

struct HeldOutOptions {
    // So many parts of the devices, each with all that they count, are left out in turn; below 2: none.
    int parts = 5;
    // What the simulated day gets wrong of a street by itself, a share of its volume (standard deviation), before anything
    // was seen: all day (10 %, as the bias of counters) and for an hour (10 %, DemandPrior::mismatch_share); assumption. It
    // counts as much as so many devices.
    double own_share = 0.14;
    double own_share_devices = 2;
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
    // towards HeldOutOptions::own_share and 1; that, where none was left out.
    double own_share = 0;
    double spread = 1;
};

// Tells each part of the devices from the others. `readings` are those that the fit uses, `which` their observations.
HeldOut told_by_others(DayMap const& map, Observations const& observations, DemandPrior const& prior,
                       std::span<Reading const> readings, std::span<std::size_t const> which,
                       HeldOutOptions const& options);

}  // namespace halong::equilibrium
