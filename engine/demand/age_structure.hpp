// Ages of the city's people by the census of 1 April 2019 (General Statistics Office).
#pragma once

#include "city/city.hpp"

#include <array>
#include <cstdint>

namespace halong::demand {

inline constexpr int age_class_count = 18;  // 0-4, 5-9, … 80-84, 85 and more
inline constexpr int years_per_age_class = 5;

// People of each age class: the 13 units of old Hoành Bồ for rural zones, the 20 wards of old Hạ Long for all others.
std::array<double, age_class_count> const& census_ages(city::Sector sector);

// Whole people of each class of a zone with `residents` people: census shares, largest remainder, total exact.
std::array<std::int64_t, age_class_count> ages_of(city::Sector sector, std::int64_t residents);

}  // namespace halong::demand
