// Whole numbers from shares: largest remainder, with the total exact.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace halong::demand {

// Non-negative whole numbers in proportion to `weights` (>= 0, any unit) that sum to `total` (>= 0): each is its exact
// quota rounded down or up, and the largest remainders are rounded up (Hamilton's method; ties go to the earlier one).
// Throws UserError when a weight is negative or not finite, or all are 0 while `total` is not.
std::vector<std::int64_t> integerise(std::span<double const> weights, std::int64_t total);

}  // namespace halong::demand
