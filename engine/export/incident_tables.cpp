#include "export/incident_tables.hpp"

#include "export/geopackage.hpp"
#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"

#include <fmt/format.h>

namespace halong::exporting {
namespace {

using geo::FieldType;
using geo::Value;
using services::Incident;

// Seconds from the incident on; null where the time did not come.
Value after_s(Incident const& incident, core::Millis time_ms)
{
    if (time_ms == core::never) return {};
    return static_cast<double>(time_ms - incident.at_ms) / core::ms_per_second;
}

}  // namespace

geo::OutputLayer incidents_layer(city::City const& city, simulation::RunResult const& run)
{
    geo::OutputLayer layer{"incidents",
                           "Incidents of the day, and how the operations centre learned of them",
                           geo::GeometryType::point,
                           {{"at", FieldType::date_time},
                            {"kind", FieldType::text},
                            {"zone", FieldType::text},
                            {"urgent", FieldType::integer},
                            {"cameras", FieldType::integer},
                            {"lasted_s", FieldType::real},
                            {"noticed_by", FieldType::text},
                            {"noticed_after_s", FieldType::real},
                            {"attended_after_s", FieldType::real}},
                           {},
                           incidents_style()};
    auto const* const centre = services::find_service(run.services, "operations");
    if (centre == nullptr) return layer;
    for (Incident const& incident : centre->incidents) {
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  incident.point,
                                  {fmt::format("{}T{}", nominal_day, core::clock_text(incident.at_ms)),
                                   std::string(services::name_of(incident.kind)), city.zones[incident.zone].id,
                                   std::int64_t{incident.urgent}, std::int64_t{incident.cameras},
                                   static_cast<double>(incident.visible_ms) / core::ms_per_second,
                                   std::string(services::name_of(incident.notice)),
                                   after_s(incident, incident.noticed_ms), after_s(incident, incident.attended_ms)}});
    }
    return layer;
}

void write_incident_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run)
{
    if (services::find_service(run.services, "operations") == nullptr) return;
    geo::OutputLayer table = incidents_layer(city, run);
    table.geometry_type = geo::GeometryType::none;
    for (geo::Feature& feature : table.features) feature.geometry = {};
    geo::write_csv(path, table);
}

std::string operations_text(simulation::RunResult const& run)
{
    auto const* const centre = services::find_service(run.services, "operations");
    if (centre == nullptr) return "";
    auto const figure = [&](std::string_view name) { return services::extra_of(*centre, name); };
    return fmt::format(
        "  trung tâm điều hành / operations centre: {} incidents, {:.0f} missed; {:.1f} % known within 60 s, {:.1f} % "
        "within 5 min (median {:.0f} s, 95 % {:.0f} s); first by tour {:.1f} %, analytics {:.1f} %, call {:.1f} %\n"
        "    {:.0f} cameras for each operator, each seen every {:.0f} s; {:.0f} false alarms, {:.1f} alarms an "
        "operator-hour, {:.0f} % at work ({:.0f} % in the worst hour); wait {:.0f} s urgent, {:.0f} s other; 85 % at "
        "{:.3f} false alarms a camera-hour\n",
        centre->incidents.size(), figure("missed"), figure("within_60_s_pct"), figure("within_5_min_pct"),
        figure("delay_median_s"), figure("delay_p95_s"), figure("by_tour_pct"), figure("by_analytics_pct"),
        figure("by_call_pct"), figure("cameras_per_operator"), figure("revisit_s"), figure("false_alarms"),
        figure("alarms_per_operator_h"), figure("utilisation_pct"), figure("peak_utilisation_pct"),
        figure("urgent_wait_s"), figure("other_wait_s"), figure("false_alarms_per_camera_h_at_85_pct"));
}

}  // namespace halong::exporting
