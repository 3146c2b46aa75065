// How far the routes of a day were from the best ones, at the times that the roads took on that day.
#pragma once

#include "core/time.hpp"
#include "network/route_choice.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace halong::results {

// "motorbike", "car", "van", "lorry", "bus", "coach", "bicycle", "walker".
std::string_view name_of(network::RouteUser user);

// Of legs that were looked at: how long their routes took, and how long the best would have.
struct GapSums {
    std::int64_t legs = 0;
    std::int64_t driven_ms = 0;
    std::int64_t best_ms = 0;

    GapSums& operator+=(GapSums const& other);
    // Share of the driven time that the best routes would have saved, 0 … 1; 0 without legs.
    [[nodiscard]] double relative() const;
};

// What travellers look for besides routes.
enum class PlanChoice : std::uint8_t {
    departure_time,
    mode,
    itinerary
};
inline constexpr std::size_t plan_choice_count = 3;
// "departure time", "mode", "itinerary".
std::string_view name_of(PlanChoice choice);

// Of travellers who tried another plan in the times of a day: generalised time of their plans, and of the better of the
// two. One trial does not find the best plan: the gain tells how much there was to find, not how far the best is.
struct PlanSums {
    std::int64_t looked = 0;
    std::int64_t changed = 0;  // take the other plan on the next day
    std::int64_t cost_ms = 0;
    std::int64_t better_ms = 0;

    // (cost - better) / cost; 0 where nobody looked.
    [[nodiscard]] double relative() const;
};

// One day of replanning. Legs count in the hour in which they started.
struct RouteGap {
    int day = 0;                // from 1
    std::int64_t vehicles = 0;  // legs with a vehicle that started
    std::int64_t changed = 0;   // that take another route on the next day
    std::int64_t held = 0;      // legs that had not ended at the hard end of the day
    std::array<std::array<GapSums, core::hours_per_day>, network::route_user_count> sums{};
    std::array<PlanSums, plan_choice_count> plans{};  // by PlanChoice

    [[nodiscard]] GapSums of_user(network::RouteUser user) const;
    [[nodiscard]] GapSums of_hour(int hour) const;
    [[nodiscard]] GapSums of_all() const;
};

}  // namespace halong::results
