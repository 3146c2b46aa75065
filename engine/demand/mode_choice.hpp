// The means of travel of a tour: multinomial logit with one Gumbel draw per person and mode.
#pragma once

#include "city/travel.hpp"
#include "core/random.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <cstdint>

namespace halong::demand {

using city::Mode;
using core::Millis;

// What somebody may choose, from age and ownership.
struct ModeAccess {
    bool bicycle = false;
    bool motorbike = false;  // rides one
    bool own_car = false;    // the household has one and he may drive
    bool taxi = false;       // old enough to hail one; counts as a car on the road
    bool passenger = true;   // on somebody's motorbike or by bus
    bool child = false;      // too young for motorbikes, old enough for bicycles
};
// Ages: alone on foot or by bicycle from 9, motorbike and taxi from 16, car from 18 (Law on Road Traffic 2008, art. 60:
// 16 for machines under 50 cc and electric ones, 18 above).
ModeAccess mode_access(int age, bool has_motorbike, bool household_has_car);

// Door-to-door time that people expect for a crow-fly distance (>= 0, m): detour factor, class speed and access time.
Millis expected_travel_ms(Mode mode, double crow_fly_m);

// Utility of each mode, by Mode's number; -infinity where it cannot be chosen. Time in minutes one way.
std::array<double, city::mode_count> mode_utilities(ModeAccess const& access, double crow_fly_m,
                                                    scenario::DemandParameters const& parameters);

// Draws the mode of the person's tour `ordinal`.
Mode choose_mode(core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                 std::array<double, city::mode_count> const& utilities);

}  // namespace halong::demand
