// Who enters which link when: what tracks are made of, for those who ask (Traffic::record_tracks).
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <limits>
#include <tuple>

namespace halong::traffic {

inline constexpr std::uint32_t track_ends = std::numeric_limits<std::uint32_t>::max();

// A leg enters a link, its first or the one after the link that it leaves at that time; `track_ends`: it leaves its last.
struct TrackEvent {
    std::uint32_t leg = 0;
    std::uint32_t link = track_ends;
    core::Millis time_ms = 0;

    // Of one leg, in the order of the events: a link takes at least a millisecond.
    friend bool operator<(TrackEvent const& a, TrackEvent const& b)
    {
        return std::tie(a.leg, a.time_ms, a.link) < std::tie(b.leg, b.time_ms, b.link);
    }
    bool operator==(TrackEvent const&) const = default;
};

// A boat or cabin goes from one stop of its line to the next.
struct Crossing {
    std::uint32_t line = 0;
    std::uint32_t position = 0;  // of the stop that it leaves, on the line
    core::Millis leaves_ms = 0;
    core::Millis arrives_ms = 0;
    bool operator==(Crossing const&) const = default;
};

}  // namespace halong::traffic
