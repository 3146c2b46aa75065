// When a turn, or a whole stop line, has green by the plans of a day.
#pragma once

#include "core/time.hpp"
#include "network/signals.hpp"

#include <vector>

namespace halong::traffic {

using core::Millis;

// What one plan gives, in force at [from, to) of every day.
struct GreenPeriod {
    Millis from_ms = 0;
    Millis to_ms = core::ms_per_day;
    Millis cycle_ms = 0;   // > 0
    Millis offset_ms = 0;  // cycles are counted on from 00:00 of the first day
    std::vector<network::GreenWindow> greens;
    bool yields = false;   // green, but not protected
};

class DayGreens {
public:
    // `periods` of a day, apart. Between them the signal is off: green, and nobody yields.
    explicit DayGreens(std::vector<GreenPeriod> periods);

    [[nodiscard]] bool is_green(Millis time) const { return next_green(time) == time; }
    // `time` itself when green, else the start of the next green; core::never when there is none in a whole day.
    [[nodiscard]] Millis next_green(Millis time) const;
    // The first millisecond of red at or after `time`; core::never when there is none in a whole day.
    [[nodiscard]] Millis end_of_green(Millis time) const;
    [[nodiscard]] bool yields(Millis time) const;
    [[nodiscard]] bool ever_yields() const;
    [[nodiscard]] std::vector<GreenPeriod> const& periods() const { return periods_; }

private:
    struct Stretch {
        GreenPeriod const* period;  // nullptr while the signal is off
        Millis end_ms;
    };
    [[nodiscard]] Stretch stretch_at(Millis time) const;

    std::vector<GreenPeriod> periods_;  // by start; greens by start, apart, within the cycle
};

}  // namespace halong::traffic
