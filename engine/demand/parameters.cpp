#include "demand/parameters.hpp"

#include <array>

namespace halong::demand {

std::string_view name_of(Mark mark)
{
    switch (mark) {
        case Mark::stated:
            return "stated";
        case Mark::estimate:
            return "estimate";
        case Mark::assumption:
            break;
    }
    return "assumption";
}

namespace {
namespace listed {
using namespace parameter;
constexpr std::array all{&persons_per_household,
                         &student_share,
                         &worker_motorbike_share,
                         &other_motorbike_share,
                         &worker_rider_share,
                         &other_rider_share,
                         &old_rider_share,
                         &male_share,
                         &lone_parent_seed,
                         &skipped_generation_seed,
                         &further_young_seed,
                         &further_adult_seed,
                         &cars_per_person,
                         &home_spread_m,
                         &work_attendance,
                         &weekend_work_attendance,
                         &holiday_work_attendance,
                         &shift_attendance,
                         &hotel_night_share,
                         &school_attendance,
                         &kindergarten_attendance,
                         &escort_age,
                         &escort_stop_min,
                         &school_early_min,
                         &school_wait_min,
                         &escort_work_min,
                         &full_day_share,
                         &morning_share,
                         &lunch_home_share,
                         &lunch_home_reach_km,
                         &school_decay_per_km,
                         &shopping_decay_per_km,
                         &leisure_decay_per_km,
                         &stop_share,
                         &worker_tours,
                         &pupil_tours,
                         &infant_tours,
                         &other_tours,
                         &free_day_tours,
                         &weekend_leisure_factor,
                         &holiday_leisure_factor,
                         &shopping_share,
                         &local_share,
                         &local_reach_km,
                         &weekend_health_factor,
                         &errand_rate_limit,
                         &shopping_stay_min,
                         &leisure_stay_min,
                         &resident_stay_cv,
                         &workplace_spread_m,
                         &detour_factor,
                         &walk_kmh,
                         &bicycle_kmh,
                         &motorbike_kmh,
                         &car_kmh,
                         &heavy_kmh,
                         &bicycle_access_min,
                         &motorbike_access_min,
                         &car_access_min,
                         &passenger_access_min,
                         &heavy_access_min,
                         &hired_access_min,
                         &private_logsum,
                         &non_motorised_logsum,
                         &hired_logsum,
                         &taxi_constant,
                         &ride_hail_constant,
                         &rider_passenger_utility,
                         &child_bicycle_utility,
                         &foreign_tour_share,
                         &foreign_business_share,
                         &domestic_tour_share,
                         &domestic_family_share,
                         &domestic_business_share,
                         &family_by_line_share,
                         &couple_by_line_share,
                         &couple_by_motorbike_share,
                         &independent_by_line_share,
                         &tour_least,
                         &tour_most,
                         &line_coach_load,
                         &walk_reach_m,
                         &visitor_walk_kmh,
                         &visit_cv,
                         &least_visit_share,
                         &visit_wait_utility_per_min,
                         &crowding_utility,
                         &rain_utility,
                         &foreign_fee_utility,
                         &least_cruise_h,
                         &most_cruise_h,
                         &last_boarding_h,
                         &first_boarding_h,
                         &meal_min,
                         &evening_share,
                         &domestic_guest_nights,
                         &foreign_guest_nights,
                         &persons_per_room,
                         &rooms_to_beds,
                         &hotel_beds,
                         &night_vnd,
                         &meal_vnd,
                         &ride_vnd,
                         &cruise_vnd,
                         &visit_shopping_vnd,
                         &through_car_share,
                         &through_van_share,
                         &mine_to_port_share,
                         &loading_min,
                         &delivery_stop_min,
                         &vans_per_1000_visits,
                         &vans_per_100_beds,
                         &freight_cv,
                         &business_call_min};
}  // namespace listed
}  // namespace

std::span<Parameter const* const> all_parameters() { return listed::all; }

}  // namespace halong::demand
