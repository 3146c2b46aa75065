// How many households of a zone have how many members.
#pragma once

#include "city/city.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace halong::demand {

inline constexpr int largest_household = 20;
// [size]: households with so many members; [0] stays 0.
using HouseholdSizes = std::array<std::int64_t, largest_household + 1>;
using SizeClasses = std::array<double, city::household_size_classes>;  // 1, 2, … 6, 7 and more members

// Households of old Hạ Long (20 wards) by size: census of 1 April 2019, General Statistics Office.
SizeClasses const& census_household_sizes();

// Whole households of each size, `households` in all with `persons` members in all (both exact): the shares of `classes`
// times theta^size, the law nearest to `classes` (least relative entropy) with the mean persons / households; rounded by
// largest remainder, then moved by one member at a time where rounding missed the persons. Households of 7 and more
// fall off geometrically with the mean of the census (8.74 members). Requires can_house(persons, households).
HouseholdSizes household_sizes(SizeClasses const& classes, std::int64_t persons, std::int64_t households);

// Whether that many persons fit into that many households of 1 … largest_household members.
constexpr bool can_house(std::int64_t persons, std::int64_t households)
{
    return households >= 0 && persons >= households && persons <= households * largest_household;
}

// As above, with the zone's own whole numbers of each class (stated counts of 1 … 6 members stay as they are, those of 7
// and more share the persons that are left). Requires counts_fit.
HouseholdSizes household_sizes_as_stated(std::span<std::int64_t const> classes, std::int64_t persons);

// Whether the members of so many households of each class can be `persons`.
bool counts_fit(std::span<std::int64_t const> classes, std::int64_t persons);

}  // namespace halong::demand
