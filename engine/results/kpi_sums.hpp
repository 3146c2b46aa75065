// Which indicators add up over a day.
#pragma once

#include "results/kpi.hpp"

namespace halong::results {

// Whether an indicator is a sum or a count of the whole day, so that "a day" may stand behind its unit: kilometres
// driven, persons served. Means, shares, percentiles, rates, peaks and states are none: a mean wait is no wait "a day".
[[nodiscard]] bool is_sum_of_day(KpiInfo const& info);

}  // namespace halong::results
