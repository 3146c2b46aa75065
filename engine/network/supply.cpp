#include "network/supply.hpp"

#include "core/error.hpp"
#include "network/vehicle_class.hpp"

#include <algorithm>

namespace halong::network {
namespace {

constexpr double seconds_per_hour = 3600.0;
constexpr double saturation_pcu_per_h_m = 525.0;
constexpr double design_wave_low_mps = 13.0 / kmh_per_mps;
constexpr double design_wave_high_mps = 20.0 / kmh_per_mps;
constexpr double ferry_pcu_per_h = 120.0;
constexpr double ferry_wave_mps = 18.0 / kmh_per_mps;

// Share of the capacity that is left beside parking, doors, vendors and walkers on the carriageway (estimates).
double friction_of(RoadClass road_class)
{
    switch (road_class) {
        case RoadClass::unclassified:
            return 0.95;
        case RoadClass::residential:
            return 0.90;
        case RoadClass::living_street:
        case RoadClass::service:
        case RoadClass::footway:
            return 0.80;
        default:
            return 1.0;
    }
}

// Capacity at free speed u, wave speed w and jam density k_j: the top of the triangle, PCU/s.
double triangle_top(double u, double w, double k_j) { return u * w * k_j / (u + w); }

LinkSupply ferry_supply(double free_speed_mps)
{
    double const q = ferry_pcu_per_h / seconds_per_hour;
    return {free_speed_mps, ferry_pcu_per_h, q / free_speed_mps + q / ferry_wave_mps, ferry_wave_mps};
}

}  // namespace

LinkSupply supply_of(double width_m, double speed_limit_kmh, RoadClass road_class)
{
    core::ensure(width_m > 0, "supply_of: width must be positive");
    core::ensure(speed_limit_kmh > 0, "supply_of: speed limit must be positive");
    double const u = std::min(speed_limit_kmh, info(VehicleClass::car).speed_limit_kmh) / kmh_per_mps;
    if (road_class == RoadClass::ferry) return ferry_supply(u);
    double const k_j = width_m / lane_width_m / jam_spacing_m;
    double const saturation = saturation_pcu_per_h_m * width_m / seconds_per_hour;
    double const unhindered = std::min(saturation, triangle_top(u, design_wave_high_mps, k_j));
    double const q = std::max(unhindered * friction_of(road_class), triangle_top(u, design_wave_low_mps, k_j));
    return {u, q * seconds_per_hour, k_j, q / (k_j - q / u)};
}

bool has_plausible_wave(LinkSupply const& supply)
{
    double const wave_kmh = supply.wave_speed_mps * kmh_per_mps;
    return wave_kmh >= slowest_wave_kmh && wave_kmh <= fastest_wave_kmh;
}

}  // namespace halong::network
