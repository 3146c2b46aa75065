#include "network/ban_slots.hpp"

#include "core/error.hpp"
#include "network/link_costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::network {

BanSlots::BanSlots(std::vector<HourBan> bans, std::vector<LinkToll> tolls)
    : bans_(std::move(bans)), tolls_(std::move(tolls)), begin_ms_{0}
{
    auto const cut = [this](core::Millis from_ms, core::Millis to_ms) {
        begin_ms_.push_back(from_ms);
        if (to_ms < core::ms_per_day) begin_ms_.push_back(to_ms);
    };
    for (HourBan const& ban : bans_) cut(ban.from_ms, ban.to_ms);
    for (LinkToll const& toll : tolls_) cut(toll.from_ms, toll.to_ms);
    std::ranges::sort(begin_ms_);
    begin_ms_.erase(std::unique(begin_ms_.begin(), begin_ms_.end()), begin_ms_.end());
    core::ensure(count() <= std::numeric_limits<std::uint8_t>::max(),
                 "bans and tolls begin and end at too many times of the day");
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

std::vector<std::uint32_t> BanSlots::tolls_ms(std::size_t slot, Access users, double vnd_per_min,
                                              std::size_t link_count) const
{
    core::ensure(vnd_per_min > 0, "a minute must be worth something where tolls are paid");
    std::vector<std::uint32_t> most;
    for (int i = 0; i < vehicle_class_count; ++i) {
        auto const vehicle = static_cast<VehicleClass>(i);
        if (!users.has(vehicle)) continue;
        std::vector<std::int64_t> vnd;
        for (LinkToll const& toll : tolls_) {
            if (!toll.payers.has(vehicle) || !toll.holds(begin_ms_[slot])) continue;
            vnd.resize(link_count, 0);
            vnd[toll.link.value()] += toll.vnd;
        }
        if (vnd.empty()) continue;
        most.resize(link_count, 0);
        for (std::size_t link = 0; link < link_count; ++link) {
            double const ms = static_cast<double>(vnd[link]) / vnd_per_min * core::ms_per_minute;
            auto const as_time = static_cast<std::uint32_t>(std::min(std::floor(ms + 0.5), double{core::ms_per_day}));
            most[link] = std::max(most[link], as_time);
        }
    }
    return most;
}

void add_tolls(std::vector<std::uint32_t> const& tolls_ms, std::vector<std::uint32_t>& costs_ms)
{
    for (std::size_t link = 0; link < tolls_ms.size(); ++link) {
        std::uint64_t const cost = std::uint64_t{costs_ms[link]} + tolls_ms[link];
        if (costs_ms[link] == unreachable_cost) continue;
        costs_ms[link] = static_cast<std::uint32_t>(std::min<std::uint64_t>(cost, unreachable_cost - 1));
    }
}

}  // namespace halong::network
