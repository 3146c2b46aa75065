// Residents as columns: persons in households, households at homes. Counts per zone and age class are exact.
#pragma once

#include "city/city.hpp"
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

// Persons lie zone by zone; so do households. The first members of each household are adults as far as they reach.
struct Population {
    // persons
    std::vector<std::uint64_t> key;  // hash of "resident/<zone id>/<ordinal>"
    std::vector<core::ZoneId> zone;
    std::vector<std::uint8_t> age;  // years
    std::vector<Role> role;
    std::vector<std::uint8_t> has_motorbike;  // can take one, if old enough
    std::vector<std::uint32_t> household;
    // households
    std::vector<std::uint64_t> household_key;  // hash of "household/<zone id>/<ordinal>"
    std::vector<core::NodeId> home_node;
    std::vector<geo::PointMetric> home_point;
    std::vector<std::uint8_t> has_car;
    // zones + 1
    std::vector<std::uint32_t> first_person;
    std::vector<std::uint32_t> first_household;

    [[nodiscard]] std::size_t person_count() const { return key.size(); }
    [[nodiscard]] std::size_t household_count() const { return household_key.size(); }
    // Persons of one role by zone.
    [[nodiscard]] std::vector<double> count_by_zone(Role role) const;
};

// Residents of each zone after `factor` (>= 0): the scaled total rounded, shared out by largest remainder.
std::vector<std::int64_t> scaled_residents(city::City const& city, double factor);

// Synthesises everybody. Homes are street nodes of the zone, chosen by household key. Work: `worker_share` of those
// aged 15-64 (all of them 18 or more: ages 5-17 are pupils). Students exist when the city has a university.
Population synthesise(city::City const& city, scenario::DemandParameters const& parameters, core::Random const& random);

}  // namespace halong::demand
