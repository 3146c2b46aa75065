// Who lives together: households by their number of young, grown-up and old members.
#pragma once

#include "demand/household_sizes.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::demand {

// Groups of age classes that households are made of: 0-19, 20-59, 60 and more years.
enum class AgeGroup : std::uint8_t {
    young,
    grown,
    old
};
inline constexpr std::size_t age_group_count = 3;

struct HouseholdType {
    std::array<std::uint8_t, age_group_count> members{};  // by AgeGroup
    [[nodiscard]] int size() const { return members[0] + members[1] + members[2]; }
    [[nodiscard]] int adults() const { return members[1] + members[2]; }
};

// Every type with 1 … largest_household members of whom at least one is 20 or more, by size.
std::span<HouseholdType const> household_types();

struct HouseholdMargins {
    HouseholdSizes sizes{};
    std::array<std::int64_t, age_group_count> persons{};  // by AgeGroup; together the members of `sizes`
};

// Whether households with an adult in each can hold these people: the young need as many places beside one adult.
bool can_live_together(HouseholdMargins const& margins);

// Households of each type (by household_types), the table nearest to the seed (parameters *_seed) whose sizes and persons
// are those of the margins: iterative proportional fitting on households and persons at once (Ye, Konduri, Pendyala,
// Sana and Waddell 2009, "iterative proportional updating"; here each person margin is met exactly in its turn by the
// factor u with sum of k x_k u^k = persons, since a household of k members counts k times). Requires can_live_together.
std::vector<double> fit_household_types(HouseholdMargins const& margins);

// The same in whole numbers with every margin exact: largest remainder within each size, then single members changed
// from a group with too many to one with too few where the table is missed least.
std::vector<std::int64_t> whole_household_types(HouseholdMargins const& margins);

}  // namespace halong::demand
