// What a link can carry: capacity, storage and the speed of the backward wave, from width, speed and class.
#pragma once

#include "network/road_class.hpp"

namespace halong::network {

inline constexpr double kmh_per_mps = 3.6;
inline constexpr double lane_width_m = 3.5;  // of the lane that capacities and jam densities are told of
// Road that one PCU takes up in a jam, m of a lane: 1 / jam density of a 3.5 m lane.
inline constexpr double jam_spacing_m = 7.5;

// A triangular fundamental diagram.
struct LinkSupply {
    double free_speed_mps = 0;  // of a car
    double capacity_pcu_per_h = 0;
    double jam_pcu_per_m = 0;
    double wave_speed_mps = 0;  // backward wave, derived: q / (k_j - q/u)
};

// Waves outside these speeds contradict what has been measured: such a link is an import issue.
inline constexpr double slowest_wave_kmh = 12.0;
inline constexpr double fastest_wave_kmh = 25.0;

// The supply of `width_m` (> 0) of carriageway at `speed_limit_kmh` (> 0).
//
// Jam density k_j is 1/7.5 PCU per metre and 3.5 m of width. Capacity q is the least of
//   * the saturation flow, 525 PCU/h per metre of width (1,837 per 3.5 m lane: data/halong/SOURCES.md §2, estimate
//     1,800-1,900; Cao & Sano 2012, ASCE J. Transp. Eng. 138(6), give 1,789-2,130 per lane for Hanoi), and
//   * what a wave of 20 km/h permits at free speed u: u w k_j / (u + w) (binds below 44 km/h),
// times a friction factor of the class for parking, doors and vendors on small streets (0.8-1, estimates), and not
// below what a wave of 13 km/h gives. So w = q / (k_j - q/u) stays within 13-20 km/h for every width and speed.
// Roads of 3.5 m lanes get 1,778 PCU/h per lane at 40 km/h and 1,837 at 50 km/h and above.
//
// Ferries carry 120 PCU/h whatever their width (estimate: 20 PCU every 10 minutes); their jam density is the one
// that goes with a wave of 18 km/h, so that not more are on the water than boats can carry.
LinkSupply supply_of(double width_m, double speed_limit_kmh, RoadClass road_class);

// Whether the backward wave lies within slowest_wave_kmh … fastest_wave_kmh.
bool has_plausible_wave(LinkSupply const& supply);

}  // namespace halong::network
