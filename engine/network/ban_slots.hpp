// The day cut where bans by hour and tolls begin and end, so that routes of a slot meet the same ones.
#pragma once

#include "network/hour_ban.hpp"
#include "network/link_toll.hpp"
#include "network/toll_now.hpp"
#include "network/worth_step.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// The times of the day at which a slot begins, ascending; the first is 0.
std::vector<core::Millis> slot_begins(std::vector<HourBan> const& bans, std::vector<LinkToll> const& tolls);

class BanSlots {
public:
    static constexpr std::size_t most = 255;
    // InternalFault where there are more slots.
    explicit BanSlots(std::vector<HourBan> bans, std::vector<LinkToll> tolls = {});

    [[nodiscard]] std::size_t count() const { return begin_ms_.size(); }  // 1 without bans
    // Of a departure on any day.
    [[nodiscard]] std::uint8_t slot_of(std::int64_t departure_ms) const;
    // The next time after `time_ms` (from 0) at which a slot begins, on any day.
    [[nodiscard]] std::int64_t next_begin(std::int64_t time_ms) const;
    // Shuts the links that are banned in the slot for at least one of `users`; costs by link.
    void shut(std::size_t slot, Access users, std::vector<std::uint32_t>& costs_ms) const;

    [[nodiscard]] bool has_tolls() const { return !tolls_.empty(); }
    // Tolls are from now on those that it was made with, but for these (by link).
    void set_prices(std::span<TollNow const> now) { tolls_ = with_prices(planned_tolls_, now); }
    // By link: what is paid for it in the slot, as time that is worth as much to who values a minute so, ms, a day at most, and less on the dearest
    // links where all together would exceed 3e9 ms: no way costs more than 32 bits hold. Of several classes
    // what that pays which pays most. Empty where nothing is paid.
    [[nodiscard]] std::vector<std::uint32_t> tolls_ms(std::size_t slot, Access users, WorthStep worth,
                                                      std::size_t link_count) const;
    // By link: 1 where any of the users pays in the slot; empty where nobody pays anything.
    [[nodiscard]] std::vector<std::uint8_t> tolled(std::size_t slot, Access users, std::size_t link_count) const;

private:
    std::vector<HourBan> bans_;
    std::vector<LinkToll> planned_tolls_;
    std::vector<LinkToll> tolls_;
    std::vector<core::Millis> begin_ms_;  // by slot; the first is 0
};

// Adds tolls by link to costs; links that are shut stay so. Empty tolls change nothing.
void add_tolls(std::vector<std::uint32_t> const& tolls_ms, std::vector<std::uint32_t>& costs_ms);

}  // namespace halong::network
