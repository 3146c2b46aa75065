// Ages of the city's people by the census of 1 April 2019 (General Statistics Office).
#pragma once

#include "city/city.hpp"

#include <array>
#include <cstdint>

namespace halong::demand {

using city::age_class_count;  // 0-4, 5-9, … 80-84, 85 and more
inline constexpr int years_per_age_class = 5;

// People of each age class: the 13 units of old Hoành Bồ for rural zones, the 20 wards of old Hạ Long for all others.
std::array<double, age_class_count> const& census_ages(city::Sector sector);

// Whole people of each class of a zone with `residents` people: shares of the zone's own age margin, or of the census
// where it states none; largest remainder, total exact (so the margin itself, where it sums to `residents`).
std::array<std::int64_t, age_class_count> ages_of(city::Zone const& zone, std::int64_t residents);

}  // namespace halong::demand
