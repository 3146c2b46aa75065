// The day cut where bans by hour begin and end, so that routes of a slot meet the same bans.
#pragma once

#include "network/hour_ban.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

class BanSlots {
public:
    explicit BanSlots(std::vector<HourBan> bans);

    [[nodiscard]] std::size_t count() const { return begin_ms_.size(); }  // 1 without bans
    // Of a departure on any day.
    [[nodiscard]] std::uint8_t slot_of(std::int64_t departure_ms) const;
    // The next time after `time_ms` (from 0) at which a slot begins, on any day.
    [[nodiscard]] std::int64_t next_begin(std::int64_t time_ms) const;
    // Shuts the links that are banned in the slot for at least one of `users`; costs by link.
    void shut(std::size_t slot, Access users, std::vector<std::uint32_t>& costs_ms) const;

private:
    std::vector<HourBan> bans_;
    std::vector<core::Millis> begin_ms_;  // by slot; the first is 0
};

}  // namespace halong::network
