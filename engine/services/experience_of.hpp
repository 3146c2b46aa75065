// What a run was like for those who will plan the next day.
#pragma once

#include "city/city.hpp"
#include "city/experience.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <span>

namespace halong::services {

// What people found in a run, by place and hour of coming, from the results of its services that people queue for and of
// its car parks. In an hour in which nobody came, nobody waited.
city::Experience experience_of(city::City const& city, std::span<ServiceResult const> results,
                               scenario::ParkingParameters const& parking);

}  // namespace halong::services
