// What visitors come for: attractions with weights and opening hours, piers, hotels.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "demand/destination_choice.hpp"
#include "demand/spot.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::demand {

using core::Millis;

struct Attraction {
    core::PlaceId place;
    std::uint64_t stable_id = 0;
    double weight = 0;  // visits a day on this kind of day
    Millis opens = 0;   // of the simulated day; closing past midnight lies after 24:00
    Millis closes = 0;
    double stay_median_min = 60;
};

// Attractions, beaches, museums, night markets, cable cars and squares with visits. Weight: visits_per_day on weekdays,
// peak_visits_per_day on holidays (where stated), half way between on weekends.
std::vector<Attraction> attractions(city::City const& city, scenario::DayKind day);

// Piers from which bay cruises start (cruise ports where the city has no pier); weight as above, 1 where unknown.
std::vector<Attraction> cruise_piers(city::City const& city, scenario::DayKind day);

// Hotels by beds; rooms x 2 or a stated default where beds are unknown.
AlternativesByZone hotel_alternatives(city::City const& city);

// A visit that fits: when it begins and ends.
struct PlannedVisit {
    std::size_t attraction = 0;  // index, or the size when none fits
    Millis leave = 0;            // from where they are now
    Millis arrival = 0;
    Millis end = 0;
};

// What a group knows when it chooses: where and when it is, how it would get there, until when it may stay.
struct VisitQuestion {
    std::uint64_t key = 0;
    std::uint32_t ordinal = 0;  // of the visit in the group's stay in the city
    Decision decision = Decision::visit_place;
    geo::PointMetric from;
    Millis now = 0;
    Millis latest_end = 0;
    city::Mode vehicle = city::Mode::car;
    double decay_per_km = 0;
    std::span<std::uint32_t const> visited;  // indices of attractions already seen
};

// Chooses by weight x exp(-decay km) among attractions not yet visited that are open for at least half of the wished
// stay (log-normal round the place's median), after waiting half an hour at most where they are. The visit ends at
// closing time or at latest_end if these come first.
PlannedVisit chosen_visit(std::span<Attraction const> attractions, city::City const& city, core::Random const& random,
                          VisitQuestion const& question);

// Expected time of a hop: on foot within walking reach, else by vehicle.
Millis hop_time(city::Mode vehicle, geo::PointMetric from, geo::PointMetric to);
bool in_walking_reach(geo::PointMetric from, geo::PointMetric to);

}  // namespace halong::demand
