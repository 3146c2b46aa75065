#include "traffic/day_greens.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

using network::GreenWindow;

// The same greens, joined where they touch or overlap, and cut where they run past the end of the cycle.
std::vector<GreenWindow> in_order(std::vector<GreenWindow> const& greens, Millis cycle_ms)
{
    std::vector<GreenWindow> cut;
    for (GreenWindow const& green : greens) {
        Millis const end_ms = green.start_ms + green.length_ms;
        cut.push_back({green.start_ms, std::min(end_ms, cycle_ms) - green.start_ms});
        if (end_ms > cycle_ms) cut.push_back({0, end_ms - cycle_ms});
    }
    std::ranges::sort(cut);
    std::vector<GreenWindow> joined;
    for (GreenWindow const& green : cut) {
        if (joined.empty() || green.start_ms > joined.back().start_ms + joined.back().length_ms) {
            joined.push_back(green);
        } else {
            Millis const end_ms = green.start_ms + green.length_ms;
            joined.back().length_ms = std::max(joined.back().length_ms, end_ms - joined.back().start_ms);
        }
    }
    return joined;
}

Millis phase_of(GreenPeriod const& period, Millis time)
{
    return (time % period.cycle_ms + period.cycle_ms - period.offset_ms) % period.cycle_ms;
}

// As if the plan held for good.
Millis next_green_in(GreenPeriod const& period, Millis time)
{
    if (period.greens.empty()) return core::never;
    Millis const phase = phase_of(period, time);
    for (GreenWindow const& green : period.greens) {
        if (phase < green.start_ms) return time + (green.start_ms - phase);
        if (phase < green.start_ms + green.length_ms) return time;
    }
    return time + (period.cycle_ms - phase) + period.greens.front().start_ms;
}

Millis end_of_green_in(GreenPeriod const& period, Millis time)
{
    Millis const phase = phase_of(period, time);
    for (GreenWindow const& green : period.greens) {
        if (green.length_ms == period.cycle_ms) return core::never;
        if (phase >= green.start_ms && phase < green.start_ms + green.length_ms) {
            return time + (green.start_ms + green.length_ms - phase);
        }
    }
    return time;
}

}  // namespace

DayGreens::DayGreens(std::vector<GreenPeriod> periods) : periods_(std::move(periods))
{
    std::ranges::sort(periods_, {}, &GreenPeriod::from_ms);
    for (GreenPeriod& period : periods_) period.greens = in_order(period.greens, period.cycle_ms);
}

DayGreens::Stretch DayGreens::stretch_at(Millis time) const
{
    Millis const midnight_ms = time - time % core::ms_per_day;
    for (GreenPeriod const& period : periods_) {
        if (time < midnight_ms + period.from_ms) return {nullptr, midnight_ms + period.from_ms};
        if (time < midnight_ms + period.to_ms) return {&period, midnight_ms + period.to_ms};
    }
    return {nullptr, midnight_ms + core::ms_per_day};
}

Millis DayGreens::next_green(Millis time) const
{
    for (Millis from_ms = time; from_ms <= time + core::ms_per_day;) {
        Stretch const stretch = stretch_at(from_ms);
        if (stretch.period == nullptr) return from_ms;
        Millis const green_ms = next_green_in(*stretch.period, from_ms);
        if (green_ms < stretch.end_ms) return green_ms;
        from_ms = stretch.end_ms;
    }
    return core::never;
}

Millis DayGreens::end_of_green(Millis time) const
{
    for (Millis from_ms = time; from_ms <= time + core::ms_per_day;) {
        Stretch const stretch = stretch_at(from_ms);
        Millis const end_ms = stretch.period == nullptr ? core::never : end_of_green_in(*stretch.period, from_ms);
        if (end_ms == from_ms) return from_ms;
        from_ms = std::min(end_ms, stretch.end_ms);
    }
    return core::never;
}

bool DayGreens::yields(Millis time) const
{
    GreenPeriod const* const period = stretch_at(time).period;
    return period != nullptr && period->yields;
}

bool DayGreens::ever_yields() const
{
    return std::ranges::any_of(periods_, [](GreenPeriod const& period) { return period.yields; });
}

}  // namespace halong::traffic
