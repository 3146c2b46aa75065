// Every number of the demand model that is not in scenario::DemandParameters: value, unit, source and mark, in one table.
#pragma once

#include <span>
#include <string_view>

namespace halong::demand {

// stated: in the source named. estimate: derived or judged from stated figures. assumption: chosen, nothing to derive from.
enum class Mark {
    stated,
    estimate,
    assumption
};
std::string_view name_of(Mark mark);

struct Parameter {
    std::string_view name;
    double value = 0;
    std::string_view unit;  // "1" for shares and factors
    Mark mark = Mark::assumption;
    std::string_view source;
    // Implicit, so that a parameter reads as the number that it is.
    constexpr operator double() const { return value; }  // NOLINT(google-explicit-constructor)
};

// Every parameter below, in this order.
std::span<Parameter const* const> all_parameters();

namespace parameter {

// Residents: who they are.
inline constexpr Parameter persons_per_household{"persons_per_household", 3.62, "person", Mark::stated,
                                                 "census 2019, city area 2020-25; where a zone states no households"};
inline constexpr Parameter student_share{"student_share", 0.20, "1", Mark::assumption,
                                         "of people aged 18-22; no count found"};
inline constexpr Parameter worker_motorbike_share{
    "worker_motorbike_share", 0.92, "1", Mark::estimate,
    "of workers who can take a motorbike; with the next, 85 % of people of 16 and more; 550-680 "
    "motorcycles per 1,000 people"};
inline constexpr Parameter other_motorbike_share{"other_motorbike_share", 0.68, "1", Mark::estimate,
                                                 "of all others of 16 and more"};
inline constexpr Parameter worker_rider_share{"worker_rider_share", 0.97, "1", Mark::estimate,
                                              "of workers: who rides when the household has a motorbike free"};
inline constexpr Parameter other_rider_share{"other_rider_share", 0.85, "1", Mark::assumption,
                                             "the same of all others of 16-69"};
inline constexpr Parameter old_rider_share{"old_rider_share", 0.25, "1", Mark::assumption, "the same from 70"};
inline constexpr Parameter male_share{"male_share", 0.5004, "1", Mark::stated, "province, 1 July 2023"};
inline constexpr Parameter lone_parent_seed{"lone_parent_seed", 0.15, "1", Mark::assumption,
                                            "weight of one adult with young people, before fitting to the margins"};
inline constexpr Parameter skipped_generation_seed{"skipped_generation_seed", 0.05, "1", Mark::assumption,
                                                   "the same where all adults are 60 or more"};
inline constexpr Parameter further_young_seed{"further_young_seed", 0.4, "1", Mark::assumption,
                                              "the same for each young person beyond two"};
inline constexpr Parameter further_adult_seed{"further_adult_seed", 0.5, "1", Mark::assumption,
                                              "the same for each adult of one group (20-59, 60 and more) beyond two"};
inline constexpr Parameter cars_per_person{"cars_per_person", 0.085, "car/person", Mark::estimate,
                                           "60-110 per 1,000, from Hải Dương and Nghệ An 2023"};
inline constexpr Parameter home_spread_m{"home_spread_m", 25, "m", Mark::assumption, "radius round the street end"};

// Residents: what they do. Rates are home-based tours per person of the role on an ordinary weekday.
inline constexpr Parameter work_attendance{"work_attendance", 0.92, "1", Mark::estimate,
                                           "leave, sickness, rest days of shifts"};
inline constexpr Parameter weekend_work_attendance{"weekend_work_attendance", 0.45, "1", Mark::assumption,
                                                   "trade and services go on"};
inline constexpr Parameter holiday_work_attendance{"holiday_work_attendance", 0.30, "1", Mark::assumption,
                                                   "outside hotels, ports and mines"};
inline constexpr Parameter shift_attendance{"shift_attendance", 0.80, "1", Mark::estimate,
                                            "hotels, ports and mines, every day: 5.6 days of 7"};
inline constexpr Parameter hotel_night_share{"hotel_night_share", 0.15, "1", Mark::assumption,
                                             "of hotel staff; mines and ports: a third on each shift"};
inline constexpr Parameter school_attendance{"school_attendance", 0.96, "1", Mark::assumption,
                                             "weekdays; no school on weekends and holidays"};
inline constexpr Parameter kindergarten_attendance{"kindergarten_attendance", 0.85, "1", Mark::assumption,
                                                   "of children of 3 and 4, weekdays"};
inline constexpr Parameter escort_age{"escort_age", 11, "year", Mark::assumption,
                                      "younger children are taken to kindergarten and primary school, and fetched"};
inline constexpr Parameter escort_stop_min{"escort_stop_min", 2, "min", Mark::assumption, "at the school's gate"};
inline constexpr Parameter school_early_min{"school_early_min", 30, "min", Mark::assumption,
                                            "children are brought so much before school at most, to get to work"};
inline constexpr Parameter school_wait_min{"school_wait_min", 60, "min", Mark::assumption,
                                           "children wait so long after school at most for who comes from work"};
inline constexpr Parameter escort_work_min{
    "escort_work_min", 60, "min", Mark::assumption,
    "workers who escort begin so much earlier, or stay so much longer, than they would at most"};
inline constexpr Parameter full_day_share{"full_day_share", 0.40, "1", Mark::assumption, "of pupils, 07:00-16:30"};
inline constexpr Parameter morning_share{"morning_share", 0.35, "1", Mark::assumption,
                                         "of pupils, 07:00-11:15; the rest 13:00-17:00"};
inline constexpr Parameter lunch_home_share{
    "lunch_home_share", 0.30, "1", Mark::estimate,
    "day workers who live near and eat at home 11:30-13:30, a Vietnamese habit"};
inline constexpr Parameter lunch_home_reach_km{"lunch_home_reach_km", 6, "km", Mark::assumption,
                                               "crow-fly, home to work"};
inline constexpr Parameter school_decay_per_km{"school_decay_per_km", 0.9, "1/km", Mark::assumption,
                                               "pupils go to schools near home; work uses demand.gravity_decay_per_km"};
inline constexpr Parameter shopping_decay_per_km{"shopping_decay_per_km", 0.5, "1/km", Mark::assumption,
                                                 "markets and malls: exp(-decay km)"};
inline constexpr Parameter leisure_decay_per_km{"leisure_decay_per_km", 0.25, "1/km", Mark::assumption,
                                                "beaches, squares, night markets, parks"};
inline constexpr Parameter stop_share{"stop_share", 0.15, "1", Mark::assumption, "workers who shop on the way home"};
inline constexpr Parameter worker_tours{"worker_tours", 0.38, "tour/day", Mark::estimate,
                                        "tuned to 2.4-2.8 trips/person/day"};
inline constexpr Parameter pupil_tours{"pupil_tours", 0.25, "tour/day", Mark::estimate, "same"};
inline constexpr Parameter infant_tours{"infant_tours", 0.3, "tour/day", Mark::estimate, "same; children under 5"};
inline constexpr Parameter other_tours{"other_tours", 0.95, "tour/day", Mark::estimate, "same; at home or retired"};
inline constexpr Parameter free_day_tours{"free_day_tours", 1.1, "tour/day", Mark::estimate,
                                          "who has work or school, but not today"};
inline constexpr Parameter weekend_leisure_factor{"weekend_leisure_factor", 1.5, "1", Mark::assumption,
                                                  "leisure against shopping, weekends"};
inline constexpr Parameter holiday_leisure_factor{"holiday_leisure_factor", 2.0, "1", Mark::assumption,
                                                  "the same, holidays"};
inline constexpr Parameter shopping_share{"shopping_share", 0.58, "1", Mark::estimate,
                                          "of shopping and leisure tours on weekdays"};
inline constexpr Parameter local_share{"local_share", 0.3, "1", Mark::assumption,
                                       "errands at an unnamed shop, café or friend's house"};
inline constexpr Parameter local_reach_km{
    "local_reach_km", 1.2, "km", Mark::assumption,
    "mean crow-fly way to local errands and to unnamed schools of one's own zone, "
    "where the zone is large enough"};
inline constexpr Parameter weekend_health_factor{"weekend_health_factor", 0.35, "1", Mark::assumption,
                                                 "outpatients on weekends and holidays"};
inline constexpr Parameter errand_rate_limit{
    "errand_rate_limit", 0.05, "1/day", Mark::assumption,
    "highest share of residents at hospitals, or at one-stop centres, in a day"};
inline constexpr Parameter shopping_stay_min{"shopping_stay_min", 30, "min", Mark::assumption,
                                             "median at unnamed shops"};
inline constexpr Parameter leisure_stay_min{"leisure_stay_min", 70, "min", Mark::assumption,
                                            "median at friends, cafés"};
inline constexpr Parameter resident_stay_cv{"resident_stay_cv", 0.4, "1", Mark::assumption,
                                            "variation of a stay, log-normal"};
inline constexpr Parameter workplace_spread_m{"workplace_spread_m", 30, "m", Mark::assumption,
                                              "radius at unnamed places"};

// Residents: how they get there. Door to door, for choice and for planned times only; traffic gives the real times.
inline constexpr Parameter detour_factor{"detour_factor", 1.35, "1", Mark::estimate,
                                         "street length / crow-fly; 1.3-1.4 is usual"};
inline constexpr Parameter walk_kmh{"walk_kmh", 4.32, "km/h", Mark::estimate, "1.2 m/s, residents"};
inline constexpr Parameter bicycle_kmh{"bicycle_kmh", 11, "km/h", Mark::estimate, "in town"};
inline constexpr Parameter motorbike_kmh{"motorbike_kmh", 28, "km/h", Mark::estimate,
                                         "free 30-40; Hồ Chí Minh City 2016 mean 19-21"};
inline constexpr Parameter car_kmh{"car_kmh", 30, "km/h", Mark::estimate, "free 35-50"};
inline constexpr Parameter heavy_kmh{"heavy_kmh", 28, "km/h", Mark::estimate, "coaches, buses and lorries"};
inline constexpr Parameter bicycle_access_min{"bicycle_access_min", 1, "min", Mark::assumption,
                                              "to and from the vehicle"};
inline constexpr Parameter motorbike_access_min{"motorbike_access_min", 2, "min", Mark::assumption, "same"};
inline constexpr Parameter car_access_min{"car_access_min", 5, "min", Mark::assumption, "same, with parking"};
inline constexpr Parameter passenger_access_min{"passenger_access_min", 3, "min", Mark::assumption,
                                                "waiting for the rider or the bus"};
inline constexpr Parameter heavy_access_min{"heavy_access_min", 5, "min", Mark::assumption,
                                            "same, coaches and lorries"};
inline constexpr Parameter hired_access_min{"hired_access_min", 6, "min", Mark::assumption,
                                            "waiting for a taxi or a hired motorbike"};
inline constexpr Parameter private_logsum{"private_logsum", 0.7, "1", Mark::assumption,
                                          "logsum parameter of the nest motorbike, car, passenger"};
inline constexpr Parameter non_motorised_logsum{"non_motorised_logsum", 0.8, "1", Mark::assumption,
                                                "same, walk and bicycle"};
inline constexpr Parameter hired_logsum{"hired_logsum", 0.6, "1", Mark::assumption, "same, bus, taxi and ride-hail"};
inline constexpr Parameter taxi_constant{"taxi_constant", -3.5, "1", Mark::estimate,
                                         "gives, with the next, 2-4 % of trips by taxi and ride-hail"};
inline constexpr Parameter ride_hail_constant{"ride_hail_constant", -3.3, "1", Mark::estimate, "same"};
inline constexpr Parameter rider_passenger_utility{
    "rider_passenger_utility", -1.4, "1", Mark::estimate,
    "added to passenger_constant for who rides himself; gives 1.39 people on a motorcycle at most "
    "(2015 survey)"};
inline constexpr Parameter child_bicycle_utility{"child_bicycle_utility", 0.3, "1", Mark::assumption,
                                                 "added for ages 9-15, who may not ride motorbikes"};

// Visitors.
inline constexpr Parameter foreign_tour_share{"foreign_tour_share", 0.31, "1", Mark::stated,
                                              "2023 survey: 31 % tours, 61 % independent"};
inline constexpr Parameter foreign_business_share{"foreign_business_share", 0.08, "1", Mark::estimate,
                                                  "the rest of that survey"};
inline constexpr Parameter domestic_tour_share{"domestic_tour_share", 0.33, "1", Mark::estimate,
                                               "persons in coach parties; coach and minibus 35-45 %"};
inline constexpr Parameter domestic_family_share{"domestic_family_share", 0.37, "1", Mark::assumption,
                                                 "persons in families of 4"};
inline constexpr Parameter domestic_business_share{"domestic_business_share", 0.08, "1", Mark::assumption,
                                                   "persons alone, on business"};
inline constexpr Parameter family_by_line_share{"family_by_line_share", 0.08, "1", Mark::estimate,
                                                "by line coach or limousine van"};
inline constexpr Parameter couple_by_line_share{"couple_by_line_share", 0.15, "1", Mark::estimate,
                                                "same; the rest by car or motorbike"};
inline constexpr Parameter couple_by_motorbike_share{"couple_by_motorbike_share", 0.29, "1", Mark::estimate,
                                                     "gives 5-8 % of visitors by motorcycle"};
inline constexpr Parameter independent_by_line_share{"independent_by_line_share", 0.60, "1", Mark::assumption,
                                                     "foreign independent visitors"};
inline constexpr Parameter tour_least{"tour_least", 30, "person", Mark::assumption, "a coach party"};
inline constexpr Parameter tour_most{"tour_most", 40, "person", Mark::assumption, "same"};
inline constexpr Parameter line_coach_load{"line_coach_load", 20.64, "person", Mark::stated,
                                           "bus occupancy, 2015 survey"};
inline constexpr Parameter walk_reach_m{"walk_reach_m", 800, "m", Mark::assumption,
                                        "crow-fly; further hops are ridden"};
inline constexpr Parameter visitor_walk_kmh{"visitor_walk_kmh", 3.6, "km/h", Mark::estimate, "1.0 m/s"};
inline constexpr Parameter visit_cv{"visit_cv", 0.4, "1", Mark::assumption, "variation of a visit, log-normal"};
inline constexpr Parameter least_visit_share{"least_visit_share", 0.5, "1", Mark::assumption,
                                             "of the wished visit that must fit before closing"};
inline constexpr Parameter visit_wait_utility_per_min{
    "visit_wait_utility_per_min", -0.02, "1/min", Mark::assumption,
    "expected wait at an entrance; half an hour takes away 45 % of the pull"};
inline constexpr Parameter crowding_utility{"crowding_utility", -0.5, "1", Mark::assumption,
                                            "of a place expected to be full, against an empty one"};
inline constexpr Parameter rain_utility{"rain_utility", -1.0, "1", Mark::assumption,
                                        "of a place wholly outdoors on a rainy day"};
inline constexpr Parameter foreign_fee_utility{
    "foreign_fee_utility", 0.1, "1/100,000 VND", Mark::assumption,
    "foreign visitors mind a fee less than those of whom the visits a day are"};
inline constexpr Parameter least_cruise_h{"least_cruise_h", 4, "h", Mark::estimate, "day cruises of 4-6 h"};
inline constexpr Parameter most_cruise_h{"most_cruise_h", 6, "h", Mark::estimate, "same"};
inline constexpr Parameter last_boarding_h{"last_boarding_h", 12.5, "h", Mark::estimate,
                                           "day cruises start in the morning or at noon"};
inline constexpr Parameter first_boarding_h{"first_boarding_h", 7.5, "h", Mark::estimate, "same"};
inline constexpr Parameter meal_min{"meal_min", 60, "min", Mark::assumption, "lunch or dinner"};
inline constexpr Parameter evening_share{"evening_share", 0.75, "1", Mark::assumption,
                                         "guests who go out after dinner"};
inline constexpr Parameter domestic_guest_nights{
    "domestic_guest_nights", 1.11, "night", Mark::estimate,
    "mean stay of 1.5 days with 45 % overnight, province 2013: (1.5 - 1) / 0.45"};
inline constexpr Parameter foreign_guest_nights{"foreign_guest_nights", 1.97, "night", Mark::estimate,
                                                "stay of 2.97 days, 2023 survey of foreign visitors"};
inline constexpr Parameter persons_per_room{"persons_per_room", 2, "person/room", Mark::assumption,
                                            "a group takes whole rooms; 2.5 to 3 on the fullest holidays"};
inline constexpr Parameter rooms_to_beds{"rooms_to_beds", 2.0, "bed/room", Mark::assumption,
                                         "where only rooms or only beds are known"};
inline constexpr Parameter hotel_beds{"hotel_beds", 40, "bed", Mark::assumption, "where nothing is known"};

// What visitors spend, so that an arriving visitor leaves 2.2 million VND in the city (its target for 2024: 22,000 billion
// VND of 10 million visitors) in the shares of a survey of the country in 2011: room 23.3 %, food 23.6 %, transport 22.1 %,
// the rest 31 %. Divided by what the model counts for each arriving visitor on an ordinary weekday.
inline constexpr Parameter night_vnd{"night_vnd", 1'030'000, "VND/person", Mark::estimate,
                                     "23.3 % of 2.2 million / 0.50 nights per visitor"};
inline constexpr Parameter meal_vnd{"meal_vnd", 415'000, "VND/person", Mark::estimate,
                                    "23.6 % of 2.2 million / 1.25 meals per visitor, all food of the day"};
inline constexpr Parameter ride_vnd{"ride_vnd", 123'000, "VND/person", Mark::estimate,
                                    "22.1 % of 2.2 million / 3.96 rides per visitor, with fuel and parking"};
inline constexpr Parameter cruise_vnd{"cruise_vnd", 500'000, "VND/person", Mark::estimate,
                                      "bay fee of about 290,000 (2023: 792 billion VND of 2.69 million) and the boat"};
inline constexpr Parameter visit_shopping_vnd{"visit_shopping_vnd", 209'000, "VND/person", Mark::estimate,
                                              "31 % of 2.2 million less fees and cruises / 2.24 visits per visitor"};

// Freight, line coaches and through traffic.
inline constexpr Parameter through_car_share{"through_car_share", 0.70, "1", Mark::estimate, "of through vehicles"};
inline constexpr Parameter through_van_share{"through_van_share", 0.15, "1", Mark::estimate, "same; the rest lorries"};
inline constexpr Parameter mine_to_port_share{"mine_to_port_share", 0.60, "1", Mark::assumption,
                                              "of a mine's lorries, coal to the ports"};
inline constexpr Parameter loading_min{"loading_min", 45, "min", Mark::assumption, "median at a port, mine or works"};
inline constexpr Parameter delivery_stop_min{"delivery_stop_min", 20, "min", Mark::assumption,
                                             "median unloading of a van"};
inline constexpr Parameter vans_per_1000_visits{"vans_per_1000_visits", 12, "van/day", Mark::assumption,
                                                "markets and malls"};
inline constexpr Parameter vans_per_100_beds{"vans_per_100_beds", 2, "van/day", Mark::assumption, "hotels"};
inline constexpr Parameter freight_cv{"freight_cv", 0.5, "1", Mark::assumption, "variation of loading and unloading"};
inline constexpr Parameter business_call_min{"business_call_min", 120, "min", Mark::assumption,
                                             "median stay of through vehicles that no other gateway takes"};

}  // namespace parameter
}  // namespace halong::demand
