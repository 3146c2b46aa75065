// Legs that have been announced and have not started yet.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace halong::traffic {

using core::Millis;

// A calendar of (time, leg); times are not negative.
class Departures {
public:
    void add(Millis time_ms, std::uint32_t leg)
    {
        heap_.push_back(std::uint64_t{static_cast<std::uint32_t>(time_ms)} << 32U | leg);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
    }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    // core::never when there is none.
    [[nodiscard]] Millis next_ms() const
    {
        return heap_.empty() ? core::never : static_cast<Millis>(heap_.front() >> 32U);
    }
    // Calls start(time, leg) for all before `end_ms`, in order of (time, leg).
    template <class Start>
    void take_due(Millis end_ms, Start const& start)
    {
        while (next_ms() < end_ms) {
            std::uint64_t const item = heap_.front();
            std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
            heap_.pop_back();
            start(static_cast<Millis>(item >> 32U), static_cast<std::uint32_t>(item));
        }
    }

    // Calls visit(time, leg) for all, in no particular order.
    template <class Visit>
    void for_each(Visit const& visit) const
    {
        for (std::uint64_t const item : heap_)
            visit(static_cast<Millis>(item >> 32U), static_cast<std::uint32_t>(item));
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [heap] = self;
        archive(heap);
    }

private:
    std::vector<std::uint64_t> heap_;  // the least in front
};

}  // namespace halong::traffic
