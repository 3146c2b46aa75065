#include "demand/tour.hpp"

namespace halong::demand {

Resident resident_of(Population const& population, std::size_t person)
{
    std::uint32_t const household = population.household[person];
    Resident resident;
    resident.key = population.key[person];
    resident.age = population.age[person];
    resident.role = population.role[person];
    resident.home = {PlaceId{}, population.zone[person], population.home_node[household],
                     population.home_point[household], 0.0F};
    resident.access =
        mode_access(resident.age, population.has_motorbike[person] != 0, population.has_car[household] != 0);
    return resident;
}

}  // namespace halong::demand
