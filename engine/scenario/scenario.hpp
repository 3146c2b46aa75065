// A scenario: a day in a city. Plain structs with their defaults. What each member means, its unit, its allowed
// range and where its default comes from stand in describe_scenario.cpp, once; `halong explain KEY` shows them.
#pragma once

#include "scenario/outage.hpp"
#include "scenario/road_change.hpp"
#include "scenario/text.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

enum class DayKind {
    weekday,
    weekend,
    holiday
};

struct DemandParameters {
    double residents_factor = 1.0;
    double visitors_per_day = 27'000;
    double foreign_share = 0.12;
    double overnight_share = 0.41;
    double bay_share = 0.26;
    double trips_factor = 1.0;
    double worker_share = 0.79;
    double motorbike_constant = 0.0;  // utilities: the motorbike is the reference mode
    double car_constant = 0.4;
    double walk_constant = -0.2;
    double bicycle_constant = -2.9;
    double passenger_constant = -1.6;
    double time_utility_per_min = -0.06;
    double walk_time_utility_per_min = -0.11;
    double gravity_decay_per_km = 0.15;
    double through_factor = 1.0;
    std::string route_file;   // empty: the day's people and their routes are made by the model
    std::string change_file;  // empty: everybody whom the model makes counts once
    bool operator==(DemandParameters const&) const = default;
};

struct TrafficParameters {
    int window_ms = 500;  // results do not depend on it
    int min_link_time_ms = 1'000;
    double seepage = 0.3;
    double signal_cycle_s = 90;
    double signal_lost_s = 4;         // per phase
    double dark_signal_lane_pcu_h = 375;
    double ring_turn_s = 5;           // full rings of links may move on as one at these intervals; 0: never
    double pass_blocked_after_s = 2;  // who wants elsewhere passes a vehicle that is blocked for longer; 0: never
    double squeeze_after_s = 60;      // who waits longer at a stop line squeezes into the full link; 0: never
    double informed_share = 0;        // of the drivers, who know the times of the roads on their way
    double informed_look_s = 300;     // how often the news is renewed
    double informed_gain = 0.2;       // least gain for which they take another way, of the time that is left
    double informed_gain_s = 60;      // the same as a time; the larger of the two counts
    double gridlock_limit_share = 0.001;
    int end_hour = 30;  // hours after 00:00
    bool operator==(TrafficParameters const&) const = default;
};

enum class UTurns {
    dead_ends,
    anywhere
};

struct RouteParameters {
    int batches = 16;
    double peak_hour_share = 0.14;
    double delay_at_capacity = 3.0;  // delay / free time on a link at capacity
    UTurns u_turns = UTurns::dead_ends;
    bool operator==(RouteParameters const&) const = default;
};

enum class ReplanningStep {
    msa,
    self_regulating,
    gap_ordered
};

struct ReplanningParameters {
    int days = 0;  // at most; 0: routes are chosen once
    ReplanningStep step = ReplanningStep::self_regulating;
    double stop_gap = 0.01;  // share of the driven time
    double slot_min = 15;    // of the times that drivers learn
    bool routes = true;      // what travellers look for
    bool departure_times = false;
    bool modes = false;
    bool itineraries = false;
    double largest_shift_min = 60;  // of a departure, from one day to the next
    double early_cost = 0.61;       // of a minute, against a minute on the way
    double late_cost = 2.38;
    int draws = 0;           // other draws of who looks, for the same people
    std::string warm_start;  // settled days of an earlier run; empty: none
    bool operator==(ReplanningParameters const&) const = default;
};

enum class PathLoss {
    umi,          // 3GPP TR 38.901, urban micro street canyon, with a chance of line of sight
    log_distance  // free space at 1 m, then `path_loss_exponent`
};
enum class MacModel {
    contention,  // Bianchi (2000) by the phones that are active
    fixed        // always `mac_efficiency`
};
enum class AirSharing {
    airtime,    // equal time: who hears well gets more through
    throughput  // equal rates: one slow phone slows all
};

struct WifiParameters {
    double take_rate_foreign = 0.35;
    double take_rate_domestic = 0.15;
    double take_rate_worker = 0.05;
    double take_rate_resident = 0.08;
    double session_median_min = 13.0;
    double session_cv = 1.0;
    double need_mbps = 0.5;
    double min_power_dbm = -75.0;
    double prefer_5ghz_db = 10.0;
    MacModel mac = MacModel::contention;
    int frames_per_burst = 32;
    double mac_efficiency = 0.6;
    AirSharing sharing = AirSharing::airtime;
    double contention_dbm = -82.0;
    PathLoss path_loss = PathLoss::umi;
    double path_loss_exponent = 3.0;
    double shadow_sigma_db = 4.0;
    double uptime = 0.98;
    double repair_h = 4;
    double step_s = 60.0;
    bool operator==(WifiParameters const&) const = default;
};

struct CameraParameters {
    double uptime = 0.95;
    double day_factor = 0.98;
    double night_factor = 0.85;
    double rain_factor = 0.85;
    double algorithm_factor = 0.92;
    double sunrise_h = 5.7;
    double sunset_h = 18.2;
    double exposure_time_s = 0.5;        // t0 of 1 - exp(-t/t0)
    double occlusion_per_density = 0.6;  // c of 1 - exp(-c k), k = PCU per metre and lane-width
    int seen_at_least = 3;               // times on one trip
    bool operator==(CameraParameters const&) const = default;
};

struct OperationsParameters {
    int posts = 14;  // in the room
    int operators_morning = 10;
    int operators_afternoon = 10;
    int operators_night = 6;
    double morning_from_h = 6;
    double afternoon_from_h = 14;
    double night_from_h = 22;
    int views = 9;  // that one operator has before him
    double view_s = 8;
    double road_incidents_per_million_km = 20;   // vehicle-km
    double public_incidents_per_million_h = 20;  // person-hours outdoors
    double road_visible_min = 10;
    double public_visible_min = 3;
    double analytics_chance = 0.8;
    double analytics_delay_s = 20;
    double false_alarms_per_camera_h = 0.05;
    double call_delay_min = 6;
    double urgent_share = 0.2;
    double handling_min = 4;
    double false_alarm_min = 3;
    bool operator==(OperationsParameters const&) const = default;
};

struct ParkingParameters {
    double spaces_factor = 1.0;
    double motorbike_spaces_per_person = 0.95;  // of those whom a place holds at once
    double car_spaces_per_person = 0.17;
    double coach_spaces_per_person = 0.015;
    double walk_m = 400;
    double walk_kmh = 4.3;
    double look_s = 60;
    double search_patience_min = 15;
    double search_kmh = 12;
    double car_fee_vnd = 20'000;
    double motorbike_fee_vnd = 5'000;
    double coach_fee_vnd = 50'000;
    double vnd_per_min = 250;  // where a car park is chosen; 0: each driver's own
    bool operator==(ParkingParameters const&) const = default;
};

// What an hour is worth to a person: means by class, and how far persons are apart.
struct ValueOfTimeParameters {
    double resident_vnd_per_h = 14'000;
    double worker_vnd_per_h = 33'000;
    double domestic_visitor_vnd_per_h = 20'000;
    double foreign_visitor_vnd_per_h = 60'000;
    double business_vnd_per_h = 60'000;
    double spread = 0.7;  // standard deviation of the logarithm
    bool operator==(ValueOfTimeParameters const&) const = default;
};

struct TransitParameters {
    bool on = true;
    double bus_constant = -0.5;  // utility, as those of DemandParameters
    double walk_to_stop_m = 500;
    double least_ride_m = 1'000;
    double patience_min = 30;
    bool operator==(TransitParameters const&) const = default;
};

struct QueueParameters {
    double patience_min = 60;
    double hall_m2_per_gate = 40;
    bool operator==(QueueParameters const&) const = default;
};

// Charging points that an option adds at places.
struct ChargerRule {
    std::vector<std::string> place_kinds;
    int car_points = 0;  // at each place
    int motorbike_points = 0;
    bool operator==(ChargerRule const&) const = default;
};

struct ChargingParameters {
    double car_share = 0.04;
    double motorbike_share = 0.06;
    double charge_share = 0.25;  // of the stays at places
    double car_points_per_100_spaces = 1;
    double motorbike_points_per_100_spaces = 0.5;
    double car_kw = 22;
    double motorbike_kw = 1;
    double car_kwh = 20;
    double motorbike_kwh = 1;
    double energy_cv = 0.5;
    double patience_min = 15;
    bool operator==(ChargingParameters const&) const = default;
};

// Of one person for an hour of presence.
struct UtilityParameters {
    double hotel_l = 20.8;
    double hotel_kwh = 1.0;
    double hotel_kg = 0.06;
    double sight_l = 5;
    double sight_kwh = 0.3;
    double sight_kg = 0.1;
    bool operator==(UtilityParameters const&) const = default;
};

enum class WindowPolicy {
    fixed,
    threshold
};

enum class OnlineChannel {
    choice,
    given
};

struct CounterParameters {
    double visits_factor = 1.0;
    double quick_share = 0.5;
    double land_share = 0.15;
    double quick_min = 5;
    double standard_min = 12;
    double land_min = 25;
    double service_cv = 0.7;
    double window_utilisation = 0.75;
    double windows_factor = 1.0;
    WindowPolicy window_policy = WindowPolicy::fixed;
    int open_more_above = 10;  // people who wait
    int most_more_windows = 2;
    double lunch_from_h = 11.5;
    double lunch_to_h = 13.5;
    double lunch_share = 0.25;
    double appointment_share = 0.1;
    double appointment_spread_min = 5;
    double balk_least = 6;  // people ahead for each window
    double balk_most = 15;
    double patience_mean_min = 45;
    double dossiers_per_visit = 0.75;
    double dossier_min = 20;
    double back_office_utilisation = 0.8;
    double usual_online_share = 0.636;
    OnlineChannel channel = OnlineChannel::given;
    double online_share = 0.636;
    double online_constant = -2.25;
    double online_age_utility = -0.4;  // for ten years beyond 40
    double usual_wait_min = 10;
    bool operator==(CounterParameters const&) const = default;
};

struct ClinicParameters {
    double posts_factor = 1.0;
    double hospital_utilisation = 0.6;
    double clinic_utilisation = 0.4;
    double opens_h = 7;
    double closes_h = 17;
    double lunch_from_h = 11.5;
    double lunch_to_h = 13.5;
    double lunch_share = 0.3;
    double night_share = 0.15;
    double emergency_share = 0.05;
    double test_share = 0.5;
    double register_min = 3;
    double exam_min = 9.3;
    double test_min = 12;
    double second_exam_min = 5;
    double pharmacy_min = 4;
    double service_cv = 0.7;
    double patience_mean_min = 240;
    double admission_share = 0.11;
    double beds_taken_share = 0.85;
    double stay_days = 6;
    bool operator==(ClinicParameters const&) const = default;
};

struct Weather {
    bool rain = false;
    bool fog = false;
    bool boats_barred = false;
    bool operator==(Weather const&) const = default;
};

// A crowd at a place for some hours, and roads that are closed or changed for it; either may be left out.
struct Event {
    std::string id;
    Text title;
    std::string place;  // id of a place of the city; empty: no crowd
    double from_h = 0;
    double to_h = 24;  // of the same day; 25 is 01:00
    std::int64_t attendance = 0;
    double residents_share = 0.4;
    std::vector<RoadChange> roads;
    bool operator==(Event const&) const = default;
};

struct Scenario {
    std::string id;  // stem of the file's name; not a key
    Text title;
    std::string city = "data/halong";  // folder with city.toml; in a file: relative to that file
    DayKind day = DayKind::weekday;
    std::uint64_t seed = 1;  // at most 2^63 - 1, the largest whole number of TOML
    DemandParameters demand;
    TrafficParameters traffic;
    RouteParameters routes;
    ReplanningParameters replanning;
    WifiParameters wifi;
    CameraParameters camera;
    OperationsParameters operations;
    ParkingParameters parking;
    ValueOfTimeParameters value_of_time;
    TransitParameters transit;
    QueueParameters queues;
    CounterParameters counters;
    ClinicParameters clinics;
    ChargingParameters charging;
    std::vector<ChargerRule> chargers;  // key `charger`
    UtilityParameters utilities;
    Weather weather;
    std::vector<Event> events;  // key `event`
    PowerParameters power;
    std::vector<Outage> outages;  // key `outage`
    std::vector<Backup> backups;  // key `backup`
    bool operator==(Scenario const&) const = default;
};

}  // namespace halong::scenario
