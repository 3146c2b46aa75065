#include "results/kpi.hpp"

#include "results/spending.hpp"

#include <algorithm>

namespace halong::results {
namespace {

using city::PersonClass;

struct TripSums {
    double completed = 0;
    double time_ms = 0;
    double vehicle_ms = 0;
    double vehicle_delay_ms = 0;
    double person_delay_ms = 0;
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
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            if (!is_completed_trip(plans, run, stay)) continue;
            auto const& leg = run.legs[stay];
            double const time_ms = leg.arrival_ms - leg.departure_ms;
            double const delay_ms = time_ms - leg.free_ms;
            sums.completed += 1;
            sums.time_ms += time_ms;
            sums.person_delay_ms += delay_ms * plans.persons[traveller];
            if (!city::has_vehicle(plans.mode[stay])) continue;
            sums.vehicle_ms += time_ms;
            sums.vehicle_delay_ms += delay_ms;
        }
    }
    return sums;
}

double vehicle_km(city::City const& city, simulation::RunResult const& run)
{
    constexpr int cells = core::hours_per_day * network::vehicle_class_count;
    double metres = 0;
    for (core::LinkId const link : city.network.links()) {
        std::int64_t vehicles = 0;
        std::size_t const first = link.value() * std::size_t{cells};
        for (int i = 0; i < cells; ++i) {
            vehicles += run.link_hours.vehicles[first + static_cast<std::size_t>(i)];
        }
        metres += static_cast<double>(vehicles) * city.network.length_m(link);
    }
    return metres / 1000;
}

double share_pct(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double units(std::int64_t thousandths) { return static_cast<double>(thousandths) / 1000.0; }

services::ServiceResult const* find_service(simulation::RunResult const& run, std::string_view name)
{
    auto const found = std::ranges::find(run.services, name, &services::ServiceResult::service);
    return found == run.services.end() ? nullptr : &*found;
}

}  // namespace

std::vector<KpiInfo> const& all_kpis()
{
    static std::vector<KpiInfo> const kpis{
        {"trips_completed", "trips", "Chuyến đi hoàn thành", "Trips completed",
         "Legs of residents, visitors and drivers that reached their end; a bay tour is none."},
        {"vehicle_km", "km", "Xe-km", "Vehicle-km", "Length of links times vehicles that passed them."},
        {"vehicle_h", "h", "Xe-giờ", "Vehicle-hours", "Time of vehicles from departure to arrival."},
        {"vehicle_delay_h", "h", "Trễ của xe", "Vehicle delay",
         "Time of vehicles beyond the time alone on the road, including waiting to enter it."},
        {"person_delay_h", "person-h", "Trễ của người", "Person delay",
         "Delay of every leg times the people who travel together, with waits for buses and cabins."},
        {"mean_trip_min", "min", "Thời gian chuyến đi", "Mean trip time",
         "Mean time of completed legs, all modes, door to door on the network."},
        {"mean_speed_kmh", "km/h", "Tốc độ trung bình", "Mean speed", "Vehicle-km over vehicle-hours."},
        {"wifi_offered_person_min", "person-min", "Wi-Fi: nhu cầu", "Wi-Fi offered",
         "Minutes of Wi-Fi sessions that people outdoors want."},
        {"wifi_covered_person_min", "person-min", "Wi-Fi: trong vùng phủ", "Wi-Fi covered",
         "Of the offered minutes, those in radio reach of a hotspot."},
        {"wifi_carried_person_min", "person-min", "Wi-Fi: được phục vụ", "Wi-Fi carried",
         "Of the covered minutes, those within the limits of association, airtime and uplink."},
        {"wifi_covered_share_pct", "%", "Wi-Fi: tỷ lệ phủ", "Wi-Fi covered share", "Covered over offered."},
        {"wifi_carried_share_pct", "%", "Wi-Fi: tỷ lệ phục vụ", "Wi-Fi carried share", "Carried over offered."},
        {"wifi_carried_visitor_person_min", "person-min", "Wi-Fi: khách được phục vụ", "Wi-Fi carried, visitors",
         "Carried minutes of domestic and foreign visitors."},
        {"camera_offered_passages", "passages", "Camera: lượt qua", "Camera offered",
         "Passages of vehicles and walkers along the links of the city."},
        {"camera_covered_passages", "passages", "Camera: trong tầm nhìn", "Camera covered",
         "Of the offered passages, those on links with a part in some field of view at its level."},
        {"camera_detected_passages", "passages", "Camera: phát hiện", "Camera detected",
         "Of the covered passages, those that at least one camera detects (light, weather, occlusion)."},
        {"camera_covered_share_pct", "%", "Camera: tỷ lệ phủ", "Camera covered share", "Covered over offered."},
        {"camera_detected_share_pct", "%", "Camera: tỷ lệ phát hiện", "Camera detected share",
         "Detected over offered."},
        {"queue_offered_visits", "persons", "Xếp hàng: lượt đến", "Queues: visits offered",
         "Persons who come to a place with gates, limited room or slots."},
        {"queue_carried_visits", "persons", "Xếp hàng: lượt vào", "Queues: visits carried",
         "Of these, the persons who are let in."},
        {"queue_turned_away", "persons", "Xếp hàng: lượt bỏ về", "Queues: turned away",
         "Of these, the persons who meet a closed door or would wait beyond their patience."},
        {"queue_mean_wait_min", "min", "Xếp hàng: chờ trung bình", "Queues: mean wait",
         "Mean wait of the persons who are let in."},
        {"queue_wait_p95_min", "min", "Xếp hàng: chờ, phân vị 95 %", "Queues: 95th percentile of waits",
         "Wait that 95 % of the persons who are let in do not exceed."},
        {"spending_lodging_m_vnd", "million VND", "Chi tiêu: lưu trú", "Spending: lodging",
         "What visitors spend on the day's night in hotels."},
        {"spending_food_m_vnd", "million VND", "Chi tiêu: ăn uống", "Spending: food", "What visitors spend on meals."},
        {"spending_transport_m_vnd", "million VND", "Chi tiêu: đi lại", "Spending: transport",
         "What visitors spend on rides."},
        {"spending_sights_m_vnd", "million VND", "Chi tiêu: tham quan", "Spending: sights",
         "What visitors spend on tickets of sights and cruises."},
        {"spending_shopping_m_vnd", "million VND", "Chi tiêu: mua sắm", "Spending: shopping",
         "What visitors spend on goods where they visit."},
    };
    return kpis;
}

bool is_completed_trip(city::Plans const& plans, simulation::RunResult const& run, std::uint32_t stay)
{
    return run.legs[stay].arrival_ms != core::never && !is_tour_of_bay(plans, stay);
}

std::vector<Kpi> kpis_of(city::City const& city, city::Plans const& plans, simulation::RunResult const& run)
{
    TripSums const trips = trip_sums(plans, run);
    double const km = vehicle_km(city, run);
    double const hours = trips.vehicle_ms / core::ms_per_hour;
    std::vector<double> values{trips.completed,
                               km,
                               hours,
                               trips.vehicle_delay_ms / core::ms_per_hour,
                               trips.person_delay_ms / core::ms_per_hour,
                               trips.completed > 0 ? trips.time_ms / trips.completed / core::ms_per_minute : 0,
                               hours > 0 ? km / hours : 0};
    services::Tally wifi;
    services::Tally visitors;
    if (auto const* service = find_service(run, "wifi")) {
        wifi = service->by_zone.total();
        visitors = service->by_zone.class_total(PersonClass::domestic_visitor);
        visitors += service->by_zone.class_total(PersonClass::foreign_visitor);
    }
    services::Tally camera;
    if (auto const* service = find_service(run, "camera")) camera = service->by_zone.total();
    for (double const value :
         {units(wifi.offered), units(wifi.covered), units(wifi.carried), share_pct(wifi.covered, wifi.offered),
          share_pct(wifi.carried, wifi.offered), units(visitors.carried), units(camera.offered), units(camera.covered),
          units(camera.carried), share_pct(camera.covered, camera.offered),
          share_pct(camera.carried, camera.offered)}) {
        values.push_back(value);
    }
    services::Tally queue;
    services::WaitTable waits;
    if (auto const* service = find_service(run, "queue")) {
        queue = service->by_zone.total();
        waits = service->waits;
    }
    for (double const value : {units(queue.offered), units(queue.carried), static_cast<double>(waits.all_turned_away),
                               waits.mean_wait_min, waits.wait_p95_min}) {
        values.push_back(value);
    }
    constexpr double million = 1e6;
    Spending const spending = spending_of(city, plans, run);
    for (int i = 0; i < business_count; ++i) {
        values.push_back(static_cast<double>(spending.total(static_cast<Business>(i))) / million);
    }
    std::vector<Kpi> kpis;
    for (std::size_t i = 0; i < values.size(); ++i) {
        kpis.push_back({std::string(all_kpis()[i].id), values[i]});
    }
    return kpis;
}

}  // namespace halong::results
