#include "export/gis/simwrapper.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "export/gis/selection.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::exporting {
namespace {

using geo::OutputLayer;
using nlohmann::ordered_json;

OutputLayer table_of(OutputLayer layer)
{
    layer.geometry_type = geo::GeometryType::none;
    for (geo::Feature& feature : layer.features) feature.geometry = {};
    return layer;
}

double number_of(geo::Value const& value)
{
    if (auto const* const whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    auto const* const real = std::get_if<double>(&value);
    return real == nullptr ? 0 : *real;
}

// Sums of columns of `zone_hours` by hour, those of the hours that it has.
OutputLayer day_curves(OutputLayer const& hours, std::vector<std::string> const& columns)
{
    OutputLayer const parts = with_columns(hours, columns);
    std::vector<geo::Field> fields{{"hour", geo::FieldType::integer}};
    fields.insert(fields.end(), parts.fields.begin(), parts.fields.end());
    OutputLayer table{"day", "", geo::GeometryType::none, fields, {}, ""};
    auto const hour_field =
        static_cast<std::size_t>(std::ranges::find(hours.fields, "hour", &geo::Field::name) - hours.fields.begin());
    for (std::int64_t hour = 0; hour < core::hours_per_day; ++hour) {
        std::vector<double> sums(parts.fields.size(), 0);
        bool is_there = false;
        for (std::size_t row = 0; row < hours.features.size(); ++row) {
            if (hours.features[row].values.at(hour_field) != geo::Value(hour)) continue;
            is_there = true;
            for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += number_of(parts.features[row].values[i]);
        }
        if (!is_there) continue;
        std::vector<geo::Value> values{hour};
        for (double const sum : sums) values.emplace_back(sum);
        table.features.push_back({hour + 1, {}, std::move(values)});
    }
    return table;
}

ordered_json map_panel(std::string const& title, std::string const& shapes, std::string const& join,
                       std::string const& data, ordered_json display)
{
    return {{"type", "map"},
            {"title", title},
            {"height", 12},
            {"shapes", {{"file", shapes}, {"join", join}}},
            {"datasets", {{"day", {{"file", data}}}}},
            {"display", std::move(display)}};
}

ordered_json curve_panel(std::string const& title, std::vector<std::string> const& columns,
                         std::vector<std::string> const& names)
{
    return {
        {"type", "line"},     {"title", title},     {"dataset", "day.csv"}, {"x", "hour"}, {"xAxisName", "Giờ / Hour"},
        {"columns", columns}, {"legendName", names}};
}

ordered_json shown(std::string const& join, std::string const& column, std::string const& ramp)
{
    return {{"dataset", "day"},
            {"join", join},
            {"columnName", column},
            {"colorRamp", {{"ramp", ramp}, {"steps", 7}, {"exponentColors", true}}}};
}

}  // namespace

std::vector<std::string> write_simwrapper(std::filesystem::path const& folder, RunLayers const& run)
{
    constexpr int vehicles_per_pixel = 200;
    OutputLayer const* const links = run.find("links");
    OutputLayer const* const zones = run.find("zones");
    OutputLayer const* const hours = run.find("zone_hours");
    if (links == nullptr || zones == nullptr || hours == nullptr) {
        throw core::UserError(core::Diagnostic{"--layer", 0, 0, "a dashboard needs links, zones and zone_hours",
                                               "leave --layer out, or name these three"});
    }
    geo::Projection const crs(run.crs);
    geo::write_geojson(folder / "links.geojson", crs, with_columns(*links, {"stable_id", "name", "class"}));
    geo::write_csv(folder / "link_day.csv",
                   table_of(with_columns(
                       *links, {"stable_id", "peak_hour", "peak_volume", "volume_day", "motorbike_day", "car_day",
                                "heavy_day", "vehicle_km_day", "from_height_m", "to_height_m", "gradient_pct"})),
                   core::CsvFor::programs);
    geo::write_geojson(folder / "zones.geojson", crs, with_columns(*zones, {"id", "name"}));
    geo::write_csv(folder / "zone_day.csv",
                   table_of(with_columns(*zones, {"id", "population", "present_person_h", "wifi_offered_person_min",
                                                  "wifi_carried_share_pct", "camera_carried_share_pct"})),
                   core::CsvFor::programs);
    geo::write_csv(folder / "day.csv", day_curves(*hours, {"present_persons", "present_visitors", "wifi_offered",
                                                           "wifi_carried", "counter_offered", "clinic_offered"}));
    ordered_json roads{{"lineColor", shown("stable_id", "peak_volume", "Plasma")},
                       {"lineWidth",
                        {{"dataset", "day"},
                         {"join", "stable_id"},
                         {"columnName", "peak_volume"},
                         {"scaleFactor", vehicles_per_pixel}}}};
    ordered_json const dashboard{
        {"header",
         {{"tab", run.city},
          {"title", fmt::format("{}: {} / {}", run.city, run.title_vi, run.title_en)},
          {"description",
           run.is_schematic ? "Thành phố sơ đồ, không phải khảo sát / A schematic city, not a survey" : ""}}},
        {"layout",
         {{"roads",
           {map_panel("Lưu lượng giờ cao điểm / Peak volume [veh/h]", "links.geojson", "stable_id", "link_day.csv",
                      std::move(roads)),
            map_panel("Tỷ lệ Wi-Fi được phục vụ / Wi-Fi carried [%]", "zones.geojson", "id", "zone_day.csv",
                      {{"fill", shown("id", "wifi_carried_share_pct", "Viridis")}})}},
          {"curves",
           {curve_panel("Du khách có mặt / Visitors about", {"present_visitors"}, {"Du khách / Visitors"}),
            curve_panel("Wi-Fi [person-min]", {"wifi_offered", "wifi_carried"},
                        {"Nhu cầu / Offered", "Được phục vụ / Carried"}),
            curve_panel("Lượt đến / Visits", {"counter_offered", "clinic_offered"},
                        {"Một cửa / One-stop centres", "Khám bệnh / Hospitals, clinics"})}}}}};
    core::write_file(folder / "dashboard-1.yaml", dashboard.dump(1) + "\n");
    return {fmt::format("dashboard-1.yaml: two maps and three curves; {} links, {} zones", links->features.size(),
                        zones->features.size()),
            "open the folder in SimWrapper (simwrapper.app, \"local folder\")"};
}

}  // namespace halong::exporting
