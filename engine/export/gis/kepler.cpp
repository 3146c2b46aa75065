#include "export/gis/kepler.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "export/gis/layer_words.hpp"
#include "export/gis/selection.hpp"
#include "geo/layer_formats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::exporting {
namespace {

using geo::FieldType;
using geo::GeometryType;
using geo::OutputLayer;
using nlohmann::ordered_json;

constexpr char const* shape_column = "wkt";
constexpr std::int64_t nominal_midnight_ms = 1'748'995'200'000;  // 2025-06-04T00:00:00Z, in ms since 1970
constexpr int first_shown_h = 7;

// What is shown of a layer, and how. Columns that it lacks are left out.
struct Shown {
    std::string_view layer;
    std::vector<std::string> columns;
    std::string_view value;  // gives the colour
    std::string_view ramp;
    std::vector<std::string> colours;
};

// Light to dark, told apart by all kinds of sight (ColorBrewer 2.0: YlOrRd, RdPu, YlGnBu).
std::vector<Shown> const& shown_layers()
{
    static std::vector<Shown> const all{
        {"links",
         {"fid", "stable_id", "name", "class", "peak_hour", "peak_volume", "volume_day", "motorbike_day", "car_day",
          "heavy_day", "vehicle_km_day", "from_height_m", "to_height_m", "gradient_pct"},
         "peak_volume",
         "ColorBrewer YlOrRd-6",
         {"#ffffb2", "#fed976", "#feb24c", "#fd8d3c", "#f03b20", "#bd0026"}},
        {"zone_hours",
         {"zone", "name", "hour", "starts", "present_persons", "present_visitors", "present_per_km2",
          "wifi_carried_share_pct"},
         "present_per_km2",
         "ColorBrewer RdPu-6",
         {"#feebe2", "#fcc5c0", "#fa9fb5", "#f768a1", "#c51b8a", "#7a0177"}},
        {"site_hours",
         {"site", "service", "hour", "starts", "unit", "offered", "covered", "carried", "carried_share_pct"},
         "carried",
         "ColorBrewer YlGnBu-6",
         {"#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"}}};
    return all;
}

ordered_json json_of(geo::Value const& value)
{
    if (auto const* const whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (auto const* const real = std::get_if<double>(&value)) return *real;
    if (auto const* const text = std::get_if<std::string>(&value)) return *text;
    return nullptr;
}

ordered_json field_of(geo::Field const& field)
{
    auto const described = [&](char const* type, char const* format, char const* analyser) {
        return ordered_json{{"name", field.name}, {"type", type}, {"format", format}, {"analyzerType", analyser}};
    };
    if (field.name == shape_column) return described("geojson", "", "GEOMETRY_FROM_STRING");
    switch (field.type) {
        case FieldType::integer:
            return described("integer", "", "INT");
        case FieldType::real:
            return described("real", "", "FLOAT");
        case FieldType::date_time:
            return described("timestamp", "YYYY-M-DTHH:mm:ss", "DATETIME");
        default:
            return described("string", "", "STRING");
    }
}

std::string label_of(std::string_view layer)
{
    auto const& words = layer_words();
    auto const found = std::ranges::find(words, layer, &LayerWord::layer);
    return found == words.end() ? std::string(layer) : fmt::format("{} / {}", found->vi, found->en);
}

ordered_json dataset_of(std::string_view id, OutputLayer const& table)
{
    ordered_json fields = ordered_json::array();
    for (geo::Field const& field : table.fields) fields.push_back(field_of(field));
    ordered_json rows = ordered_json::array();
    for (geo::Feature const& feature : table.features) {
        ordered_json row = ordered_json::array();
        for (geo::Value const& value : feature.values) row.push_back(json_of(value));
        rows.push_back(std::move(row));
    }
    return {{"version", "v1"},
            {"data",
             {{"id", id},
              {"label", label_of(id)},
              {"color", {0, 92, 230}},
              {"allData", std::move(rows)},
              {"fields", std::move(fields)}}}};
}

ordered_json layer_of(Shown const& shown, OutputLayer const& table, GeometryType type)
{
    bool const is_point = type == GeometryType::point;
    bool const is_line = type == GeometryType::line;
    auto const value = std::ranges::find(table.fields, shown.value, &geo::Field::name);
    ordered_json const by{
        {"name", shown.value},
        {"type", value != table.fields.end() && value->type == FieldType::integer ? "integer" : "real"}};
    ordered_json const range{
        {"name", shown.ramp}, {"type", "sequential"}, {"category", "ColorBrewer"}, {"colors", shown.colours}};
    ordered_json look{{"opacity", 0.8}, {"colorRange", range}};
    ordered_json channels;
    if (is_point) {
        look["radius"] = 8;
        look["radiusRange"] = {2, 30};
        look["filled"] = true;
        channels = {{"colorField", by}, {"colorScale", "quantile"}, {"sizeField", by}, {"sizeScale", "sqrt"}};
    } else if (is_line) {
        look["thickness"] = 1;
        look["sizeRange"] = {0.5, 6};
        look["stroked"] = true;
        look["filled"] = false;
        look["strokeColorRange"] = range;
        channels = {
            {"strokeColorField", by}, {"strokeColorScale", "quantile"}, {"sizeField", by}, {"sizeScale", "linear"}};
    } else {
        look["opacity"] = 0.5;
        look["stroked"] = true;
        look["filled"] = true;
        look["strokeColor"] = {90, 90, 90};
        channels = {{"colorField", by}, {"colorScale", "quantile"}};
    }
    ordered_json columns =
        is_point ? ordered_json{{"lat", "lat"}, {"lng", "lon"}} : ordered_json{{"geojson", shape_column}};
    return {{"id", shown.layer},
            {"type", is_point ? "point" : "geojson"},
            {"config",
             {{"dataId", shown.layer},
              {"label", label_of(shown.layer)},
              {"color", {0, 92, 230}},
              {"columns", std::move(columns)},
              {"isVisible", true},
              {"visConfig", std::move(look)}}},
            {"visualChannels", std::move(channels)}};
}

// One slider for all datasets that have hours, on 07:00 to 08:00.
ordered_json hour_filter(std::vector<std::string> const& timed)
{
    std::int64_t const begin = nominal_midnight_ms + std::int64_t{first_shown_h} * core::ms_per_hour;
    return {{"id", "hour"},
            {"dataId", timed},
            {"name", std::vector<std::string>(timed.size(), "starts")},
            {"type", "timeRange"},
            {"value", {begin, begin + core::ms_per_hour - 1}},
            {"enlarged", true},
            {"plotType", "histogram"},
            {"animationWindow", "free"},
            {"speed", 1}};
}

ordered_json map_state(RunLayers const& run)
{
    geo::Projection const crs(run.crs);
    geo::Line points;
    for (OutputLayer const& layer : run.layers) {
        for (geo::Feature const& feature : layer.features) {
            if (auto const* const line = std::get_if<geo::Line>(&feature.geometry)) {
                points.push_back(line->front());
            } else if (auto const* const point = std::get_if<geo::PointMetric>(&feature.geometry)) {
                points.push_back(*point);
            } else if (auto const* const area = std::get_if<geo::Area>(&feature.geometry); area && !area->empty()) {
                points.push_back(geo::centroid(*area));
            }
        }
    }
    auto const box = geo::box_of(points);
    auto const centre =
        crs.to_lon_lat(geo::PointMetric{(box.min_x_m + box.max_x_m) / 2, (box.min_y_m + box.max_y_m) / 2});
    constexpr double zoom = 10.5;
    return {{"bearing", 0},
            {"dragRotate", false},
            {"latitude", centre.lat_deg},
            {"longitude", centre.lon_deg},
            {"pitch", 0},
            {"zoom", zoom},
            {"isSplit", false}};
}

}  // namespace

std::vector<std::string> write_kepler(std::filesystem::path const& folder, RunLayers const& run)
{
    geo::Projection const crs(run.crs);
    ordered_json datasets = ordered_json::array();
    ordered_json layers = ordered_json::array();
    ordered_json tooltips = ordered_json::object();
    std::vector<std::string> timed;
    std::vector<std::string> lines;
    for (Shown const& shown : shown_layers()) {
        OutputLayer const* const layer = run.find(shown.layer);
        if (layer == nullptr) continue;
        auto const table = geo::table_with_places(crs, "", with_columns(*layer, shown.columns), shape_column);
        std::string const id(shown.layer);
        geo::write_csv(folder / (id + ".csv"), table, core::CsvFor::programs);
        lines.push_back(fmt::format("{}.csv: {} rows", id, table.features.size()));
        datasets.push_back(dataset_of(shown.layer, table));
        layers.insert(layers.begin(), layer_of(shown, table, layer->geometry_type));  // the first is drawn on top
        ordered_json told = ordered_json::array();
        for (geo::Field const& field : table.fields) {
            if (field.name != shape_column) told.push_back({{"name", field.name}, {"format", nullptr}});
        }
        tooltips[id] = std::move(told);
        if (std::ranges::find(table.fields, "starts", &geo::Field::name) != table.fields.end()) timed.push_back(id);
    }
    if (layers.empty()) {
        throw core::UserError(core::Diagnostic{"--layer", 0, 0,
                                               "a map for kepler.gl needs links, zone_hours or site_hours",
                                               "leave --layer out, or name one of these three"});
    }
    ordered_json filters = ordered_json::array();
    if (!timed.empty()) filters.push_back(hour_filter(timed));
    ordered_json const config{
        {"version", "v1"},
        {"config",
         {{"visState",
           {{"filters", std::move(filters)},
            {"layers", std::move(layers)},
            {"interactionConfig", {{"tooltip", {{"fieldsToShow", std::move(tooltips)}, {"enabled", true}}}}},
            {"layerBlending", "normal"},
            {"splitMaps", ordered_json::array()},
            {"animationConfig", {{"currentTime", nullptr}, {"speed", 1}}}}},
          {"mapState", map_state(run)},
          {"mapStyle", {{"styleType", "positron"}}}}}};
    ordered_json const map{
        {"datasets", std::move(datasets)},
        {"config", config},
        {"info",
         {{"app", "kepler.gl"},
          {"created_at", ""},
          {"title", fmt::format("{}: {} / {}", run.city, run.title_vi, run.title_en)},
          {"description",
           run.is_schematic ? "Thành phố sơ đồ, không phải khảo sát / A schematic city, not a survey" : ""}}}};
    core::write_file(folder / "config.json", config.dump(1) + "\n");
    core::write_file(folder / "halong.kepler.json", map.dump() + "\n");
    lines.emplace_back(
        "halong.kepler.json: drop it on the map of kepler.gl (kepler.gl/demo); config.json: its settings alone");
    return lines;
}

}  // namespace halong::exporting
