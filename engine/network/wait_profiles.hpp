// Waiting times that change during the day, such that nobody is done earlier by coming later.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// One wait for each item (a turn, a link's entrance) and slot of the day: that of who comes in the middle of the slot;
// linear from one middle to the next, rounded down to ms; before the first and after the last middle it stays.
//
// First in, first out: t + wait_ms(item, t) never falls as t grows, since no wait falls by more than a slot's length
// from one slot to the next (the constructor raises those that would), and the rounding keeps the order.
class WaitProfiles {
public:
    WaitProfiles() = default;
    // waits_ms: all items of slot 0, then of slot 1, and so on, slots from 00:00 on; at most a day each. Throws
    // InternalFault when their number is no positive multiple of `item_count` > 0, or slot_ms <= 0.
    WaitProfiles(std::size_t item_count, core::Millis slot_ms, std::vector<std::uint32_t> waits_ms);

    [[nodiscard]] std::size_t item_count() const { return item_count_; }
    [[nodiscard]] std::size_t slot_count() const { return slot_count_; }
    [[nodiscard]] std::uint32_t wait_ms(std::uint32_t item, std::int64_t time_ms) const
    {
        std::int64_t const since_middle_ms = time_ms - slot_ms_ / 2;
        if (since_middle_ms < 0) return waits_[item];
        auto const slot = static_cast<std::size_t>(since_middle_ms / slot_ms_);
        if (slot + 1 >= slot_count_) return waits_[(slot_count_ - 1) * item_count_ + item];
        std::int64_t const now = waits_[slot * item_count_ + item];
        std::int64_t const next = waits_[(slot + 1) * item_count_ + item];
        if (next == now) return static_cast<std::uint32_t>(now);
        std::int64_t const product = (next - now) * (since_middle_ms - static_cast<std::int64_t>(slot) * slot_ms_);
        // Rounded down also where the wait falls.
        return static_cast<std::uint32_t>(now + product / slot_ms_ - (product % slot_ms_ < 0 ? 1 : 0));
    }

private:
    std::size_t item_count_ = 0;
    std::size_t slot_count_ = 0;
    std::int64_t slot_ms_ = 1;
    std::vector<std::uint32_t> waits_;  // [slot][item]
};

}  // namespace halong::network
