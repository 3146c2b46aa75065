#include "export/parking_tables.hpp"

#include "export/geopackage.hpp"
#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace halong::exporting {
namespace {

using geo::FieldType;
using geo::Value;

struct Kind {
    std::string_view vehicle;
    std::string_view service;
    std::string_view name;
};
constexpr std::array<Kind, 3> kinds{{{"motorbike", "motorbike_parking", "đỗ xe máy / parking of motorbikes"},
                                     {"car", "car_parking", "đỗ ô tô / parking of cars"},
                                     {"coach", "coach_parking", "đỗ xe khách / parking of coaches"}}};

Value vehicles(std::int64_t amount) { return amount / services::thousandths; }

}  // namespace

geo::OutputLayer parking_layer(city::City const& city, simulation::RunResult const& run)
{
    geo::OutputLayer layer{"parking",
                           "Car parks of places with their day",
                           geo::GeometryType::point,
                           {{"vehicle", FieldType::text},
                            {"place", FieldType::text},
                            {"name", FieldType::text},
                            {"spaces", FieldType::integer},
                            {"came", FieldType::integer},
                            {"parked", FieldType::integer},
                            {"no_room", FieldType::integer},
                            {"peak_taken", FieldType::integer},
                            {"peak_at", FieldType::date_time},
                            {"hours_above_85_pct", FieldType::integer}},
                           {},
                           parking_style()};
    for (Kind const& kind : kinds) {
        auto const* const lots = services::find_service(run.services, kind.service);
        if (lots == nullptr) continue;
        for (std::size_t row = 0; row < lots->places.size(); ++row) {
            services::Tally const tally = lots->by_site.row_total(row);
            services::SitePeak const& peak = lots->peaks[row];
            std::int64_t const spaces = lots->duty_ms[row * core::hours_per_day] / core::ms_per_hour;
            if (spaces == 0 && tally.offered == 0) continue;
            city::Place const& place = city.places[lots->places[row]];
            Value const at = peak.peak_load > 0
                                 ? Value(fmt::format("{}T{}", nominal_day, core::clock_text(peak.peak_at_ms)))
                                 : Value();
            layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                      place.position,
                                      {std::string(kind.vehicle), place.id, place.name, spaces, vehicles(tally.offered),
                                       vehicles(tally.carried), vehicles(tally.offered - tally.carried),
                                       static_cast<std::int64_t>(peak.peak_load), at,
                                       static_cast<std::int64_t>(peak.busy_share * core::hours_per_day + 0.5)}});
        }
    }
    return layer;
}

void write_parking_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run)
{
    bool const has_parking = std::ranges::any_of(
        kinds, [&](Kind const& kind) { return services::find_service(run.services, kind.service) != nullptr; });
    if (!has_parking) return;
    geo::OutputLayer table = parking_layer(city, run);
    table.geometry_type = geo::GeometryType::none;
    for (geo::Feature& feature : table.features) feature.geometry = {};
    geo::write_csv(path, table);
}

std::string parking_text(simulation::RunResult const& run)
{
    std::string text;
    for (Kind const& kind : kinds) {
        auto const* const lots = services::find_service(run.services, kind.service);
        if (lots == nullptr) continue;
        auto const figure = [&](std::string_view name) { return services::extra_of(*lots, name); };
        text += fmt::format(
            "  {}: {} came to {:.0f} spaces, {:.0f} parked at another place, {:.0f} at the kerb, {:.0f} turned away; "
            "{:.1f} km of cruising, {:.0f} h of search, {:.0f} person-hours on foot; 95 % of the hours below {:.0f} % "
            "taken, {:.0f} h above 85 %\n",
            kind.name, lots->by_site.total().offered / 1000, figure("spaces"), figure("elsewhere"), figure("kerb"),
            figure("turned_away"), figure("cruising_km"), figure("search_h"), figure("walk_h"),
            figure("occupancy_p95_pct"), figure("hours_above_85_pct"));
    }
    return text;
}

}  // namespace halong::exporting
