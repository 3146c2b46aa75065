#include "demand/resident_modes.hpp"

#include "demand/population.hpp"
#include "demand/tour.hpp"

#include <algorithm>
#include <limits>

namespace halong::demand {

ResidentModes::ResidentModes(city::City const& city, scenario::Scenario const& scenario, core::Random const& random)
    : parameters_(scenario.demand)
{
    if (!scenario.demand.route_file.empty()) return;  // vehicles of a file, not people
    Population const population = synthesise(city, scenario.demand, random);
    access_.reserve(population.person_count());
    for (std::size_t i = 0; i < population.person_count(); ++i) {
        access_.emplace_back(population.key[i], resident_of(population, i).access);
    }
    std::ranges::sort(access_, {}, [](auto const& person) { return person.first; });
}

std::array<double, city::mode_count> ResidentModes::utilities(std::uint64_t traveller_key, double crow_fly_m) const
{
    auto const person = std::ranges::lower_bound(access_, traveller_key, {}, [](auto const& own) { return own.first; });
    if (person == access_.end() || person->first != traveller_key) {
        std::array<double, city::mode_count> none{};
        none.fill(-std::numeric_limits<double>::infinity());
        return none;
    }
    return mode_utilities(person->second, crow_fly_m, parameters_);
}

}  // namespace halong::demand
