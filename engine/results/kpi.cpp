#include "results/kpi.hpp"

#include "core/error.hpp"
#include "results/spending.hpp"
#include "services/figures.hpp"

#include <algorithm>
#include <array>
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
            sums.person_ms[static_cast<std::size_t>(plans.person_class[traveller])] +=
                time_ms * plans.persons[traveller];
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

constexpr std::array<std::string_view, 4> parking_extras{"turned_away", "cruising_km", "occupancy_p95_pct",
                                                         "hours_above_85_pct"};

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
          static_cast<double>(run.turned_away)}) {
        values.push_back(value);
    }
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
        {"resident_time_h", "person-h", "Thời gian đi lại: cư dân", "Time on the way: residents",
         "Time of completed legs of residents who do not work, times the people who travel together, with waits for "
         "buses."},
        {"worker_time_h", "person-h", "Thời gian đi lại: người đi làm", "Time on the way: workers",
         "The same of residents who work."},
        {"domestic_visitor_time_h", "person-h", "Thời gian đi lại: khách trong nước",
         "Time on the way: domestic visitors", "The same of visitors from Việt Nam."},
        {"foreign_visitor_time_h", "person-h", "Thời gian đi lại: khách quốc tế", "Time on the way: foreign visitors",
         "The same of visitors from abroad."},
        {"business_time_h", "person-h", "Thời gian đi lại: người lái xe", "Time on the way: drivers at work",
         "The same of those who drive lorries, buses, taxis and through traffic."},
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
        {"camera_blind_vehicle_km_pct", "%", "Camera: xe-km không thấy", "Camera blind vehicle-km",
         "Share of the vehicle-km on links without a part in any field of view."},
        {"camera_trips_seen_pct", "%", "Camera: chuyến đi được thấy", "Camera: trips detected",
         "Expected share of the trips that are detected at least once, given the day's weather."},
        {"camera_trips_seen_often_pct", "%", "Camera: chuyến đi được theo dõi", "Camera: trips followed",
         "Expected share of the trips that are detected at least so often as camera.seen_at_least says."},
        {"camera_per_detection", "cameras", "Camera: số camera mỗi lượt phát hiện", "Cameras for each detection",
         "Mean number of cameras that detect a passage which any of them detects."},
        {"camera_one_only_pct", "%", "Camera: lượt chỉ một camera thấy", "Camera: detected by one only",
         "Share of the detected passages that would be lost if the one camera that detected them failed."},
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
        {"counter_offered_visits", "persons", "Một cửa: lượt đến", "One-stop centres: visits offered",
         "Persons who come to a one-stop centre."},
        {"counter_covered_visits", "persons", "Một cửa: trong giờ làm việc", "One-stop centres: visits covered",
         "Of these, the persons who come before closing time."},
        {"counter_carried_visits", "persons", "Một cửa: lượt được phục vụ", "One-stop centres: visits carried",
         "Of the covered, the persons who are served at a window."},
        {"counter_abandonment_pct", "%", "Một cửa: tỷ lệ bỏ về", "One-stop centres: abandonment",
         "Share of the persons within opening hours who find too many ahead of them, or lose patience."},
        {"counter_mean_wait_min", "min", "Một cửa: chờ trung bình", "One-stop centres: mean wait",
         "Mean wait of the persons who are served."},
        {"counter_wait_p95_min", "min", "Một cửa: chờ, phân vị 95 %", "One-stop centres: 95th percentile of waits",
         "Wait that 95 % of the persons who are served do not exceed."},
        {"counter_within_15_min_pct", "%", "Một cửa: được phục vụ trong 15 phút", "One-stop centres: within 15 min",
         "Share of the persons within opening hours whose turn comes within 15 minutes."},
        {"counter_within_30_min_pct", "%", "Một cửa: được phục vụ trong 30 phút", "One-stop centres: within 30 min",
         "The same within 30 minutes."},
        {"counter_utilisation_pct", "%", "Một cửa: mức sử dụng quầy", "One-stop centres: use of windows",
         "Time at work of the windows over the time in which they are open."},
        {"counter_overtime_h", "h", "Một cửa: giờ làm thêm", "One-stop centres: overtime",
         "Window-hours of service after closing time."},
        {"counter_lost_person_h", "person-h", "Một cửa: giờ chờ", "One-stop centres: hours lost waiting",
         "Time in queues of all who came, served or not."},
        {"counter_online_share_pct", "%", "Một cửa: hồ sơ trực tuyến", "One-stop centres: filed online",
         "Share of the dossiers of the day that are filed online."},
        {"counter_back_office_utilisation_pct", "%", "Một cửa: mức sử dụng bộ phận xử lý",
         "One-stop centres: use of back offices", "Time at work of the clerks over the time in which they are there."},
        {"counter_back_office_left", "dossiers", "Một cửa: hồ sơ tồn", "One-stop centres: dossiers left",
         "Dossiers of the day that the back offices have not finished."},
        {"clinic_offered_visits", "persons", "Khám bệnh: lượt đến", "Hospitals and clinics: visits offered",
         "Persons who come to see a doctor."},
        {"clinic_covered_visits", "persons", "Khám bệnh: trong giờ làm việc", "Hospitals and clinics: visits covered",
         "Of these, the persons who come before closing time; hospitals never close."},
        {"clinic_carried_visits", "persons", "Khám bệnh: lượt được khám", "Hospitals and clinics: visits carried",
         "Of the covered, the persons who are seen to the end of their way."},
        {"clinic_abandonment_pct", "%", "Khám bệnh: tỷ lệ bỏ về", "Hospitals and clinics: abandonment",
         "Share of the persons within opening hours who leave before a doctor has seen them."},
        {"clinic_hospital_wait_min", "min", "Bệnh viện: chờ khám", "Hospitals: wait for first care",
         "Mean time in queues before a doctor sees the patient; district hospitals of Việt Nam, 2015: 32.6 min."},
        {"clinic_hospital_at_once_pct", "%", "Bệnh viện: khám ngay", "Hospitals: seen at once",
         "Share of the patients who wait for less than a minute; district hospitals of Việt Nam, 2015: 9.0 %."},
        {"clinic_station_wait_min", "min", "Trạm y tế: chờ khám", "Clinics: wait for first care",
         "The same at clinics; commune health stations of Việt Nam, 2015: 11.6 min."},
        {"clinic_station_at_once_pct", "%", "Trạm y tế: khám ngay", "Clinics: seen at once",
         "The same at clinics; commune health stations of Việt Nam, 2015: 42.8 %."},
        {"clinic_wait_p95_min", "min", "Khám bệnh: chờ, phân vị 95 %",
         "Hospitals and clinics: 95th percentile of waits",
         "Wait for first care that 95 % of the patients do not exceed."},
        {"clinic_mean_total_min", "min", "Khám bệnh: tổng thời gian", "Hospitals and clinics: time in all",
         "Mean time from coming to the end of the visit."},
        {"clinic_within_norm_pct", "%", "Khám bệnh: trong định mức", "Hospitals and clinics: within the norm",
         "Share of the patients who are done in 2 hours, or 3 with a test (norm of the Ministry of Health)."},
        {"clinic_doctors_utilisation_pct", "%", "Khám bệnh: mức sử dụng bác sĩ",
         "Hospitals and clinics: use of doctors", "Time at work of the doctors over the time in which they are there."},
        {"clinic_patients_per_doctor_h", "1/h", "Khám bệnh: bệnh nhân mỗi giờ bác sĩ",
         "Hospitals and clinics: patients per doctor-hour", "Patients seen over hours of doctors who are there."},
        {"clinic_admitted", "persons", "Bệnh viện: nhập viện", "Hospitals: admitted",
         "Patients who are given a bed, and stay for the night."},
        {"clinic_without_bed", "persons", "Bệnh viện: nằm ghép", "Hospitals: without a bed",
         "Of these, the patients who find all beds taken."},
        {"clinic_peak_beds_pct", "%", "Bệnh viện: công suất giường", "Hospitals: beds taken at the peak",
         "Most beds taken at once, over all beds."},
        {"school_offered_pupils", "persons", "Trường học: học sinh đến", "Schools: pupils offered",
         "Pupils and students who come to a school on the day."},
        {"school_covered_pupils", "persons", "Trường học: trường biết số chỗ", "Schools: pupils covered",
         "Of these, those of schools whose seats are known."},
        {"school_carried_pupils", "persons", "Trường học: có chỗ ngồi", "Schools: pupils carried",
         "Of the covered, those who find a seat."},
        {"school_overloaded_schools", "schools", "Trường học: trường quá tải", "Schools: overloaded",
         "Schools with more pupils than seats."},
        {"school_without_seat", "persons", "Trường học: thiếu chỗ", "Schools: pupils without a seat",
         "Pupils beyond the seats of their schools."},
        {"school_mean_way_km", "km", "Trường học: quãng đường trung bình", "Schools: mean way",
         "Mean way from home to school, as the crow flies."},
        {"school_way_p90_km", "km", "Trường học: quãng đường, phân vị 90 %", "Schools: 90th percentile of ways",
         "Way that 90 % of the pupils do not exceed."},
        {"school_beyond_radius_pct", "%", "Trường học: ngoài bán kính", "Schools: beyond the radius",
         "Share of the pupils who live farther than 1,000 m from their school (QCVN 01:2021/BXD, lower secondary)."},
        {"transit_boardings", "persons", "Giao thông công cộng: lượt khách", "Public transport: boardings",
         "Persons who board buses, boats and cabins."},
        {"transit_mean_wait_min", "min", "Giao thông công cộng: chờ trung bình", "Public transport: mean wait",
         "Mean wait at the stop of those who board."},
        {"transit_passed_up", "persons", "Giao thông công cộng: bị bỏ lại", "Public transport: passed up",
         "Times that somebody was left behind by a full vehicle, persons of a group each."},
        {"transit_crowded_person_min", "person-min", "Giao thông công cộng: thời gian đi xe quá đông",
         "Public transport: crowded minutes", "Time aboard vehicles with more than 1.25 persons a seat."},
        {"transit_missed", "persons", "Giao thông công cộng: lỡ chuyến cuối", "Public transport: missed the last",
         "Persons who came too late for the last vehicle and took a taxi."},
        {"operations_offered_incidents", "incidents", "Trung tâm điều hành: sự cố",
         "Operations centre: incidents offered", "Incidents of the day on roads and among people outdoors."},
        {"operations_covered_incidents", "incidents", "Trung tâm điều hành: trong tầm camera",
         "Operations centre: incidents covered", "Of these, those in view of a camera at work."},
        {"operations_carried_incidents", "incidents", "Trung tâm điều hành: camera phát hiện",
         "Operations centre: incidents carried", "Of the covered, those noticed through a camera while they lasted."},
        {"operations_missed", "incidents", "Trung tâm điều hành: sự cố bỏ sót", "Operations centre: missed incidents",
         "Incidents that were over before an operator, an alarm or a call told of them."},
        {"operations_within_60_s_pct", "%", "Trung tâm điều hành: biết trong 60 giây",
         "Operations centre: noticed within 60 s",
         "Share of the incidents that the centre knows of within 60 seconds."},
        {"operations_within_5_min_pct", "%", "Trung tâm điều hành: biết trong 5 phút",
         "Operations centre: noticed within 5 min", "The same within 5 minutes."},
        {"operations_by_tour_pct", "%", "Trung tâm điều hành: nhân viên nhìn thấy",
         "Operations centre: noticed on the tour of views", "Share of the incidents that an operator saw first."},
        {"operations_by_analytics_pct", "%", "Trung tâm điều hành: phân tích hình ảnh báo",
         "Operations centre: noticed by analytics", "Share of the incidents of which a camera's software told first."},
        {"operations_by_call_pct", "%", "Trung tâm điều hành: người dân gọi", "Operations centre: noticed by a call",
         "Share of the incidents of which a call told first."},
        {"operations_delay_median_s", "s", "Trung tâm điều hành: thời gian phát hiện, trung vị",
         "Operations centre: median time to notice", "Of the incidents that were noticed."},
        {"operations_delay_p95_s", "s", "Trung tâm điều hành: thời gian phát hiện, phân vị 95 %",
         "Operations centre: 95th percentile of the time to notice", "Of the incidents that were noticed."},
        {"operations_utilisation_pct", "%", "Trung tâm điều hành: mức sử dụng nhân viên",
         "Operations centre: use of operators", "Time on alarms, true and false, over the time of the operators."},
        {"operations_alarms_per_operator_h", "1/h", "Trung tâm điều hành: cảnh báo mỗi giờ một người",
         "Operations centre: alarms per operator-hour", "Alarms, true and false, over hours of operators."},
        {"operations_urgent_wait_s", "s", "Trung tâm điều hành: chờ xử lý, khẩn cấp",
         "Operations centre: wait of urgent alarms", "Mean wait of urgent alarms for an operator."},
        {"operations_other_wait_s", "s", "Trung tâm điều hành: chờ xử lý, còn lại",
         "Operations centre: wait of other alarms", "Mean wait of the other alarms for an operator."},
        {"operations_false_alarms_per_camera_h_at_85_pct", "1/h", "Trung tâm điều hành: ngưỡng báo động giả",
         "Operations centre: false alarms at 85 % use",
         "False alarms for each camera and hour at which operators would be at work for 85 % of their time."},
        {"motorbike_parking_offered_vehicles", "vehicles", "Đỗ xe máy: lượt đến", "Parking of motorbikes: offered",
         "Motorbikes that come to a place."},
        {"motorbike_parking_covered_vehicles", "vehicles", "Đỗ xe máy: trong tầm bãi đỗ",
         "Parking of motorbikes: covered", "Of these, those with a car park within a walk."},
        {"motorbike_parking_carried_vehicles", "vehicles", "Đỗ xe máy: có chỗ", "Parking of motorbikes: carried",
         "Of the covered, those that find room."},
        {"motorbike_parking_turned_away", "vehicles", "Đỗ xe máy: hết chỗ", "Parking of motorbikes: turned away",
         "Vehicles that find no room within a walk of their place."},
        {"motorbike_parking_cruising_km", "km", "Đỗ xe máy: xe-km tìm chỗ", "Parking of motorbikes: cruising",
         "Vehicle-km from full car parks to the next ones."},
        {"motorbike_parking_occupancy_p95_pct", "%", "Đỗ xe máy: mức đầy, phân vị 95 %",
         "Parking of motorbikes: 95th percentile of occupancy",
         "Occupancy that 95 % of the hours of all car parks do not exceed."},
        {"motorbike_parking_hours_above_85_pct", "h", "Đỗ xe máy: giờ đầy trên 85 %",
         "Parking of motorbikes: hours above 85 %",
         "Hours of car parks in which more than 85 % of the spaces are taken."},
        {"car_parking_offered_vehicles", "vehicles", "Đỗ ô tô: lượt đến", "Parking of cars: offered",
         "Cars that come to a place."},
        {"car_parking_covered_vehicles", "vehicles", "Đỗ ô tô: trong tầm bãi đỗ", "Parking of cars: covered",
         "Of these, those with a car park within a walk."},
        {"car_parking_carried_vehicles", "vehicles", "Đỗ ô tô: có chỗ", "Parking of cars: carried",
         "Of the covered, those that find room."},
        {"car_parking_turned_away", "vehicles", "Đỗ ô tô: hết chỗ", "Parking of cars: turned away",
         "Vehicles that find no room within a walk of their place."},
        {"car_parking_cruising_km", "km", "Đỗ ô tô: xe-km tìm chỗ", "Parking of cars: cruising",
         "Vehicle-km from full car parks to the next ones."},
        {"car_parking_occupancy_p95_pct", "%", "Đỗ ô tô: mức đầy, phân vị 95 %",
         "Parking of cars: 95th percentile of occupancy",
         "Occupancy that 95 % of the hours of all car parks do not exceed."},
        {"car_parking_hours_above_85_pct", "h", "Đỗ ô tô: giờ đầy trên 85 %", "Parking of cars: hours above 85 %",
         "Hours of car parks in which more than 85 % of the spaces are taken."},
        {"coach_parking_offered_vehicles", "vehicles", "Đỗ xe khách: lượt đến", "Parking of coaches: offered",
         "Coaches that come to a place."},
        {"coach_parking_covered_vehicles", "vehicles", "Đỗ xe khách: trong tầm bãi đỗ", "Parking of coaches: covered",
         "Of these, those with a car park within a walk."},
        {"coach_parking_carried_vehicles", "vehicles", "Đỗ xe khách: có chỗ", "Parking of coaches: carried",
         "Of the covered, those that find room."},
        {"coach_parking_turned_away", "vehicles", "Đỗ xe khách: hết chỗ", "Parking of coaches: turned away",
         "Vehicles that find no room within a walk of their place."},
        {"coach_parking_cruising_km", "km", "Đỗ xe khách: xe-km tìm chỗ", "Parking of coaches: cruising",
         "Vehicle-km from full car parks to the next ones."},
        {"coach_parking_occupancy_p95_pct", "%", "Đỗ xe khách: mức đầy, phân vị 95 %",
         "Parking of coaches: 95th percentile of occupancy",
         "Occupancy that 95 % of the hours of all car parks do not exceed."},
        {"coach_parking_hours_above_85_pct", "h", "Đỗ xe khách: giờ đầy trên 85 %",
         "Parking of coaches: hours above 85 %", "Hours of car parks in which more than 85 % of the spaces are taken."},
        {"coach_parking_pier_peak_pct", "%", "Đỗ xe khách: bến tàu lúc đông nhất",
         "Parking of coaches: piers at their peak", "Most coaches at once over the spaces, of the fullest pier."},
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
    for (double const ms : trips.person_ms) values.push_back(ms / core::ms_per_hour);
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
    if (auto const* service = services::find_service(run.services, "queue")) {
        queue = service->by_zone.total();
        waits = service->waits;
    }
    for (double const value : {units(queue.offered), units(queue.carried), static_cast<double>(waits.all_turned_away),
                               waits.mean_wait_min, waits.wait_p95_min}) {
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
