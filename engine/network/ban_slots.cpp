#include "network/ban_slots.hpp"

#include "core/error.hpp"
#include "network/link_costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::network {
namespace {

// A way passes no link twice: with so much for all links, twelve days of driving still fit into 32 bits.
constexpr std::uint64_t most_of_all_ms = 3'000'000'000;

// The most that one link may cost, so that all together cost at most that.
std::uint32_t cap_of(std::vector<std::uint32_t> tolls_ms)
{
    std::ranges::sort(tolls_ms);
    std::uint64_t left_ms = most_of_all_ms;
    for (std::size_t i = 0; i < tolls_ms.size(); ++i) {
        std::uint64_t const each_ms = left_ms / (tolls_ms.size() - i);
        if (tolls_ms[i] > each_ms) return static_cast<std::uint32_t>(each_ms);
        left_ms -= tolls_ms[i];
    }
    return unreachable_cost;
}

}  // namespace

std::vector<core::Millis> slot_begins(std::vector<HourBan> const& bans, std::vector<LinkToll> const& tolls)
{
    std::vector<core::Millis> begins{0};
    auto const cut = [&begins](core::Millis from_ms, core::Millis to_ms) {
        begins.push_back(from_ms);
        if (to_ms < core::ms_per_day) begins.push_back(to_ms);
    };
    for (HourBan const& ban : bans) cut(ban.from_ms, ban.to_ms);
    for (LinkToll const& toll : tolls) cut(toll.from_ms, toll.to_ms);
    std::ranges::sort(begins);
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    return begins;
}

static_assert(BanSlots::most <= std::numeric_limits<std::uint8_t>::max());

BanSlots::BanSlots(std::vector<HourBan> bans, std::vector<LinkToll> tolls)
    : bans_(std::move(bans)),
      planned_tolls_(std::move(tolls)),
      tolls_(planned_tolls_),
      begin_ms_(slot_begins(bans_, tolls_))
{
    core::ensure(count() <= most, "bans and tolls begin and end at too many times of the day");
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

std::vector<std::uint32_t> BanSlots::tolls_ms(std::size_t slot, Access users, WorthStep worth,
                                              std::size_t link_count) const
{
    double const vnd_per_min = vnd_per_min_of(worth);
    std::vector<std::uint32_t> dearest;
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
        dearest.resize(link_count, 0);
        for (std::size_t link = 0; link < link_count; ++link) {
            double const ms = static_cast<double>(vnd[link]) / vnd_per_min * core::ms_per_minute;
            auto const as_time = static_cast<std::uint32_t>(std::min(std::floor(ms + 0.5), double{core::ms_per_day}));
            dearest[link] = std::max(dearest[link], as_time);
        }
    }
    std::uint32_t const cap_ms = cap_of(dearest);
    for (std::uint32_t& toll_ms : dearest) toll_ms = std::min(toll_ms, cap_ms);
    return dearest;
}

std::vector<std::uint8_t> BanSlots::tolled(std::size_t slot, Access users, std::size_t link_count) const
{
    std::vector<std::uint8_t> links;
    for (LinkToll const& toll : tolls_) {
        if (!toll.payers.overlaps(users) || !toll.holds(begin_ms_[slot])) continue;
        links.resize(link_count, 0);
        links[toll.link.value()] = 1;
    }
    return links;
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
