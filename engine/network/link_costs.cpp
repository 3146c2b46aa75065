#include "network/link_costs.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace halong::network {

std::uint32_t cost_ms_of(double seconds)
{
    double const ms = std::floor(seconds * 1000.0 + 0.5);
    return static_cast<std::uint32_t>(std::clamp(ms, 1.0, static_cast<double>(unreachable_cost - 1)));
}

std::vector<std::uint32_t> free_costs_ms(Network const& network, VehicleClass vehicle)
{
    return free_costs_ms(network, vehicle, vehicle);
}

std::vector<std::uint32_t> free_costs_ms(Network const& network, VehicleClass vehicle, VehicleClass pace)
{
    std::vector<std::uint32_t> costs(network.link_count(), unreachable_cost);
    for (LinkId const link : network.links()) {
        if (!network.access(link).has(vehicle)) continue;
        costs[link.value()] = cost_ms_of(network.length_m(link) / network.free_speed_mps(link, pace));
    }
    return costs;
}

std::vector<std::uint32_t> walk_costs_ms(Network const& network, double speed_mps)
{
    core::ensure(speed_mps > 0, "walking speed must be positive");
    std::vector<std::uint32_t> costs(network.link_count(), unreachable_cost);
    for (LinkId const link : network.links()) {
        if (network.access(link).has_walkers()) costs[link.value()] = cost_ms_of(network.length_m(link) / speed_mps);
    }
    return costs;
}

}  // namespace halong::network
