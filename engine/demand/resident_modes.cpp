#include "demand/resident_modes.hpp"

#include "demand/population.hpp"
#include "demand/tour.hpp"

#include <algorithm>
#include <limits>

namespace halong::demand {

namespace {

// Who of a household may ride a motorbike, and who may drive a car.
struct Claims {
    int riders = 0;
    int drivers = 0;
};

Claims claims_of(Population const& population, std::size_t household)
{
    Claims claims;
    for (std::size_t i = population.first_member[household]; i < population.first_member[household + 1]; ++i) {
        ModeAccess const access = resident_of(population, i).access;
        claims.riders += access.motorbike ? 1 : 0;
        claims.drivers += access.own_car ? 1 : 0;
    }
    return claims;
}

}  // namespace

ResidentModes::ResidentModes(city::City const& city, scenario::Scenario const& scenario, core::Random const& random)
    : parameters_(scenario.demand), bus_constant_(scenario.transit.bus_constant)
{
    if (!scenario.demand.route_file.empty()) return;  // vehicles of a file, not people
    Population const population = synthesise(city, scenario.demand, random);
    persons_.reserve(population.person_count());
    for (std::size_t h = 0; h < population.household_count(); ++h) {
        Claims const claims = claims_of(population, h);
        for (std::size_t i = population.first_member[h]; i < population.first_member[h + 1]; ++i) {
            Resident const resident = resident_of(population, i);
            ModeAccess const access = is_escorted(resident) ? ModeAccess{.passenger = false} : resident.access;
            persons_.push_back({resident.key, access, !is_escorted(resident), claims.riders <= population.motorbikes[h],
                                claims.drivers <= population.cars[h]});
        }
    }
    std::ranges::sort(persons_, {}, &Person::key);
}

std::array<double, city::mode_count> ResidentModes::utilities(std::uint64_t traveller_key, double crow_fly_m,
                                                              Mode taken) const
{
    auto const person = std::ranges::lower_bound(persons_, traveller_key, {}, &Person::key);
    if (person == persons_.end() || person->key != traveller_key || !person->chooses) {
        std::array<double, city::mode_count> none{};
        none.fill(-std::numeric_limits<double>::infinity());
        return none;
    }
    ModeAccess access = person->access;
    access.motorbike = access.motorbike && (person->has_own_motorbike || taken == Mode::motorbike);
    access.own_car = access.own_car && (person->has_own_car || taken == Mode::car);
    return mode_utilities(access, crow_fly_m, parameters_, bus_constant_);
}

bool ResidentModes::has_own(std::uint64_t traveller_key, Mode mode) const
{
    auto const person = std::ranges::lower_bound(persons_, traveller_key, {}, &Person::key);
    if (person == persons_.end() || person->key != traveller_key) return true;
    if (mode == Mode::motorbike) return person->has_own_motorbike;
    return mode != Mode::car || person->has_own_car;
}

}  // namespace halong::demand
