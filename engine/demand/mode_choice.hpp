// The means of travel of a tour: nested logit with one draw per person and mode and one per person and nest.
#pragma once

#include "city/travel.hpp"
#include "core/random.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <cstdint>

namespace halong::demand {

using city::Mode;
using core::Millis;

// Means of travel that are much alike share a nest, and compete most with each other.
enum class Nest : std::uint8_t {
    private_motorised,  // motorbike, car, passenger of somebody
    non_motorised,      // walk, bicycle
    hired               // bus, taxi, ride-hail
};
inline constexpr int nest_count = 3;
// The logsum parameter of a nest, in (0, 1]: 1 is the multinomial logit, near 0 only the best of the nest counts.
double logsum_parameter(Nest nest);
// The nest of a mode that residents can choose (buses are Mode::transit).
Nest nest_of(Mode mode);

// What somebody may choose, from age, ownership and the timetable.
struct ModeAccess {
    bool bicycle = false;
    bool motorbike = false;  // rides one
    bool own_car = false;    // the household has one and he may drive
    bool taxi = false;       // old enough to hail a taxi or a ride
    bool passenger = true;   // in or on somebody's vehicle
    bool child = false;      // too young for motorbikes, old enough for bicycles
    bool bus = false;        // old enough to ride alone
    double bus_min = -1;     // door to door by bus; negative: no bus goes there and back
};
// Ages: alone on foot, by bicycle or by bus from 9, motorbike, taxi and ride-hail from 16, car from 18 (Law on Road
// Traffic 2008, art. 60: 16 for machines under 50 cc and electric ones, 18 above). The times of buses are left open.
ModeAccess mode_access(int age, bool rides_motorbike, bool household_has_car);

// Door-to-door time that people expect for a crow-fly distance (>= 0, m): detour factor, class speed and access time.
Millis expected_travel_ms(Mode mode, double crow_fly_m);

// Utility of each mode, by Mode's number; -infinity where it cannot be chosen. Time in minutes one way. Buses stand under
// Mode::transit with `bus_constant`.
std::array<double, city::mode_count> mode_utilities(ModeAccess const& access, double crow_fly_m,
                                                    scenario::DemandParameters const& parameters, double bus_constant);

// Shares of the modes by the closed form of the nested logit (McFadden 1978): within a nest exp(V / lambda) over its sum,
// nests by exp(lambda x logsum). At least one utility is above -infinity.
std::array<double, city::mode_count> mode_shares(std::array<double, city::mode_count> const& utilities);

// Draws the mode of the person's tour `ordinal`: the largest of V + lambda G(mode) + lambda ln S(nest), with standard
// Gumbel G and positive stable S of index lambda (Kanter 1975), which has the shares of mode_shares. An alternative
// that is added or improved wins somebody or changes nothing.
Mode choose_mode(core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                 std::array<double, city::mode_count> const& utilities);

}  // namespace halong::demand
