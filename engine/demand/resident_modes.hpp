// Which means of travel each resident has, for whoever lets him choose again.
#pragma once

#include "demand/mode_choice.hpp"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace halong::city {
struct City;
}

namespace halong::demand {

// Of the people of make_plans for the same city, scenario and seed.
class ResidentModes {
public:
    ResidentModes(city::City const& city, scenario::Scenario const& scenario, core::Random const& random);

    // mode_utilities() of the resident; -infinity for all modes where the key is no resident's.
    [[nodiscard]] std::array<double, city::mode_count> utilities(std::uint64_t traveller_key, double crow_fly_m) const;

private:
    scenario::DemandParameters parameters_;
    std::vector<std::pair<std::uint64_t, ModeAccess>> access_;  // by key
};

}  // namespace halong::demand
