#include "export/load_tables.hpp"

#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"
#include "results/camera_fields.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <vector>

namespace halong::exporting {
namespace {

using geo::FieldType;
using geo::Value;
using services::ServiceResult;

// Of one place, over the day.
struct PlaceLoads {
    double water_l = 0;
    double power_kwh = 0;
    double waste_kg = 0;
    double water_peak_l_h = 0;
    int water_peak_hour = 0;
    std::array<std::int64_t, 2> points{};   // motorbikes, cars
    std::array<std::int64_t, 2> wanted{};   // vehicles that want to charge
    std::array<std::int64_t, 2> charged{};  // that do
    std::array<double, 2> charged_kwh{};
};

constexpr std::array<std::string_view, 2> charging_services{"motorbike_charging", "car_charging"};
constexpr std::array<std::string_view, 2> charging_names{"sạc xe máy / charging of motorbikes",
                                                         "sạc ô tô / charging of cars"};

double day_of(services::HourlyLoad const& load, std::size_t row)
{
    double sum = 0;
    for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) sum += load.amount[row * core::hours_per_day + hour];
    return sum;
}

void add_utilities(std::map<core::PlaceId, PlaceLoads>& places, ServiceResult const& utilities)
{
    for (std::size_t row = 0; row < utilities.places.size(); ++row) {
        if (utilities.by_site.row_total(row).offered == 0) continue;
        PlaceLoads& loads = places[utilities.places[row]];
        loads.water_l = day_of(utilities.loads[0], row);
        loads.power_kwh = day_of(utilities.loads[1], row);
        loads.waste_kg = day_of(utilities.loads[2], row);
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            double const litres = utilities.loads[0].amount[row * core::hours_per_day + static_cast<std::size_t>(hour)];
            if (litres <= loads.water_peak_l_h) continue;
            loads.water_peak_l_h = litres;
            loads.water_peak_hour = hour;
        }
    }
}

void add_charging(std::map<core::PlaceId, PlaceLoads>& places, ServiceResult const& charging, std::size_t kind)
{
    for (std::size_t row = 0; row < charging.places.size(); ++row) {
        services::Tally const tally = charging.by_site.row_total(row);
        std::int64_t const points = charging.duty_ms[row * core::hours_per_day] / core::ms_per_hour;
        if (points == 0 && tally.offered == 0) continue;
        PlaceLoads& loads = places[charging.places[row]];
        loads.points[kind] = points;
        loads.wanted[kind] = tally.offered / services::thousandths;
        loads.charged[kind] = tally.carried / services::thousandths;
        loads.charged_kwh[kind] = day_of(charging.loads.front(), row);
    }
}

std::map<core::PlaceId, PlaceLoads> loads_of(simulation::RunResult const& run)
{
    std::map<core::PlaceId, PlaceLoads> places;
    if (auto const* utilities = services::find_service(run.services, "utility")) add_utilities(places, *utilities);
    for (std::size_t kind = 0; kind < charging_services.size(); ++kind) {
        auto const* const charging = services::find_service(run.services, charging_services[kind]);
        if (charging != nullptr) add_charging(places, *charging, kind);
    }
    return places;
}

std::string kind_of(city::Place const& place, PlaceLoads const& loads)
{
    if (loads.water_l <= 0) return "other";
    return place.kind == city::PlaceKind::hotel ? "hotel" : "sight";
}

geo::OutputLayer table_of(std::string name, std::vector<geo::Field> fields)
{
    return {std::move(name), "", geo::GeometryType::none, std::move(fields), {}, ""};
}

void add_row(geo::OutputLayer& table, std::vector<Value> values)
{
    table.features.push_back({static_cast<std::int64_t>(table.features.size()) + 1, {}, std::move(values)});
}

std::string charging_text(simulation::RunResult const& run)
{
    std::string text;
    for (std::size_t kind = 0; kind < charging_services.size(); ++kind) {
        auto const* const charging = services::find_service(run.services, charging_services[kind]);
        if (charging == nullptr) continue;
        services::Tally const tally = charging->by_zone.total();
        auto const figure = [&](std::string_view name) { return services::extra_of(*charging, name); };
        text += fmt::format(
            "  {}: {} wanted to charge, {} where there are points, {} charged at {:.0f} points; {:.0f} kWh given, "
            "{:.0f} kWh not, at most {:.0f} kW; {:.1f} % of the points' time taken\n",
            charging_names[kind], tally.offered / services::thousandths, tally.covered / services::thousandths,
            tally.carried / services::thousandths, figure("points"), figure("energy_kwh"), figure("unserved_kwh"),
            figure("peak_kw"), figure("utilisation_pct"));
    }
    return text;
}

std::string utility_text(simulation::RunResult const& run)
{
    auto const* const utilities = services::find_service(run.services, "utility");
    if (utilities == nullptr) return "";
    auto const figure = [&](std::string_view name) { return services::extra_of(*utilities, name); };
    return fmt::format(
        "  nước, điện, rác ở khách sạn và điểm tham quan / water, power and waste at hotels and sights: {:.0f} m3 "
        "(most "
        "{:.0f} m3/h from {:.0f}:00), {:.0f} MWh (most {:.0f} kW from {:.0f}:00), {:.1f} t\n",
        figure("water_m3"), figure("water_peak_m3_h"), figure("water_peak_hour"), figure("power_mwh"),
        figure("power_peak_kw"), figure("power_peak_hour"), figure("waste_t"));
}

std::string field_text(city::City const& city, simulation::RunResult const& run)
{
    auto const* const cameras = services::find_service(run.services, "camera");
    if (cameras == nullptr || cameras->sites.empty()) return "";
    std::string text = "  camera theo lĩnh vực / cameras by field:";
    char const* separator = " ";
    for (results::CameraField const& field : results::fields_of(city, *cameras)) {
        services::Tally const total = field.total();
        double const share =
            total.covered > 0 ? 100.0 * static_cast<double>(total.carried) / static_cast<double>(total.covered) : 0;
        text += fmt::format("{}{} {} ({:.0f} % of what they have in view detected)", separator,
                            field.name.empty() ? "?" : field.name, field.cameras, share);
        separator = ", ";
    }
    return text + "\n";
}

}  // namespace

geo::OutputLayer loads_layer(city::City const& city, simulation::RunResult const& run)
{
    geo::OutputLayer layer{"loads",
                           "Charging points, water, power and waste of places",
                           geo::GeometryType::point,
                           {{"place", FieldType::text},
                            {"name", FieldType::text},
                            {"kind", FieldType::text},
                            {"water_m3", FieldType::real},
                            {"water_peak_m3_h", FieldType::real},
                            {"water_peak_hour", FieldType::integer},
                            {"power_kwh", FieldType::real},
                            {"waste_kg", FieldType::real},
                            {"motorbike_points", FieldType::integer},
                            {"motorbikes_wanted", FieldType::integer},
                            {"motorbikes_charged", FieldType::integer},
                            {"motorbikes_kwh", FieldType::real},
                            {"car_points", FieldType::integer},
                            {"cars_wanted", FieldType::integer},
                            {"cars_charged", FieldType::integer},
                            {"cars_kwh", FieldType::real}},
                           {},
                           loads_style()};
    for (auto const& [id, loads] : loads_of(run)) {
        city::Place const& place = city.places[id];
        std::vector<Value> values{place.id,
                                  place.name,
                                  kind_of(place, loads),
                                  loads.water_l / 1000,
                                  loads.water_peak_l_h / 1000,
                                  std::int64_t{loads.water_peak_hour},
                                  loads.power_kwh,
                                  loads.waste_kg};
        for (std::size_t kind = 0; kind < charging_services.size(); ++kind) {
            values.insert(values.end(),
                          {loads.points[kind], loads.wanted[kind], loads.charged[kind], loads.charged_kwh[kind]});
        }
        layer.features.push_back(
            {static_cast<std::int64_t>(layer.features.size()) + 1, place.position, std::move(values)});
    }
    return layer;
}

void write_load_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run)
{
    geo::OutputLayer table = loads_layer(city, run);
    if (table.features.empty()) return;
    table.geometry_type = geo::GeometryType::none;
    for (geo::Feature& feature : table.features) feature.geometry = {};
    geo::write_csv(path, table);
}

void write_camera_field_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run)
{
    auto const* const cameras = services::find_service(run.services, "camera");
    if (cameras == nullptr || cameras->sites.empty()) return;
    geo::OutputLayer table = table_of("camera_fields", {{"field", FieldType::text},
                                                        {"cameras", FieldType::integer},
                                                        {"offered", FieldType::real},
                                                        {"covered", FieldType::real},
                                                        {"carried", FieldType::real},
                                                        {"sole", FieldType::real}});
    for (results::CameraField const& field : results::fields_of(city, *cameras)) {
        services::Tally const total = field.total();
        add_row(table, {field.name, field.cameras, services::units(total.offered), services::units(total.covered),
                        services::units(total.carried), services::units(field.sole)});
    }
    geo::write_csv(path, table);
}

void write_anchor_csv(std::filesystem::path const& path, std::span<results::Anchor const> anchors)
{
    if (anchors.empty()) return;
    geo::OutputLayer table = table_of("anchors", {{"id", FieldType::text},
                                                  {"name_vi", FieldType::text},
                                                  {"name_en", FieldType::text},
                                                  {"unit", FieldType::text},
                                                  {"simulated", FieldType::real},
                                                  {"observed", FieldType::real},
                                                  {"error_pct", FieldType::real},
                                                  {"source", FieldType::text}});
    for (results::Anchor const& anchor : anchors) {
        add_row(table, {anchor.id, anchor.name.vi, anchor.name.en, anchor.unit, anchor.simulated, anchor.observed,
                        anchor.error_pct(), anchor.source});
    }
    geo::write_csv(path, table);
}

std::string load_text(city::City const& city, simulation::RunResult const& run)
{
    return charging_text(run) + utility_text(run) + field_text(city, run);
}

std::string anchor_text(std::span<results::Anchor const> anchors)
{
    std::string text;
    for (results::Anchor const& anchor : anchors) {
        text += fmt::format("  {} / {}: mô phỏng / simulated {:.1f}, công bố / published {:.1f} {} ({} %; {})\n",
                            anchor.name.vi, anchor.name.en, anchor.simulated, anchor.observed, anchor.unit,
                            study::signed_text(anchor.error_pct(), 0), anchor.source);
    }
    return text;
}

}  // namespace halong::exporting
