// What visitors come for: attractions with weights and opening hours, piers, hotels.
#pragma once

#include "city/city.hpp"
#include "city/experience.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "demand/decisions.hpp"
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
    double outdoor_share = 0;
    std::int64_t fee_vnd = 0;
};

// Attractions, beaches, museums, night markets, cable cars and squares with visits. Weight: visits_per_day on weekdays,
// peak_visits_per_day on holidays (where stated), half way between on weekends.
std::vector<Attraction> attractions(city::City const& city, scenario::DayKind day);

// Piers from which bay cruises start (cruise ports where the city has no pier); weight as above, 1 where unknown.
std::vector<Attraction> cruise_piers(city::City const& city, scenario::DayKind day);

// A visit that fits: when it begins and ends.
struct PlannedVisit {
    std::size_t attraction = 0;  // index, or the size when none fits
    Millis leave = 0;            // from where they are now
    Millis arrival = 0;
    Millis wait = 0;  // at the entrance, as expected
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
    bool foreign = false;
    bool rain = false;
    double decay_per_km = 0;
    city::Experience const* experience = nullptr;  // none: no waits are expected
    std::span<std::uint32_t const> visited;        // indices of attractions already seen
};

// Chooses by multinomial logit (McFadden 1974) among attractions not yet visited that are open for at least half of the
// wished stay (log-normal round the place's median) after the expected wait, and after waiting half an hour at most
// where they are. The utility of a place, with the parameters of parameters.hpp:
//   ln(visits a day) + ln(share of the wished stay that fits) - decay km + visit_wait_utility_per_min x expected wait
//   + crowding_utility x expected crowding + rain_utility x outdoor share (when it rains)
//   + foreign_fee_utility x fee (foreign visitors; of all others the visits a day are).
// The visit ends at closing time or at latest_end if these come first.
PlannedVisit chosen_visit(std::span<Attraction const> all, city::City const& city, core::Random const& random,
                          VisitQuestion const& question);

// Expected time of a hop: on foot within walking reach, else by vehicle.
Millis hop_time(city::Mode vehicle, geo::PointMetric from, geo::PointMetric to);
bool in_walking_reach(geo::PointMetric from, geo::PointMetric to);

}  // namespace halong::demand
