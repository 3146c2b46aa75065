// Residents as columns: persons in households, households at homes. Counts per zone, age class and household size are
// exact.
#pragma once

#include "city/city.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "demand/spot.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <vector>

namespace halong::demand {

enum class Role : std::uint8_t {
    worker,
    pupil,
    student,
    infant,
    other
};
inline constexpr int role_count = 5;

enum class SchoolLevel : std::uint8_t {
    none,
    kindergarten,     // 3-5 years
    primary,          // 6-10
    lower_secondary,  // 11-14
    upper_secondary,  // 15-17
    university
};
// The level of somebody of `age` years (Education Law of Việt Nam 2019, art. 26-28: primary from 6 for 5 years, lower
// secondary for 4, upper secondary for 3); university for students.
SchoolLevel school_level(int age, Role role);

enum class Sex : std::uint8_t {
    female,
    male
};

// Persons lie zone by zone and household by household; so do households. The first member of each household is an adult
// (20 or more).
struct Population {
    // persons
    std::vector<std::uint64_t> key;  // hash of "resident/<zone id>/<ordinal>"
    std::vector<core::ZoneId> zone;
    std::vector<std::uint8_t> age;  // years
    std::vector<Sex> sex;
    std::vector<Role> role;
    std::vector<std::uint8_t> can_ride;  // a motorbike, where the household has one free
    std::vector<std::uint32_t> household;
    // households
    std::vector<std::uint64_t> household_key;  // hash of "household/<zone id>/<ordinal>"
    std::vector<core::NodeId> home_node;
    std::vector<geo::PointMetric> home_point;
    std::vector<std::uint8_t> motorbikes;
    std::vector<std::uint8_t> cars;
    std::vector<std::uint32_t> first_member{0};  // households + 1
    // zones + 1
    std::vector<std::uint32_t> first_person;
    std::vector<std::uint32_t> first_household;

    [[nodiscard]] std::size_t person_count() const { return key.size(); }
    [[nodiscard]] std::size_t household_count() const { return household_key.size(); }
    // Persons of one role by zone.
    [[nodiscard]] std::vector<double> count_by_zone(Role wanted) const;
};

// Residents of each zone after `factor` (>= 0): the scaled total rounded, shared out by largest remainder.
std::vector<std::int64_t> scaled_residents(city::City const& city, double factor);
// Households of the zone with `residents` of its people after `factor`: as many as it states or, where it states none,
// by parameter persons_per_household; at least one where anybody lives, at most one for each person.
std::int64_t scaled_households(city::Zone const& zone, double factor, std::int64_t residents);

// What stands in the way of synthesising the zones: margins that disagree, people whom no household can hold, young
// people without adults. `where` names the city in the findings.
std::vector<core::Diagnostic> population_findings(city::City const& city, double residents_factor,
                                                  std::string const& where);

// Synthesises everybody. Each zone: ages and household sizes by its margins (age_structure, household_sizes), households
// by iterative proportional fitting (household_types), members by age (household_members). Homes are street nodes of the
// zone, chosen by household key. Work: `worker_share` of those aged 15-64 (all of them 18 or more: ages 5-17 are
// pupils). Students exist when the city has a university. Throws UserError with population_findings, if any.
Population synthesise(city::City const& city, scenario::DemandParameters const& parameters, core::Random const& random);

}  // namespace halong::demand
