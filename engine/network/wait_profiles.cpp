#include "network/wait_profiles.hpp"

#include "core/error.hpp"

namespace halong::network {

WaitProfiles::WaitProfiles(std::size_t item_count, core::Millis slot_ms, std::vector<std::uint32_t> waits_ms)
    : item_count_(item_count), slot_ms_(slot_ms), waits_(std::move(waits_ms))
{
    core::ensure(item_count > 0 && !waits_.empty() && waits_.size() % item_count == 0,
                 "profiles of waits need one for each item and slot");
    core::ensure(slot_ms > 0, "a slot of waits needs a length above 0 ms");
    slot_count_ = waits_.size() / item_count;
    auto const most_fall_ms = static_cast<std::uint32_t>(slot_ms);
    for (std::size_t i = item_count; i < waits_.size(); ++i) {
        std::uint32_t const before_ms = waits_[i - item_count];
        core::ensure(waits_[i] <= core::ms_per_day, "a wait must not be longer than a day");
        if (before_ms > most_fall_ms) waits_[i] = std::max(waits_[i], before_ms - most_fall_ms);
    }
}

}  // namespace halong::network
