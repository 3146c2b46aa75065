// Sharing of a limited resource so that nobody can gain without a poorer one losing (max-min fairness).
#pragma once

#include <span>

namespace halong::services {

// Shares share[i] = min(need[i], level) with one level for all and sum of shares = min(limit, sum of needs).
// needs >= 0; `share` has the size of `need`. Water-filling; O(n log n).
void fill_to_limit(std::span<double const> need, double limit, std::span<double> share);

// The same where one unit for i takes cost[i] >= 0 of the limit: share[i] = min(need[i], level), and the sum of
// cost[i] * share[i] = min(limit, sum of cost[i] * need[i]).
void fill_to_limit(std::span<double const> need, std::span<double const> cost, double limit, std::span<double> share);

}  // namespace halong::services
