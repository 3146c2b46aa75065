// The ages of the members of each household of a zone: who is old enough to be whose parent.
#pragma once

#include "core/random.hpp"
#include "demand/household_types.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace halong::demand {

// Ages in years of a zone's people by AgeGroup, rising.
using AgesByGroup = std::array<std::vector<std::uint8_t>, age_group_count>;

struct HouseholdMembers {
    std::vector<std::uint32_t> first{0};  // households + 1: where each one's members begin
    std::vector<std::uint8_t> age;        // by household: those of 20-59, those of 60 and more, the young
};

// Gives every person of `ages` a place in the households of `type_counts` (by household_types, as many places as persons
// in each group). Each household draws a stage of life; its places get wished ages that fit each other (spouses within
// a few years; children about 27 years, grandparents about 27 years apart), and people take the places in order of age,
// so that the ages of the zone stay exact. Draws are keyed by "<household_prefix><ordinal>".
HouseholdMembers seat_members(std::span<std::int64_t const> type_counts, AgesByGroup const& ages,
                              std::string_view household_prefix, core::Random const& random);

}  // namespace halong::demand
