// The green of one approach at a fixed-time signal.
#pragma once

#include "core/time.hpp"

namespace halong::traffic {

using core::Millis;

// Green during [start, start + length) of each cycle; a cycle of 0 means that there is no signal.
struct GreenTime {
    Millis cycle_ms = 0;
    Millis start_ms = 0;   // in [0, cycle)
    Millis length_ms = 0;  // in (0, cycle]

    [[nodiscard]] bool has_signal() const { return cycle_ms > 0; }
    // Milliseconds since the approach last turned green; in [0, cycle).
    [[nodiscard]] Millis phase(Millis time) const { return (time % cycle_ms + cycle_ms - start_ms) % cycle_ms; }
    [[nodiscard]] bool is_green(Millis time) const { return phase(time) < length_ms; }
    // `time` itself when green, else the start of the next green.
    [[nodiscard]] Millis next_green(Millis time) const
    {
        Millis const since = phase(time);
        return since < length_ms ? time : time + (cycle_ms - since);
    }
    // The first millisecond of red after `time`, at which it is green.
    [[nodiscard]] Millis end_of_green(Millis time) const { return time + (length_ms - phase(time)); }
};

}  // namespace halong::traffic
