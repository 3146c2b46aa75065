// Legs that have been announced and have not started yet.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace halong::traffic {

using core::Millis;

// A calendar of (time, leg); times are not negative.
class Departures {
public:
    void add(Millis time_ms, std::uint32_t leg)
    {
        calendar_.push(std::uint64_t{static_cast<std::uint32_t>(time_ms)} << 32U | leg);
    }
    // core::never when there is none.
    [[nodiscard]] Millis next_ms() const
    {
        return calendar_.empty() ? core::never : static_cast<Millis>(calendar_.top() >> 32U);
    }
    // Calls start(time, leg) for all before `end_ms`, in order of (time, leg).
    template <class Start>
    void take_due(Millis end_ms, Start const& start)
    {
        while (next_ms() < end_ms) {
            std::uint64_t const item = calendar_.top();
            calendar_.pop();
            start(static_cast<Millis>(item >> 32U), static_cast<std::uint32_t>(item));
        }
    }

private:
    std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> calendar_;
};

}  // namespace halong::traffic
