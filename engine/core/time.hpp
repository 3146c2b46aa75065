// Simulated time: whole milliseconds since 00:00 of the simulated day, in 32 bits (24 days fit).
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace halong::core {

using Millis = std::int32_t;  // a time of day or a duration, ms

inline constexpr Millis ms_per_second = 1'000;
inline constexpr Millis ms_per_minute = 60'000;
inline constexpr Millis ms_per_hour = 3'600'000;
inline constexpr Millis ms_per_day = 86'400'000;
inline constexpr Millis never = std::numeric_limits<Millis>::max();  // a time that does not come
inline constexpr int hours_per_day = 24;

// The hour of the day, 0 … 23; times past midnight wrap round, times before it count as hour 0.
constexpr int hour_of(Millis time) { return time < 0 ? 0 : static_cast<int>((time / ms_per_hour) % hours_per_day); }

// An amount of units of time, such as 1.5 of ms_per_hour, to the nearest millisecond. The result must fit.
Millis millis(double amount, Millis unit);

// "07:05:09" for a time of day; hours go on past 24.
std::string clock_text(Millis time);

}  // namespace halong::core
