#include "export/geopackage.hpp"
#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace halong::exporting {
namespace {

using city::City;
using core::SiteId;
using core::ZoneId;
using geo::FieldType;
using geo::OutputLayer;
using geo::Value;
using simulation::RunResult;

Value number(auto value) { return static_cast<std::int64_t>(value); }

// offered, covered, carried.
void add_tally(std::vector<Value>& values, services::Tally const& tally)
{
    for (std::int64_t const amount : {tally.offered, tally.covered, tally.carried}) {
        values.push_back(services::units(amount));
    }
}

Value share_pct(services::Tally const& tally)
{
    if (tally.offered == 0) return {};
    return 100.0 * static_cast<double>(tally.carried) / static_cast<double>(tally.offered);
}

services::Tally zone_total(RunResult const& run, std::string_view service, ZoneId zone)
{
    auto const* const found = services::find_service(run.services, service);
    return found == nullptr ? services::Tally{} : found->by_zone.row_total(zone.value());
}

double present_person_h(RunResult const& run, ZoneId zone)
{
    constexpr double milliminutes_per_h = 60'000;
    std::int64_t sum = 0;
    std::size_t const first = std::size_t{zone.value()} * core::hours_per_day;
    for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) sum += run.zone_hour_present[first + hour];
    return static_cast<double>(sum) / milliminutes_per_h;
}

std::int64_t stranded_at(RunResult const& run, ZoneId zone, std::int64_t simulation::StrandedLegs::*legs)
{
    std::int64_t sum = 0;
    for (auto const& sums : run.stranded) sum += sums.zone == zone ? sums.*legs : 0;
    return sum;
}

std::string name_of(city::Sector sector)
{
    switch (sector) {
        case city::Sector::trade:
            return "trade";
        case city::Sector::industry:
            return "industry";
        case city::Sector::port:
            return "port";
        case city::Sector::tourism:
            return "tourism";
        case city::Sector::rural:
            return "rural";
        case city::Sector::mixed:
            break;
    }
    return "mixed";
}

std::vector<geo::Field> site_fields()
{
    return {{"id", FieldType::text},
            {"service", FieldType::text},
            {"field", FieldType::text},
            {"rule", FieldType::text},
            {"zone", FieldType::text},
            {"estimated", FieldType::integer},
            {"azimuth_deg", FieldType::real},
            {"frequency_ghz", FieldType::real},
            {"eirp_dbm", FieldType::real},
            {"height_m", FieldType::real},
            {"uplink_mbps", FieldType::real},
            {"association_cap", FieldType::integer},
            {"pixels", FieldType::integer},
            {"field_of_view_deg", FieldType::real},
            {"dori_level", FieldType::text},
            {"unit", FieldType::text},
            {"offered", FieldType::real},
            {"covered", FieldType::real},
            {"carried", FieldType::real},
            {"carried_share_pct", FieldType::real},
            {"peak_load", FieldType::real},
            {"peak_at", FieldType::date_time},
            {"busy_share_pct", FieldType::real},
            {"detected_alone", FieldType::integer}};
}

std::string name_of(scenario::DoriLevel level)
{
    switch (level) {
        case scenario::DoriLevel::observe:
            return "observe";
        case scenario::DoriLevel::recognise:
            return "recognise";
        case scenario::DoriLevel::identify:
            return "identify";
        case scenario::DoriLevel::detect:
            break;
    }
    return "detect";
}

// Clockwise from north, 0 … 360, as maps and QGIS turn markers.
double azimuth_deg(double heading_rad)
{
    constexpr double deg_per_rad = 57.295779513082320877;
    double const azimuth = 90 - heading_rad * deg_per_rad;
    return azimuth < 0 ? azimuth + 360 : azimuth >= 360 ? azimuth - 360 : azimuth;
}

void add_equipment(std::vector<Value>& values, city::Site const& site)
{
    if (site.service == scenario::ServiceKind::wifi) {
        auto const& hotspot = site.hotspot;
        values.insert(values.end(), {Value(), hotspot.frequency_ghz, hotspot.eirp_dbm, hotspot.height_m,
                                     hotspot.uplink_mbps, number(hotspot.association_cap), Value(), Value(), Value()});
        return;
    }
    auto const& camera = site.camera;
    values.insert(values.end(), {azimuth_deg(site.heading_rad), Value(), Value(), camera.height_m, Value(), Value(),
                                 number(camera.pixels), camera.field_of_view_deg, name_of(camera.level)});
}

// Results of a site; nulls where no service of the run reports it.
void add_site_results(std::vector<Value>& values, RunResult const& run, SiteId site)
{
    for (services::ServiceResult const& service : run.services) {
        auto const row = std::ranges::find(service.sites, site);
        if (row == service.sites.end()) continue;
        auto const i = static_cast<std::size_t>(row - service.sites.begin());
        services::Tally const tally = service.by_site.row_total(i);
        services::SitePeak const& peak = service.peaks[i];
        values.push_back(service.unit);
        add_tally(values, tally);
        values.push_back(share_pct(tally));
        values.push_back(peak.peak_load);
        std::string const clock = core::clock_text(peak.peak_at_ms % core::ms_per_day);
        values.push_back(peak.peak_load > 0 ? Value(fmt::format("{}T{}", nominal_day, clock)) : Value());
        values.push_back(100 * peak.busy_share);
        values.push_back(service.sole.empty() ? Value() : number(service.sole[i] / 1000));
        return;
    }
    values.insert(values.end(), 9, Value());
}

}  // namespace

OutputLayer zones_layer(City const& city, RunResult const& run)
{
    OutputLayer layer{"zones",
                      "People and services by zone",
                      geo::GeometryType::area,
                      {{"id", FieldType::text},
                       {"name", FieldType::text},
                       {"sector", FieldType::text},
                       {"population", FieldType::integer},
                       {"households", FieldType::integer},
                       {"jobs", FieldType::integer},
                       {"school_places", FieldType::integer},
                       {"estimated", FieldType::integer},
                       {"present_person_h", FieldType::real},
                       {"held_legs", FieldType::integer},
                       {"unreachable_legs", FieldType::integer},
                       {"wifi_offered_person_min", FieldType::real},
                       {"wifi_covered_person_min", FieldType::real},
                       {"wifi_carried_person_min", FieldType::real},
                       {"wifi_carried_share_pct", FieldType::real},
                       {"camera_offered_passages", FieldType::real},
                       {"camera_covered_passages", FieldType::real},
                       {"camera_carried_passages", FieldType::real},
                       {"camera_carried_share_pct", FieldType::real},
                       {"counter_offered_visits", FieldType::real},
                       {"counter_covered_visits", FieldType::real},
                       {"counter_carried_visits", FieldType::real},
                       {"counter_carried_share_pct", FieldType::real},
                       {"clinic_offered_visits", FieldType::real},
                       {"clinic_covered_visits", FieldType::real},
                       {"clinic_carried_visits", FieldType::real},
                       {"clinic_carried_share_pct", FieldType::real},
                       {"school_offered_pupils", FieldType::real},
                       {"school_covered_pupils", FieldType::real},
                       {"school_carried_pupils", FieldType::real},
                       {"school_carried_share_pct", FieldType::real},
                       {"operations_offered_incidents", FieldType::real},
                       {"operations_covered_incidents", FieldType::real},
                       {"operations_carried_incidents", FieldType::real},
                       {"operations_carried_share_pct", FieldType::real}},
                      {},
                      zones_style()};
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        ZoneId const id{i};
        city::Zone const& zone = city.zones[id];
        std::vector<Value> values{zone.id,
                                  zone.name,
                                  name_of(zone.sector),
                                  zone.residents,
                                  zone.households,
                                  zone.jobs,
                                  zone.school_places,
                                  number(zone.estimated),
                                  present_person_h(run, id),
                                  stranded_at(run, id, &simulation::StrandedLegs::held),
                                  stranded_at(run, id, &simulation::StrandedLegs::unreachable)};
        for (std::string_view const service : {"wifi", "camera", "counter", "clinic", "school", "operations"}) {
            services::Tally const tally = zone_total(run, service, id);
            add_tally(values, tally);
            values.push_back(share_pct(tally));
        }
        layer.features.push_back({std::int64_t{i} + 1, zone.area, std::move(values)});
    }
    return layer;
}

OutputLayer sites_layer(City const& city, RunResult const& run)
{
    OutputLayer layer{"sites",      "Hotspots and cameras with their day", geo::GeometryType::point, site_fields(), {},
                      sites_style()};
    for (std::uint32_t i = 0; i < city.sites.size(); ++i) {
        SiteId const id{i};
        city::Site const& site = city.sites[id];
        bool const is_wifi = site.service == scenario::ServiceKind::wifi;
        std::vector<Value> values{site.id,
                                  std::string(is_wifi ? "wifi" : "camera"),
                                  site.field,
                                  site.rule,
                                  site.zone.valid() ? Value(city.zones[site.zone].id) : Value(),
                                  number(site.estimated)};
        add_equipment(values, site);
        add_site_results(values, run, id);
        layer.features.push_back({std::int64_t{i} + 1, site.position, std::move(values)});
    }
    return layer;
}

}  // namespace halong::exporting
