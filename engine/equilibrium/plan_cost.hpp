// What a traveller's day costs him in the times of a day: time on the way, being early or late, and what he pays.
#pragma once

#include "city/experience.hpp"
#include "city/value_of_time.hpp"
#include "equilibrium/day_roads.hpp"
#include "equilibrium/routed_plans.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <utility>

namespace halong::equilibrium {

// What somebody pays for a leg, in milliseconds on the way that are worth as much.
using LegCharge = std::function<std::int64_t(std::span<LinkId const> route, Millis departure_ms, Millis arrival_ms)>;

// Time of a leg by its mode, ms, a day at most, and the tolls of who drives himself, as the time that they are worth.
// Needs roads prepared for the user and the worth.
network::Spent leg_spent(DayRoads const& roads, city::Mode mode, std::span<LinkId const> route, Millis departure_ms,
                         network::WorthStep worth = network::usual_worth);

// Time of a leg by its mode, ms: that of its route in yesterday's times; passengers ride as cars do. A day where there is
// no way. Not for `transit`. Needs roads prepared for the user.
std::int64_t leg_time_ms(DayRoads const& roads, city::Mode mode, std::span<LinkId const> route, Millis departure_ms);

// Generalised time: tolls count as the time that they are worth to the traveller (city::ValueOfTime), parking fees as where a
// car park is chosen (parking.vnd_per_min); a millisecond on the way counts 1 (walking: by its utility against that of riding), one by which somebody arrives early `early_cost`, late `late_cost` (Small 1982; Vickrey 1969). Who goes home counts as early when
// he leaves later than he wished, and as late when he leaves earlier: then the activity suffers.
class PlanCost {
public:
    // All outlive it. `charge` may be empty.
    PlanCost(DayRoads const& roads, scenario::Scenario const& scenario, LegCharge charge);

    // From now on people expect these waits at the entrances of places, and these times and fees for parking.
    void expect(city::Experience experience) { experience_ = std::move(experience); }

    struct Day {
        std::int64_t cost_ms = 0;  // waits at entrances count as time on the way
        std::int64_t out_ms =
            0;  // spent at places for which people go out: not at home, in hotels, waiting or on the way
    };
    // Of a traveller without rides in public transport.
    [[nodiscard]] Day of(RoutedPlans const& day, std::uint32_t traveller) const;
    // The step of what a minute is worth to a traveller, where tolls are paid; else the usual one.
    [[nodiscard]] network::WorthStep worth_of(city::Plans const& plans, std::uint32_t traveller) const
    {
        if (!roads_.has_tolls()) return network::usual_worth;
        return network::worth_step_of(values_.vnd_per_min(plans, traveller));
    }

private:
    [[nodiscard]] std::int64_t deviation_ms(std::int64_t late_by_ms) const;
    [[nodiscard]] std::int64_t parking_ms(city::Plans const& plans, std::uint32_t leg, std::int64_t arrival_ms) const;
    [[nodiscard]] std::int64_t parking_fee_ms(city::Plans const& plans, std::uint32_t traveller,
                                              std::uint32_t leg) const;
    [[nodiscard]] std::int64_t wait_ms(city::Plans const& plans, std::uint32_t stay, std::int64_t arrival_ms) const;

    DayRoads const& roads_;
    city::ValueOfTime values_;
    double parking_vnd_per_min_;  // 0: each driver's own
    LegCharge charge_;
    city::Experience experience_;
    std::int64_t early_permille_;
    std::int64_t late_permille_;
    std::array<std::int64_t, city::mode_count> weight_permille_{};  // of a millisecond on the way
};

}  // namespace halong::equilibrium
