// Which decision a random draw is for. Numbers are never reused or reordered: add at the end.
#pragma once

#include <cstdint>

namespace halong::demand {

enum class Decision : std::uint32_t {
    age_in_class = 1,  // residents
    home_node = 2,
    home_jitter = 3,
    has_motorbike = 4,
    household_car = 5,
    role = 6,
    attends = 7,  // whether work or school is on today
    work_zone = 8,
    work_place = 9,
    school_zone = 10,
    school_place = 11,
    errand_zone = 12,
    errand_place = 13,
    unnamed_node = 14,
    spot_in_place = 15,
    mode_of_tour = 16,
    work_start = 17,
    work_end = 18,
    lunch_at_home = 19,
    shift = 20,
    slack = 21,
    school_session = 22,
    has_errand = 23,
    errand_purpose = 24,
    errand_start = 25,
    errand_duration = 26,
    errand_is_local = 27,
    stop_on_way_home = 28,
    group_type = 29,  // visitors
    group_foreign = 30,
    group_mode = 31,
    group_size = 32,
    arrival_time = 33,
    departure_time = 34,
    wants_cruise = 35,
    cruise_day = 36,
    cruise_pier = 37,
    cruise_duration = 38,
    visit_count = 39,
    visit_place = 40,
    visit_duration = 41,
    hotel_zone = 42,
    hotel_place = 43,
    meal_place = 44,
    evening_place = 45,
    through_type = 46,  // through traffic and freight
    through_time = 47,
    through_occupancy = 48,
    freight_partner = 49,
    freight_time = 50,
    freight_duration = 51,
    depot_zone = 52,
    // 53 was the choice of bus riders apart from the choice of mode.
    household_stage = 100,  // residents
    sex = 101,
    can_ride = 102,
    nest_of_tour = 103,
    taxi_start = 104,   // taxis and hired motorbikes
    online_time = 105,  // residents: when they file a dossier
    // 106-149 are kept for residents
    event_rank = 150,  // events
    event_arrival = 151,
    event_departure = 152,
    plan_choice = 200,  // replanning from day to day: what a traveller looks for
    plan_change = 201,  // whether he looks, and takes what he finds
    moved_leg = 202,
    departure_move = 203,
    changed_tour = 204,
    tried_mode = 205,
    mode_taste = 206,
    informed_driver = 220,  // whether a driver hears the news of the roads
};

constexpr std::uint32_t purpose_of(Decision decision) { return static_cast<std::uint32_t>(decision); }

}  // namespace halong::demand
