// Travel times of links that change during the day, such that nobody arrives earlier by starting later.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// How a link's cost runs within a slot of time.
enum class ProfileShape : std::uint8_t {
    // The slot's cost for all who enter during the slot. A vehicle that enters before the cost falls is overtaken by
    // nobody: it arrives no later than if it had waited for the fall. A link may be shut for some slots (waits until it
    // opens).
    step,
    // Linear from the cost at this slot's start to the cost at the next slot's start, rounded down to ms.
    linear
};

// Costs by slot and link; times are 64 bits wide, so that long ways past midnight do not run over. Slot i is [start + i slot, start + (i + 1) slot); before the first slot its cost holds as at
// its start, from the start of the last slot on the last one's holds for ever.
//
// First in, first out holds for both shapes: t + cost_ms(link, t) never falls as t grows. For steps it follows from the
// rule above (cost_ms is the least of waiting and going); for linear profiles no cost may fall by more than the length
// of the slot from one slot to the next, and the rounding keeps the order, since t is whole.
class TimeProfiles {
public:
    // costs_ms: all links of slot 0, then of slot 1, and so on; > 0, unreachable_cost (link_costs.hpp) where shut. Throws InternalFault
    // that names the link, the slot and the value when a cost is 0, when the number of costs is no positive multiple of
    // that of links, when slot_ms <= 0, and for linear profiles when a cost falls too steeply or a link is shut in some
    // slots but not in all.
    TimeProfiles(std::size_t link_count, core::Millis start_ms, core::Millis slot_ms,
                 std::vector<std::uint32_t> costs_ms, ProfileShape shape);

    [[nodiscard]] std::size_t link_count() const { return link_count_; }
    [[nodiscard]] std::size_t slot_count() const { return slot_count_; }
    // The slot that holds at a time: the first one before the start, the last one after the end.
    [[nodiscard]] std::size_t slot_at(std::int64_t time_ms) const;
    // The costs of one slot by link: what a search with fixed times takes.
    [[nodiscard]] std::span<std::uint32_t const> slot_costs(std::size_t slot) const;
    // By link, the least cost at any time.
    [[nodiscard]] std::vector<std::uint32_t> least_costs() const;
    // From entering the link at `time_ms` until leaving it, waiting before it included; unreachable_cost where it is shut
    // and does not open within 49 days.
    [[nodiscard]] std::uint32_t cost_ms(core::LinkId link, std::int64_t time_ms) const;

private:
    void check() const;
    [[nodiscard]] std::uint32_t at(std::size_t slot, core::LinkId link) const
    {
        return costs_[slot * link_count_ + link.value()];
    }
    [[nodiscard]] std::int64_t start_of(std::size_t slot) const
    {
        return start_ms_ + static_cast<std::int64_t>(slot) * slot_ms_;
    }

    std::size_t link_count_;
    std::size_t slot_count_;
    std::int64_t start_ms_;
    std::int64_t slot_ms_;
    ProfileShape shape_;
    std::vector<std::uint32_t> costs_;
};

}  // namespace halong::network
