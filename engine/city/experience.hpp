// What people found at places on the days before: how long they waited and how full it was. Replanning hands it to the
// demand, which expects the same of the day to come.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <vector>

namespace halong::city {

// Two columns in the order [place][hour of coming]; both empty: nothing is known, and nobody expects a wait.
struct Experience {
    std::vector<core::Millis> wait_ms;             // mean wait for entry; whoever was turned away counts with the wait
                                                   // that he would have had, an hour at most
    std::vector<std::uint16_t> crowding_permille;  // most people inside at once / room; 0 where no limit is known

    [[nodiscard]] bool empty() const { return wait_ms.empty(); }
    // Expected wait of somebody who comes at `time` (hours past midnight wrap round).
    [[nodiscard]] core::Millis wait_at(core::PlaceId place, core::Millis time) const
    {
        return empty() ? 0 : wait_ms[cell(place, time)];
    }
    // Expected crowding, 0 … 1.
    [[nodiscard]] double crowding_at(core::PlaceId place, core::Millis time) const
    {
        return empty() ? 0 : crowding_permille[cell(place, time)] / 1000.0;
    }
    bool operator==(Experience const&) const = default;

private:
    [[nodiscard]] static std::size_t cell(core::PlaceId place, core::Millis time)
    {
        return place.value() * std::size_t{core::hours_per_day} + static_cast<std::size_t>(core::hour_of(time));
    }
};

}  // namespace halong::city
