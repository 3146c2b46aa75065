// What links cost at a flow: a constant and a power of the flow over the capacity.
#pragma once

#include "city/static_network.hpp"

#include <cstdint>
#include <vector>

namespace halong::equilibrium {

// Whose cost a link has: each user's own, or what one more user costs all.
enum class CostOf {
    user,
    society
};

// cost(v) = constant + factor (v / capacity)^power, from Bureau of Public Roads 1964: constant = fixed cost + free time,
// factor = free time x b. Of society it is the marginal total cost d(v cost(v))/dv, which has factor x (power + 1)
// (Beckmann, McGuire & Winsten 1956): the user equilibrium of these costs is the system optimum.
class VolumeDelay {
public:
    VolumeDelay(city::StaticNetwork const& network, CostOf whose);

    struct Value {
        double cost = 0;
        double slope = 0;  // d cost / d flow
    };
    // At a flow of 0 or more.
    [[nodiscard]] Value at(std::uint32_t link, double flow) const;
    // The integral of the cost from 0 to `flow`: the link's part of the objective of Beckmann.
    [[nodiscard]] double integral(std::uint32_t link, double flow) const;
    [[nodiscard]] std::size_t link_count() const { return terms_.size(); }

private:
    struct Term {
        double constant = 0;
        double factor = 0;
        double capacity = 1;
        double power = 0;
        std::int32_t whole_power = -1;  // -1: the power is not whole, or above 16
    };
    // ratio^(power - 1) for power >= 1.
    static double power_less_one(Term const& term, double ratio);

    std::vector<Term> terms_;
};

}  // namespace halong::equilibrium
