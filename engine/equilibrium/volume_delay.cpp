#include "equilibrium/volume_delay.hpp"

#include "core/exact_math.hpp"

#include <cmath>

namespace halong::equilibrium {
namespace {

constexpr double most_multiplied = 16;

}  // namespace

VolumeDelay::VolumeDelay(city::StaticNetwork const& network, CostOf whose) : terms_(network.link_count())
{
    for (std::size_t link = 0; link < terms_.size(); ++link) {
        Term& term = terms_[link];
        term.power = network.power[link];
        term.capacity = network.capacity[link];
        term.constant = network.fixed_cost[link] + network.free_time[link];
        term.factor = network.free_time[link] * network.b[link];
        if (whose == CostOf::society) term.factor *= term.power + 1;
        if (term.power <= most_multiplied && std::floor(term.power) == term.power) {
            term.whole_power = static_cast<std::int32_t>(term.power);
        }
    }
}

double VolumeDelay::power_less_one(Term const& term, double ratio)
{
    if (term.whole_power < 0) return ratio > 0 ? core::exact_pow(ratio, term.power - 1) : 0;
    double product = 1;
    for (std::int32_t i = 1; i < term.whole_power; ++i) product *= ratio;
    return product;
}

VolumeDelay::Value VolumeDelay::at(std::uint32_t link, double flow) const
{
    Term const& term = terms_[link];
    if (term.power == 0 || term.factor == 0) return {term.constant + term.factor, 0};
    double const ratio = flow / term.capacity;
    double const below = term.factor * power_less_one(term, ratio);
    return {term.constant + below * ratio, below * term.power / term.capacity};
}

double VolumeDelay::integral(std::uint32_t link, double flow) const
{
    Term const& term = terms_[link];
    if (term.power == 0 || term.factor == 0) return (term.constant + term.factor) * flow;
    double const ratio = flow / term.capacity;
    return flow * (term.constant + term.factor * power_less_one(term, ratio) * ratio / (term.power + 1));
}

}  // namespace halong::equilibrium
