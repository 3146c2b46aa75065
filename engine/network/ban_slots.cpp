#include "network/ban_slots.hpp"

#include "core/error.hpp"
#include "network/link_costs.hpp"

#include <algorithm>
#include <limits>

namespace halong::network {

BanSlots::BanSlots(std::vector<HourBan> bans) : bans_(std::move(bans)), begin_ms_{0}
{
    for (HourBan const& ban : bans_) {
        begin_ms_.push_back(ban.from_ms);
        if (ban.to_ms < core::ms_per_day) begin_ms_.push_back(ban.to_ms);
    }
    std::ranges::sort(begin_ms_);
    begin_ms_.erase(std::unique(begin_ms_.begin(), begin_ms_.end()), begin_ms_.end());
    core::ensure(count() <= std::numeric_limits<std::uint8_t>::max(),
                 "bans begin and end at too many times of the day");
}

std::uint8_t BanSlots::slot_of(std::int64_t departure_ms) const
{
    auto const next = std::ranges::upper_bound(begin_ms_, departure_ms % core::ms_per_day);
    return static_cast<std::uint8_t>(next - begin_ms_.begin() - 1);
}

std::int64_t BanSlots::next_begin(std::int64_t time_ms) const
{
    std::int64_t const day_ms = time_ms / core::ms_per_day * core::ms_per_day;
    auto const next = std::ranges::upper_bound(begin_ms_, time_ms - day_ms);
    return next == begin_ms_.end() ? day_ms + core::ms_per_day : day_ms + *next;
}

void BanSlots::shut(std::size_t slot, Access users, std::vector<std::uint32_t>& costs_ms) const
{
    for (HourBan const& ban : bans_) {
        if (ban.banned.overlaps(users) && ban.holds(begin_ms_[slot])) costs_ms[ban.link.value()] = unreachable_cost;
    }
}

}  // namespace halong::network
