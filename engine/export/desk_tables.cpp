#include "export/desk_tables.hpp"

#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace halong::exporting {
namespace {

using core::hours_per_day;
using geo::FieldType;

services::ServiceResult const* desks_of(simulation::RunResult const& run, std::string_view service)
{
    auto const found = std::ranges::find(run.services, service, &services::ServiceResult::service);
    return found == run.services.end() || found->places.empty() ? nullptr : &*found;
}

double minutes(std::int64_t time_ms) { return static_cast<double>(time_ms) / core::ms_per_minute; }

double hours(std::int64_t time_ms) { return static_cast<double>(time_ms) / core::ms_per_hour; }

double mean_minutes(std::int64_t sum_ms, std::int64_t persons)
{
    return persons == 0 ? 0 : minutes(sum_ms) / static_cast<double>(persons);
}

// One place over the day.
struct PlaceDay {
    core::PlaceId place;
    std::int64_t served = 0;
    std::int64_t unserved = 0;
    std::int64_t wait_ms = 0;
    std::int64_t peak_inside = 0;
    std::int64_t busy_ms = 0;
    std::int64_t duty_ms = 0;
    core::Millis wait_p95_ms = 0;  // of the worst hour
    std::int64_t worst_hour = 0;   // of coming, with the longest mean wait
};

std::vector<PlaceDay> days_of(services::ServiceResult const& desks)
{
    std::vector<PlaceDay> days;
    services::WaitTable const& waits = desks.waits;
    for (std::size_t row = 0; row < desks.places.size(); ++row) {
        PlaceDay day{desks.places[row]};
        double worst_min = -1;
        for (std::size_t hour = 0; hour < hours_per_day; ++hour) {
            std::size_t const cell = row * hours_per_day + hour;
            day.served += waits.admitted[cell];
            day.unserved += waits.turned_away[cell];
            day.wait_ms += waits.wait_ms[cell];
            day.peak_inside = std::max(day.peak_inside, waits.peak_inside[cell]);
            day.busy_ms += desks.busy_ms[cell];
            day.duty_ms += desks.duty_ms[cell];
            double const mean = mean_minutes(waits.wait_ms[cell], waits.admitted[cell]);
            if (waits.admitted[cell] == 0 || mean <= worst_min) continue;
            worst_min = mean;
            day.worst_hour = static_cast<std::int64_t>(hour);
            day.wait_p95_ms = waits.wait_p95_ms[cell];
        }
        days.push_back(day);
    }
    return days;
}

double utilisation_pct(PlaceDay const& day)
{
    return day.duty_ms == 0 ? 0 : 100.0 * static_cast<double>(day.busy_ms) / static_cast<double>(day.duty_ms);
}

double figure(services::ServiceResult const& desks, std::string_view name)
{
    auto const found = std::ranges::find(desks.extras, name, &std::pair<std::string, double>::first);
    return found == desks.extras.end() ? 0 : found->second;
}

std::string longest_waits(city::City const& city, services::ServiceResult const& desks)
{
    constexpr std::size_t shown = 3;
    auto days = days_of(desks);
    std::ranges::stable_sort(days, std::ranges::greater{}, &PlaceDay::wait_ms);
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, days.size()); ++i) {
        text += fmt::format(
            "    {}: {} phục vụ / served, chờ / wait {:.1f} min (worst from {}:00: 95 % {:.0f} min), "
            "{} bỏ về / left, {:.0f} % at work\n",
            city.places[days[i].place].name, days[i].served, mean_minutes(days[i].wait_ms, days[i].served),
            days[i].worst_hour, minutes(days[i].wait_p95_ms), days[i].unserved, utilisation_pct(days[i]));
    }
    return text;
}

}  // namespace

geo::OutputLayer desks_layer(city::City const& city, simulation::RunResult const& run)
{
    geo::OutputLayer layer{"desks",
                           "One-stop centres, hospitals and clinics with their day",
                           geo::GeometryType::point,
                           {{"service", FieldType::text},
                            {"place", FieldType::text},
                            {"name", FieldType::text},
                            {"came", FieldType::integer},
                            {"served", FieldType::integer},
                            {"left_unserved", FieldType::integer},
                            {"mean_wait_min", FieldType::real},
                            {"wait_p95_min", FieldType::real},
                            {"peak_inside", FieldType::integer},
                            {"utilisation_pct", FieldType::real},
                            {"worst_hour", FieldType::integer}},
                           {},
                           desks_style()};
    for (std::string const service : {"counter", "clinic"}) {
        auto const* desks = desks_of(run, service);
        if (desks == nullptr) continue;
        for (PlaceDay const& day : days_of(*desks)) {
            city::Place const& place = city.places[day.place];
            layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                      place.position,
                                      {service, place.id, place.name, day.served + day.unserved, day.served,
                                       day.unserved, mean_minutes(day.wait_ms, day.served), minutes(day.wait_p95_ms),
                                       day.peak_inside, utilisation_pct(day), day.worst_hour}});
        }
    }
    return layer;
}

void write_desk_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run,
                    std::string_view service)
{
    auto const* desks = desks_of(run, service);
    if (desks == nullptr) return;
    geo::OutputLayer table{std::string(service), "", geo::GeometryType::none, {}, {}, ""};
    for (char const* name : {"place", "name"}) table.fields.push_back({name, FieldType::text});
    for (char const* name : {"hour", "came", "served", "left_unserved"}) {
        table.fields.push_back({name, FieldType::integer});
    }
    for (char const* name : {"mean_wait_min", "wait_p95_min", "at_work_h", "on_duty_h"}) {
        table.fields.push_back({name, FieldType::real});
    }
    services::WaitTable const& waits = desks->waits;
    for (std::size_t cell = 0; cell < waits.admitted.size(); ++cell) {
        std::int64_t const came = waits.admitted[cell] + waits.turned_away[cell];
        if (came == 0 && desks->duty_ms[cell] == 0) continue;
        city::Place const& place = city.places[desks->places[cell / hours_per_day]];
        table.features.push_back(
            {0,
             {},
             {place.id, place.name, static_cast<std::int64_t>(cell % hours_per_day), came, waits.admitted[cell],
              waits.turned_away[cell], mean_minutes(waits.wait_ms[cell], waits.admitted[cell]),
              minutes(waits.wait_p95_ms[cell]), hours(desks->busy_ms[cell]), hours(desks->duty_ms[cell])}});
    }
    geo::write_csv(path, table);
}

std::string desk_text(city::City const& city, simulation::RunResult const& run)
{
    std::string text;
    if (auto const* desks = desks_of(run, "counter")) {
        text += fmt::format(
            "  một cửa / one-stop centres: {} served after {:.1f} min on average (95 %: {:.1f} min), "
            "{:.1f} % left, windows {:.0f} % at work, {:.1f} % of {:.0f} dossiers online\n",
            desks->waits.all_admitted, desks->waits.mean_wait_min, desks->waits.wait_p95_min,
            figure(*desks, "abandonment_pct"), figure(*desks, "utilisation_pct"), figure(*desks, "online_share_pct"),
            figure(*desks, "dossiers"));
        text += longest_waits(city, *desks);
    }
    if (auto const* desks = desks_of(run, "clinic")) {
        text += fmt::format(
            "  khám bệnh / hospitals and clinics: {} seen; first care after {:.1f} min in hospitals, "
            "{:.1f} % at once (district hospitals, 2015: 32.6 min, 9.0 %), {:.1f} min and {:.1f} % in "
            "clinics (commune stations: 11.6 min, 42.8 %); {:.0f} given a bed, {:.0f} % of beds taken\n",
            desks->waits.all_admitted, figure(*desks, "hospital_wait_min"), figure(*desks, "hospital_at_once_pct"),
            figure(*desks, "station_wait_min"), figure(*desks, "station_at_once_pct"), figure(*desks, "admitted"),
            figure(*desks, "peak_beds_pct"));
        text += longest_waits(city, *desks);
    }
    return text;
}

}  // namespace halong::exporting
