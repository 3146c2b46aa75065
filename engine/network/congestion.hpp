// How much daily loads delay the links: the volume-delay function of route choice.
#pragma once

#include "network/network.hpp"
#include "network/route_choice.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// No link takes longer than this many times its free time, however great its load.
inline constexpr double greatest_delay_factor = 10.0;

// Milli-PCU that pass each link in a day. Sums of whole numbers do not depend on the order of adding.
using LinkLoads = std::vector<std::int64_t>;

// Delay of each link, ms: the car's free time x min(9, alpha (hour_share x load x scale / capacity)^beta)
// (Bureau of Public Roads 1964). `scale` brings a part of the day's demand to the whole.
class Congestion {
public:
    Congestion(Network const& network, RouteChoiceParameters const& parameters);
    [[nodiscard]] std::vector<std::uint32_t> delays_ms(LinkLoads const& loads, double scale, double hour_share) const;

private:
    double alpha_;
    double beta_;
    std::vector<double> free_ms_;             // by link, of a car
    std::vector<double> capacity_pcu_per_h_;  // by link
};

// Free costs + delays, by link; shut links (unreachable_cost) stay shut.
std::vector<std::uint32_t> delayed(std::vector<std::uint32_t> free_costs, std::vector<std::uint32_t> const& delays_ms);

}  // namespace halong::network
