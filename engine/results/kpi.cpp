#include "results/kpi.hpp"

#include "city/value_of_time.hpp"
#include "core/error.hpp"
#include "results/running_cost.hpp"
#include "results/spending.hpp"
#include "results/transfers.hpp"
#include "services/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <string_view>

namespace halong::results {
namespace {

using city::PersonClass;
using services::percent;
using services::sum;
using services::units;

struct TripSums {
    double completed = 0;
    double time_ms = 0;
    double vehicle_ms = 0;
    double vehicle_delay_ms = 0;
    double person_delay_ms = 0;
    std::array<double, city::person_class_count> person_ms{};
    std::array<std::int64_t, city::person_class_count> worth_mvnd{};  // of that time, thousandths of a VND
};

bool is_tour_of_bay(city::Plans const& plans, std::uint32_t stay)
{
    return plans.mode[stay] == city::Mode::transit && plans.activity[stay] == city::Activity::cruise;
}

// Sums of integers below 2^53, so that doubles hold them exactly in any order.
TripSums trip_sums(city::Plans const& plans, simulation::RunResult const& run)
{
    TripSums sums;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        double own_ms = 0;
        bool const is_bus = std::ranges::binary_search(plans.bus_runs, traveller, {}, &city::BusRun::traveller);
        auto const who = static_cast<std::size_t>(plans.person_class[traveller]);
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            if (!is_completed_trip(plans, run, stay)) continue;
            auto const& leg = run.legs[stay];
            double const time_ms = leg.arrival_ms - leg.departure_ms;
            double const delay_ms = time_ms - leg.free_ms;
            if (!is_bus) {  // drives from stop to stop; its riders make the trips
                sums.completed += 1;
                sums.time_ms += time_ms;
            }
            sums.person_delay_ms += delay_ms * plans.persons[traveller];
            sums.person_ms[who] += time_ms * plans.persons[traveller];
            own_ms += time_ms;
            if (!city::has_vehicle(plans.mode[stay])) continue;
            sums.vehicle_ms += time_ms - leg.after_road_ms;
            sums.vehicle_delay_ms += delay_ms - leg.after_road_ms;
        }
        if (own_ms == 0) continue;
        double const vnd_per_min = run.value_of_time.vnd_per_min(plans, traveller);
        sums.worth_mvnd[who] += std::llround(1'000 * vnd_per_min * (own_ms / core::ms_per_minute));
    }
    return sums;
}

// Kilometres by class.
std::array<double, network::vehicle_class_count> vehicle_km(city::City const& city, simulation::RunResult const& run)
{
    std::array<double, network::vehicle_class_count> km{};
    for (core::LinkId const link : city.network.links()) {
        double const link_km = city.network.length_m(link) / 1000;
        std::size_t const first = link.value() * std::size_t{core::hours_per_day} * km.size();
        for (std::size_t c = 0; c < km.size(); ++c) {
            std::int64_t vehicles = 0;
            for (std::size_t h = 0; h < core::hours_per_day; ++h)
                vehicles += run.link_hours.vehicles[first + h * km.size() + c];
            km[c] += static_cast<double>(vehicles) * link_km;
        }
    }
    return km;
}

// The further figures of services that are KPIs, each the end of a KPI's name.
constexpr std::array<std::string_view, 11> counter_extras{
    "abandonment_pct", "mean_wait_min", "wait_p95_min",  "within_15_min_pct", "within_30_min_pct",
    "utilisation_pct", "overtime_h",    "lost_person_h", "online_share_pct",  "back_office_utilisation_pct",
    "back_office_left"};

constexpr std::array<std::string_view, 13> clinic_extras{
    "abandonment_pct", "hospital_wait_min", "hospital_at_once_pct", "station_wait_min",        "station_at_once_pct",
    "wait_p95_min",    "mean_total_min",    "within_norm_pct",      "doctors_utilisation_pct", "patients_per_doctor_h",
    "admitted",        "without_bed",       "peak_beds_pct"};

constexpr std::array<std::string_view, 5> school_extras{"overloaded_schools", "without_seat", "mean_way_km",
                                                        "way_p90_km", "beyond_radius_pct"};

constexpr std::array<std::string_view, 5> camera_extras{
    "blind_vehicle_km_pct", "trips_seen_pct", "trips_seen_often_pct", "cameras_per_detection", "one_camera_only_pct"};

constexpr std::array<std::string_view, 6> parking_extras{
    "turned_away", "kerb", "cruising_km", "search_h", "occupancy_p95_pct", "hours_above_85_pct"};

constexpr std::array<std::string_view, 5> charging_extras{"energy_kwh", "unserved_kwh", "peak_kw", "mean_wait_min",
                                                          "utilisation_pct"};

constexpr std::array<std::string_view, 5> utility_extras{"water_m3", "water_peak_m3_h", "power_mwh", "power_peak_kw",
                                                         "waste_t"};

constexpr std::array<std::string_view, 13> operations_extras{"missed",
                                                             "within_60_s_pct",
                                                             "within_5_min_pct",
                                                             "by_tour_pct",
                                                             "by_analytics_pct",
                                                             "by_call_pct",
                                                             "delay_median_s",
                                                             "delay_p95_s",
                                                             "utilisation_pct",
                                                             "alarms_per_operator_h",
                                                             "urgent_wait_s",
                                                             "other_wait_s",
                                                             "false_alarms_per_camera_h_at_85_pct"};

// Offered, covered and carried, then the figures of these names. Zero where the city has no such service.
void add_service_values(services::ServiceResult const* service, std::span<std::string_view const> extras,
                        std::vector<double>& values)
{
    services::Tally const visits = service != nullptr ? service->by_zone.total() : services::Tally{};
    for (std::int64_t const amount : {visits.offered, visits.covered, visits.carried}) values.push_back(units(amount));
    for (std::string_view const name : extras) {
        values.push_back(service != nullptr ? services::extra_of(*service, name) : 0);
    }
}

void add_transit_values(simulation::RunResult const& run, std::vector<double>& values)
{
    auto const& hours = run.line_hours;
    std::int64_t const boardings = sum(hours.boardings);
    for (double const value :
         {static_cast<double>(boardings), services::mean_minutes(sum(hours.wait_ms), boardings),
          static_cast<double>(sum(hours.passed_up)), static_cast<double>(sum(hours.crowded_ms)) / core::ms_per_minute,
          static_cast<double>(run.turned_away), static_cast<double>(run.gave_up)}) {
        values.push_back(value);
    }
}

double hours_of(city::Spell const& spell)
{
    return static_cast<double>(spell.to_ms - spell.from_ms) / core::ms_per_hour;
}

// What a figure of a service counts; 0 where the city has no such service.
double figure_of(simulation::RunResult const& run, std::string_view service, std::string_view name)
{
    auto const* const found = services::find_service(run.services, service);
    return found != nullptr ? services::extra_of(*found, name) : 0;
}

void add_outage_values(city::City const& city, simulation::RunResult const& run, std::vector<double>& values)
{
    double hotspot_h = 0;
    double camera_h = 0;
    double signal_h = 0;
    for (auto const& [site, spell] : city.faults.sites.rows()) {
        bool const is_camera = city.sites[site].service == scenario::ServiceKind::camera;
        (is_camera ? camera_h : hotspot_h) += hours_of(spell);
    }
    for (network::DarkSignal const& dark : city.network.dark_signals())
        signal_h += hours_of({dark.from_ms, dark.to_ms});
    for (double const value : {hotspot_h, camera_h, signal_h, figure_of(run, "wifi", "outage_sessions"),
                               figure_of(run, "utility", "power_unserved_mwh")}) {
        values.push_back(value);
    }
}

}  // namespace

bool is_completed_trip(city::Plans const& plans, simulation::RunResult const& run, std::uint32_t stay)
{
    return run.legs[stay].arrival_ms != core::never && !is_tour_of_bay(plans, stay);
}

std::vector<Kpi> kpis_of(city::City const& city, city::Plans const& plans, simulation::RunResult const& run)
{
    TripSums const trips = trip_sums(plans, run);
    auto const km_of = vehicle_km(city, run);
    double const km = std::accumulate(km_of.begin(), km_of.end(), 0.0);
    double const hours = trips.vehicle_ms / core::ms_per_hour;
    std::vector<double> values{trips.completed,
                               km,
                               hours,
                               trips.vehicle_delay_ms / core::ms_per_hour,
                               trips.person_delay_ms / core::ms_per_hour,
                               trips.completed > 0 ? trips.time_ms / trips.completed / core::ms_per_minute : 0,
                               hours > 0 ? km / hours : 0};
    for (double const ms : trips.person_ms) values.push_back(ms / core::ms_per_hour);
    constexpr double million = 1e6;
    values.push_back(static_cast<double>(sum(trips.worth_mvnd)) / (1'000 * million));
    for (std::int64_t const mvnd : trips.worth_mvnd) values.push_back(static_cast<double>(mvnd) / (1'000 * million));
    values.push_back(running_cost_vnd(km_of) / million);
    services::Tally wifi;
    services::Tally visitors;
    if (auto const* service = services::find_service(run.services, "wifi")) {
        wifi = service->by_zone.total();
        visitors = service->by_zone.class_total(PersonClass::domestic_visitor);
        visitors += service->by_zone.class_total(PersonClass::foreign_visitor);
    }
    services::Tally camera;
    if (auto const* service = services::find_service(run.services, "camera")) camera = service->by_zone.total();
    for (double const value :
         {units(wifi.offered), units(wifi.covered), units(wifi.carried), percent(wifi.covered, wifi.offered),
          percent(wifi.carried, wifi.offered), units(visitors.carried), units(camera.offered), units(camera.covered),
          units(camera.carried), percent(camera.covered, camera.offered), percent(camera.carried, camera.offered)}) {
        values.push_back(value);
    }
    auto const* const cameras = services::find_service(run.services, "camera");
    for (std::string_view const name : camera_extras) {
        values.push_back(cameras != nullptr ? services::extra_of(*cameras, name) : 0);
    }
    services::Tally queue;
    services::WaitTable waits;
    double hall_crowded_min = 0;
    double hall_least_m2 = 0;
    if (auto const* service = services::find_service(run.services, "queue")) {
        queue = service->by_zone.total();
        waits = service->waits;
        hall_crowded_min = services::extra_of(*service, "hall_crowded_person_min");
        hall_least_m2 = services::extra_of(*service, "hall_least_m2");
    }
    for (double const value : {units(queue.offered), units(queue.carried), static_cast<double>(waits.all_turned_away),
                               waits.mean_wait_min, waits.wait_p95_min, hall_crowded_min, hall_least_m2}) {
        values.push_back(value);
    }
    add_service_values(services::find_service(run.services, "counter"), counter_extras, values);
    add_service_values(services::find_service(run.services, "clinic"), clinic_extras, values);
    add_service_values(services::find_service(run.services, "school"), school_extras, values);
    add_transit_values(run, values);
    add_service_values(services::find_service(run.services, "operations"), operations_extras, values);
    for (std::string_view const name : {"motorbike_parking", "car_parking", "coach_parking"}) {
        add_service_values(services::find_service(run.services, name), parking_extras, values);
    }
    auto const* const coaches = services::find_service(run.services, "coach_parking");
    values.push_back(coaches != nullptr ? services::extra_of(*coaches, "pier_peak_pct") : 0);
    for (std::string_view const name : {"motorbike_charging", "car_charging"}) {
        add_service_values(services::find_service(run.services, name), charging_extras, values);
    }
    auto const* const utilities = services::find_service(run.services, "utility");
    for (std::string_view const name : utility_extras) {
        values.push_back(utilities != nullptr ? services::extra_of(*utilities, name) : 0);
    }
    Spending const spending = spending_of(city, plans, run);
    for (int i = 0; i < business_count; ++i) {
        values.push_back(static_cast<double>(spending.total(static_cast<Business>(i))) / million);
    }
    for (std::int64_t const vnd : transfers_of(city, plans, run, spending)) {
        values.push_back(static_cast<double>(vnd) / million);
    }
    add_outage_values(city, run, values);
    std::vector<Kpi> kpis;
    for (std::size_t i = 0; i < values.size(); ++i) {
        kpis.push_back({std::string(all_kpis()[i].id), values[i]});
    }
    return kpis;
}

}  // namespace halong::results
