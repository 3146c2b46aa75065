#include "network/congestion.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "network/link_costs.hpp"

#include <algorithm>
#include <cmath>

namespace halong::network {
namespace {

constexpr double greatest_product_exponent = 8.0;

// x^exponent; whole exponents by multiplication, which is exact enough and much faster.
double power(double x, double exponent)
{
    if (exponent != std::floor(exponent) || exponent > greatest_product_exponent) return core::exact_pow(x, exponent);
    double product = 1.0;
    for (int i = 0; i < static_cast<int>(exponent); ++i) product *= x;
    return product;
}

}  // namespace

Congestion::Congestion(Network const& network, RouteChoiceParameters const& parameters)
    : alpha_(parameters.bpr_alpha), beta_(parameters.bpr_beta)
{
    core::ensure(alpha_ >= 0 && beta_ >= 0, "bpr_alpha and bpr_beta must not be negative");
    for (LinkId const link : network.links()) {
        LinkSupply const supply = network.supply(link);
        free_ms_.push_back(cost_ms_of(network.length_m(link) / supply.free_speed_mps));
        capacity_pcu_per_h_.push_back(supply.capacity_pcu_per_h);
    }
}

std::vector<std::uint32_t> Congestion::delays_ms(LinkLoads const& loads, double scale, double hour_share) const
{
    constexpr double milli = 1e-3;
    constexpr auto longest_ms = static_cast<double>(unreachable_cost - 1);
    std::vector<std::uint32_t> delays(loads.size(), 0);
    for (std::size_t i = 0; i < loads.size(); ++i) {
        if (loads[i] == 0) continue;
        double const flow = static_cast<double>(loads[i]) * milli * scale * hour_share;
        double const factor = alpha_ * power(flow / capacity_pcu_per_h_[i], beta_);
        double const delay = free_ms_[i] * std::min(factor, greatest_delay_factor - 1.0);
        delays[i] = static_cast<std::uint32_t>(std::min(std::floor(delay + 0.5), longest_ms));
    }
    return delays;
}

std::vector<std::uint32_t> delayed(std::vector<std::uint32_t> free_costs, std::vector<std::uint32_t> const& delays_ms)
{
    for (std::size_t i = 0; i < free_costs.size(); ++i) {
        if (free_costs[i] == unreachable_cost) continue;
        std::uint64_t const sum = std::uint64_t{free_costs[i]} + delays_ms[i];
        free_costs[i] = static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, unreachable_cost - 1));
    }
    return free_costs;
}

}  // namespace halong::network
