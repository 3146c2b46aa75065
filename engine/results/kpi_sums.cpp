#include "results/kpi_sums.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace halong::results {
namespace {

// Units that only sums have, but for the indicators below.
constexpr std::array<std::string_view, 17> summed{
    "trips",    "km",       "h",           "person-h", "person-min", "persons", "passages", "incidents", "vehicles",
    "dossiers", "sessions", "million VND", "kWh",      "MWh",        "m3",      "t",        "site-h"};
// Means and percentiles of ways, in the unit of a sum.
constexpr std::array<std::string_view, 2> ways{"school_mean_way_km", "school_way_p90_km"};

}  // namespace

bool is_sum_of_day(KpiInfo const& info)
{
    bool const has_unit = std::ranges::find(summed, info.unit) != summed.end();
    return has_unit && std::ranges::find(ways, info.id) == ways.end();
}

}  // namespace halong::results
