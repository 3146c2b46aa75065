// What a minute is worth to who pays, in few steps: ways are sought for each step, and not for each traveller.
#pragma once

#include <cstdint>

namespace halong::network {

// Steps go by the fourth root of 2: no worth between 0.02 VND and 13 million VND a minute is further than 9.1 % from its
// step, and those beyond have the first or the last one.
using WorthStep = std::uint8_t;
inline constexpr int worth_step_count = 120;
inline constexpr WorthStep usual_worth = 56;  // 250 VND a minute

// The step nearest to `vnd_per_min` > 0, by ratio; InternalFault where it is not.
WorthStep worth_step_of(double vnd_per_min);
// What a minute is worth in a step, VND.
double vnd_per_min_of(WorthStep step);

}  // namespace halong::network
