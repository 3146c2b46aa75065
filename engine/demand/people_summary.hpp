// A day's people in numbers, beside what is published of them.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "demand/age_structure.hpp"
#include "demand/parameters.hpp"
#include "demand/population.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace halong::demand {

inline constexpr int hours_shown = 24;
using ByHour = std::array<std::int64_t, hours_shown>;

// Why residents travel: where they go, or where they come from when they go home.
enum class TripPurpose : std::uint8_t {
    work,
    school,
    escort,
    shopping,
    leisure,
    other  // health, authorities
};
inline constexpr int trip_purpose_count = 6;

struct PeopleSummary {
    // residents
    std::array<std::array<std::int64_t, 2>, age_class_count> pyramid{};  // [age class][Sex]
    std::array<std::int64_t, city::household_size_classes> household_sizes{};
    std::int64_t persons = 0;
    std::int64_t households = 0;
    std::int64_t motorbikes = 0;
    std::int64_t cars = 0;
    // their planned trips: walk, ride and walk by bus are one trip of mode transit
    std::int64_t trips = 0;
    std::array<std::int64_t, city::mode_count> by_mode{};
    std::array<ByHour, trip_purpose_count> departures{};
    // visitors of the day, persons, by their plans; of them those who arrive today, of whom demand.visitors_per_day tells:
    // the others slept here already. And those in the city in the middle of each hour
    std::int64_t visitors = 0;
    std::int64_t visitors_arriving = 0;  // -1: not known
    ByHour visitors_present{};

    [[nodiscard]] double trips_per_person() const;
    // Of the residents' trips, 0 … 1.
    [[nodiscard]] double share(city::Mode mode) const;
};

// `plans` are those that make_plans gives for the scenario (made days; not those of a route file).
PeopleSummary summarise(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans);

// One figure beside its published range. `low` and `high` are the same where one number is published.
struct Comparison {
    std::string_view name_vi;
    std::string_view name_en;
    std::string_view unit;
    double simulated = 0;
    double low = 0;
    double high = 0;
    Mark mark = Mark::estimate;
    std::string_view source;
    [[nodiscard]] bool is_within() const { return simulated >= low && simulated <= high; }
};

// Of an ordinary weekday; other days differ where they should.
std::vector<Comparison> beside_published(PeopleSummary const& summary);

}  // namespace halong::demand
