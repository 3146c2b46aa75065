#include "export/desk_tables.hpp"

#include "export/place_day.hpp"
#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"
#include "services/figures.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace halong::exporting {
namespace {

using core::hours_per_day;
using geo::FieldType;

double utilisation_pct(PlaceDay const& day) { return services::percent(day.busy_ms, day.duty_ms); }

std::string longest_waits_text(city::City const& city, services::ServiceResult const& desks)
{
    constexpr std::size_t shown = 3;
    auto const days = longest_waits(desks);
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, days.size()); ++i) {
        text += fmt::format(
            "    {}: {} phục vụ / served, chờ / wait {:.1f} min (worst from {}:00: 95 % {:.0f} min), "
            "{} bỏ về / left, {:.0f} % at work\n",
            city.places[days[i].place].name, days[i].admitted, days[i].mean_wait_min(), days[i].worst_hour,
            minutes(days[i].wait_p95_ms), days[i].turned_away, utilisation_pct(days[i]));
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
        auto const* desks = with_places(run.services, service);
        if (desks == nullptr) continue;
        for (PlaceDay const& day : days_of_places(*desks)) {
            city::Place const& place = city.places[day.place];
            layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                      place.position,
                                      {service, place.id, place.name, day.admitted + day.turned_away, day.admitted,
                                       day.turned_away, day.mean_wait_min(), minutes(day.wait_p95_ms), day.peak_inside,
                                       utilisation_pct(day), day.worst_hour}});
        }
    }
    return layer;
}

void write_desk_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run,
                    std::string_view service)
{
    auto const* desks = with_places(run.services, service);
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
              waits.turned_away[cell], waits.mean_wait_min_of(cell), minutes(waits.wait_p95_ms[cell]),
              services::hours(desks->busy_ms[cell]), services::hours(desks->duty_ms[cell])}});
    }
    geo::write_csv(path, table);
}

std::string desk_text(city::City const& city, simulation::RunResult const& run)
{
    std::string text;
    if (auto const* desks = with_places(run.services, "counter")) {
        text += fmt::format(
            "  một cửa / one-stop centres: {} served after {:.1f} min on average (95 %: {:.1f} min), "
            "{:.1f} % left, windows {:.0f} % at work, {:.1f} % of {:.0f} dossiers online\n",
            desks->waits.all_admitted, desks->waits.mean_wait_min, desks->waits.wait_p95_min,
            services::extra_of(*desks, "abandonment_pct"), services::extra_of(*desks, "utilisation_pct"),
            services::extra_of(*desks, "online_share_pct"), services::extra_of(*desks, "dossiers"));
        text += longest_waits_text(city, *desks);
    }
    if (auto const* desks = with_places(run.services, "clinic")) {
        text += fmt::format(
            "  khám bệnh / hospitals and clinics: {} seen; first care after {:.1f} min in hospitals, "
            "{:.1f} % at once (district hospitals, 2015: 32.6 min, 9.0 %), {:.1f} min and {:.1f} % in "
            "clinics (commune stations: 11.6 min, 42.8 %); {:.0f} given a bed, {:.0f} % of beds taken\n",
            desks->waits.all_admitted, services::extra_of(*desks, "hospital_wait_min"),
            services::extra_of(*desks, "hospital_at_once_pct"), services::extra_of(*desks, "station_wait_min"),
            services::extra_of(*desks, "station_at_once_pct"), services::extra_of(*desks, "admitted"),
            services::extra_of(*desks, "peak_beds_pct"));
        text += longest_waits_text(city, *desks);
    }
    return text;
}

}  // namespace halong::exporting
