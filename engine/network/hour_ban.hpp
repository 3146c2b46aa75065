// Vehicles that may not use a road at certain hours of every day, such as lorries by day.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "network/vehicle_class.hpp"

namespace halong::network {

// In force at [from, to) of every day; over midnight it takes two.
struct HourBan {
    core::LinkId link;
    Access banned;
    core::Millis from_ms = 0;
    core::Millis to_ms = core::ms_per_day;
    bool operator==(HourBan const&) const = default;

    // At a time of any day.
    [[nodiscard]] constexpr bool holds(core::Millis time) const
    {
        core::Millis const of_day = time % core::ms_per_day;
        return of_day >= from_ms && of_day < to_ms;
    }
};

}  // namespace halong::network
