// The arithmetic of figures that services tell.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::services {

std::int64_t sum(std::span<std::int64_t const> amounts);

// 0 of nothing.
double percent(std::int64_t part, std::int64_t whole);

inline double hours(std::int64_t time_ms) { return static_cast<double>(time_ms) / core::ms_per_hour; }

// The least value that `hundredths` (1 … 100) in a hundred of the values do not exceed (nearest rank); 0 of none. O(n).
template <class Value>
Value percentile(std::vector<Value> values, int hundredths)
{
    if (values.empty()) return {};
    std::size_t const rank = (values.size() * static_cast<std::size_t>(hundredths) + 99) / 100;
    auto const at = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
    std::ranges::nth_element(values, at);
    return *at;
}

}  // namespace halong::services
