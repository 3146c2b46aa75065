#include "services/desk.hpp"

#include "services/figures.hpp"

#include <algorithm>
#include <cmath>

namespace halong::services {

Millis patience_ms(double mean_min, double exponential)
{
    constexpr double sqrt_pi = 1.7724538509055160;
    double const minutes = mean_min * 2 / sqrt_pi * std::sqrt(exponential);
    return core::millis(std::min(minutes, 24.0 * 60), core::ms_per_minute);
}

Millis work_ms(core::Random const& random, core::Stream stream, core::Draw const& draw, double mean_min, double cv)
{
    constexpr double most_min = 600;
    double const median_min = mean_min / std::sqrt(1 + cv * cv);
    double const minutes = random.lognormal(stream, draw, median_min, cv);
    return std::max(core::ms_per_second, core::millis(std::min(minutes, most_min), core::ms_per_minute));
}

SitePeak peak_of(StationLog const& log)
{
    SitePeak peak;
    int on_duty = 0;
    int full = 0;
    for (std::size_t hour = 0; hour < log.busy_ms.size(); ++hour) {
        if (log.duty_ms[hour] == 0) continue;
        ++on_duty;
        if (log.busy_ms[hour] * 100 >= log.duty_ms[hour] * 95) ++full;
        double const at_work = hours(log.busy_ms[hour]);
        if (at_work <= peak.peak_load) continue;
        peak.peak_load = at_work;
        peak.peak_at_ms = static_cast<Millis>(hour) * core::ms_per_hour;
    }
    if (on_duty > 0) peak.busy_share = static_cast<double>(full) / on_duty;
    return peak;
}

void add_row(ServiceResult& result, StationLog const& log)
{
    result.busy_ms.insert(result.busy_ms.end(), log.busy_ms.begin(), log.busy_ms.end());
    result.duty_ms.insert(result.duty_ms.end(), log.duty_ms.begin(), log.duty_ms.end());
    result.peaks.push_back(peak_of(log));
}

void add_hours(StationLog& to, StationLog const& from)
{
    for (std::size_t hour = 0; hour < to.busy_ms.size(); ++hour) {
        to.busy_ms[hour] += from.busy_ms[hour];
        to.duty_ms[hour] += from.duty_ms[hour];
    }
    to.overtime_ms += from.overtime_ms;
}

}  // namespace halong::services
