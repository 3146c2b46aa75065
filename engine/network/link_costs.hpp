// What links cost those who find their way: milliseconds by link when the roads are free.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// The cost of a link that is shut, and of a way that does not exist.
inline constexpr std::uint32_t unreachable_cost = UINT32_MAX;

// Free travel time of each link for a vehicle class, milliseconds, at least 1; unreachable_cost where banned.
std::vector<std::uint32_t> free_costs_ms(Network const& network, VehicleClass vehicle);
// The same at the speed of another class.
std::vector<std::uint32_t> free_costs_ms(Network const& network, VehicleClass vehicle, VehicleClass pace);
// The same for walkers at `speed_mps` > 0.
std::vector<std::uint32_t> walk_costs_ms(Network const& network, double speed_mps);
// Seconds as milliseconds rounded to the nearest, at least 1 and below unreachable_cost.
std::uint32_t cost_ms_of(double seconds);

}  // namespace halong::network
