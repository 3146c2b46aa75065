// What vehicles pay for entering a link at certain hours of every day.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "network/vehicle_class.hpp"

#include <cstdint>

namespace halong::network {

// In force at [from, to) of every day; over midnight it takes two. Tolls of one link and vehicle add up.
struct LinkToll {
    core::LinkId link;
    Access payers;
    core::Millis from_ms = 0;
    core::Millis to_ms = core::ms_per_day;
    std::int64_t vnd = 0;  // > 0, of each vehicle that enters
    bool operator==(LinkToll const&) const = default;

    // At a time of any day.
    [[nodiscard]] constexpr bool holds(core::Millis time) const
    {
        core::Millis const of_day = time % core::ms_per_day;
        return of_day >= from_ms && of_day < to_ms;
    }
};

}  // namespace halong::network
