// When a stop line or an entrance of given capacity may serve the next vehicle, without rounding drift.
#pragma once

#include "core/time.hpp"

#include <cstdint>

namespace halong::traffic {

using core::Millis;

// Milliseconds times PCU per hour that one thousandth of a PCU takes: 3,600,000 ms / 1000.
inline constexpr std::uint32_t service_units_per_mpcu = 3'600;

// The next service may begin at `time_ms` + `rest` / capacity, an exact fraction of a millisecond, so that a
// capacity of 1,837 PCU/h lets 1,837 PCU pass in an hour and not 3,600,000 / round(headway).
struct ServiceClock {
    Millis time_ms = 0;
    std::uint32_t rest = 0;

    // The first whole millisecond at which a vehicle may pass.
    [[nodiscard]] Millis ready() const { return time_ms + (rest > 0 ? 1 : 0); }

    // A vehicle of `mpcu` thousandths of a PCU passes at `at_ms` >= ready(). Unused time is lost, except for the
    // last `bank_ms` of it, which stays as credit.
    void serve(Millis at_ms, std::uint32_t mpcu, std::uint32_t capacity_pcu_per_h, Millis bank_ms = 0)
    {
        if (at_ms > ready() + bank_ms) {
            time_ms = at_ms - bank_ms;
            rest = 0;
        }
        rest += mpcu * service_units_per_mpcu;
        time_ms += static_cast<Millis>(rest / capacity_pcu_per_h);
        rest %= capacity_pcu_per_h;
    }
};

}  // namespace halong::traffic
