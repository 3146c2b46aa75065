#include "network/time_profiles.hpp"

#include "core/error.hpp"
#include "network/link_costs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::network {
namespace {

std::size_t slots_of(std::size_t costs, std::size_t links)
{
    if (links > 0 && costs > 0 && costs % links == 0) return costs / links;
    throw core::InternalFault(
        fmt::format("profiles of {} links need one cost for each link and slot, not {} costs", links, costs));
}

}  // namespace

TimeProfiles::TimeProfiles(std::size_t link_count, core::Millis start_ms, core::Millis slot_ms,
                           std::vector<std::uint32_t> costs_ms, ProfileShape shape)
    : link_count_(link_count),
      slot_count_(slots_of(costs_ms.size(), link_count)),
      start_ms_(start_ms),
      slot_ms_(slot_ms),
      shape_(shape),
      costs_(std::move(costs_ms))
{
    if (slot_ms <= 0)
        throw core::InternalFault(fmt::format("a slot of profiles needs a length above 0 ms, not {} ms", slot_ms));
    check();
}

void TimeProfiles::check() const
{
    for (std::size_t slot = 0; slot < slot_count_; ++slot) {
        for (std::uint32_t i = 0; i < link_count_; ++i) {
            std::uint32_t const cost = at(slot, core::LinkId{i});
            if (cost == 0) throw core::InternalFault(fmt::format("link {} costs 0 ms in slot {}: needs more", i, slot));
            if (shape_ == ProfileShape::step || slot == 0) continue;
            std::uint32_t const before = at(slot - 1, core::LinkId{i});
            if ((before == unreachable_cost) != (cost == unreachable_cost)) {
                throw core::InternalFault(fmt::format(
                    "link {} is shut in only one of the slots {} and {}: such a link needs steps", i, slot - 1, slot));
            }
            if (std::int64_t{before} - std::int64_t{cost} > slot_ms_) {
                throw core::InternalFault(
                    fmt::format("link {} costs {} ms in slot {} and {} ms in slot {}: it may "
                                "fall by at most the {} ms of a slot",
                                i, before, slot - 1, cost, slot, slot_ms_));
            }
        }
    }
}

std::size_t TimeProfiles::slot_at(std::int64_t time_ms) const
{
    if (time_ms < start_ms_) return 0;
    return std::min(static_cast<std::size_t>((time_ms - start_ms_) / slot_ms_), slot_count_ - 1);
}

std::span<std::uint32_t const> TimeProfiles::slot_costs(std::size_t slot) const
{
    core::ensure(slot < slot_count_, "profiles have no such slot");
    return {costs_.data() + slot * link_count_, link_count_};
}

std::vector<std::uint32_t> TimeProfiles::least_costs() const
{
    std::vector<std::uint32_t> least(costs_.begin(), costs_.begin() + static_cast<std::ptrdiff_t>(link_count_));
    for (std::size_t slot = 1; slot < slot_count_; ++slot) {
        for (std::uint32_t i = 0; i < link_count_; ++i) least[i] = std::min(least[i], at(slot, core::LinkId{i}));
    }
    return least;
}

std::uint32_t TimeProfiles::cost_ms(core::LinkId link, std::int64_t time_ms) const
{
    std::size_t const slot = slot_at(time_ms);
    std::uint32_t const now = at(slot, link);
    if (shape_ == ProfileShape::linear) {
        if (now == unreachable_cost || time_ms <= start_ms_ || slot + 1 == slot_count_) return now;
        std::int64_t const product =
            (std::int64_t{at(slot + 1, link)} - std::int64_t{now}) * (time_ms - start_of(slot));
        // Rounded down also where the cost falls.
        std::int64_t const change = product / slot_ms_ - (product % slot_ms_ < 0 ? 1 : 0);
        return static_cast<std::uint32_t>(std::int64_t{now} + change);
    }
    std::int64_t least = now;
    for (std::size_t later = slot + 1; later < slot_count_; ++later) {
        std::int64_t const wait_ms = start_of(later) - time_ms;
        if (wait_ms >= least) break;
        least = std::min(least, wait_ms + std::int64_t{at(later, link)});
    }
    return static_cast<std::uint32_t>(std::min(least, std::int64_t{unreachable_cost}));
}

}  // namespace halong::network
