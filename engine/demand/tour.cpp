#include "demand/tour.hpp"

#include "demand/parameters.hpp"

namespace halong::demand {

Resident resident_of(Population const& population, std::size_t person)
{
    std::uint32_t const household = population.household[person];
    Resident resident;
    resident.key = population.key[person];
    resident.household_key = population.household_key[household];
    resident.age = population.age[person];
    resident.role = population.role[person];
    resident.home = {PlaceId{}, population.zone[person], population.home_node[household],
                     population.home_point[household], 0.0F};
    bool const rides = population.can_ride[person] != 0 && population.motorbikes[household] > 0;
    resident.access = mode_access(resident.age, rides, population.cars[household] > 0);
    return resident;
}

bool is_escorted(Resident const& resident)
{
    return resident.age < parameter::escort_age && school_level(resident.age, resident.role) != SchoolLevel::none;
}

}  // namespace halong::demand
