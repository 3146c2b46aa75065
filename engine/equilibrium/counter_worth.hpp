// What counters are worth: by how much each would make estimates surer.
#pragma once

#include "equilibrium/demand_estimate.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace halong::equilibrium {

// A counter that might be put up: what it would show, in some hours. Values and sensors of the readings do not matter.
struct CounterCandidate {
    std::vector<Reading> readings;
};

struct ChosenCounter {
    std::size_t candidate = 0;
    double removed = 0;        // of the sum of the targets' variances, by this one after those before it
    double removed_share = 0;  // of what there was before the first
};

// Chooses up to `count` candidates one after the other, each the one whose readings, one by one, take most from the sum
// of the targets' variances that is left (greedy; A-optimal design: Pukelsheim 1993, Optimal Design of Experiments); what
// it then removes is exact, all its readings together. Ties go to the first. In the normal model the worth of a counter
// does not depend on what it will show. Two products of matrices as large as the estimate, then the square of its size
// for each reading of a chosen counter.
std::vector<ChosenCounter> worth_of_counters(DemandEstimate const& estimate, std::span<Figure const> targets,
                                             std::span<CounterCandidate const> candidates, std::size_t count);

// What all of these candidates remove, one after the other in this order, as shares of what there was before the first.
std::vector<double> removed_shares(DemandEstimate const& estimate, std::span<Figure const> targets,
                                   std::span<CounterCandidate const> candidates);

}  // namespace halong::equilibrium
