#include "export/gis/qgis_layers.hpp"

#include "core/time.hpp"
#include "core/xml_text.hpp"
#include "export/qgis_renderer.hpp"
#include "export/qgis_style.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

namespace halong::exporting {
namespace {

struct NumberClass {
    double below;
    std::string_view colour;
    std::string_view label;
    std::string_view size_mm;  // of lines and marks
};
constexpr double no_limit = 1e12;

// The column of the hour that is shown; where the Temporal Controller is off, `otherwise`.
std::string of_the_hour(std::string_view prefix, std::string_view otherwise)
{
    return fmt::format(
        "if(@map_start_time is null, {}, attribute('{}_' || lpad(to_string(hour(@map_start_time)), 2, '0')))",
        otherwise, prefix);
}

// The column of the road's peak hour; of the first hour there is where a selection of hours left that one out.
std::string in_peak_hour(geo::OutputLayer const* links, std::string_view prefix)
{
    std::string const peak = fmt::format("attribute('{}_' || lpad(to_string(\"peak_hour\"), 2, '0'))", prefix);
    std::vector<int> hours;
    for (int hour = 0; links != nullptr && hour < core::hours_per_day; ++hour) {
        std::string const column = fmt::format("{}_{:02}", prefix, hour);
        if (std::ranges::find(links->fields, column, &geo::Field::name) != links->fields.end()) hours.push_back(hour);
    }
    if (hours.empty() || hours.size() == core::hours_per_day) return peak;
    return fmt::format(R"(if("peak_hour" in ({}), {}, "{}_{:02}"))", fmt::join(hours, ", "), peak, prefix,
                       hours.front());
}

std::string classes_of_lines(std::string_view expression, std::span<NumberClass const> classes)
{
    std::string ranges;
    std::string symbols;
    double lower = -1;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        ranges += range(i, lower, classes[i].below, classes[i].label);
        symbols += symbol("line", i, "SimpleLine", line_look(classes[i].colour, classes[i].size_mm));
        lower = classes[i].below;
    }
    return graduated_renderer(expression, ranges, symbols, true);
}

std::string classes_of_areas(std::string_view expression, std::span<NumberClass const> classes)
{
    std::string ranges;
    std::string symbols;
    double lower = 0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        ranges += range(i, lower, classes[i].below, classes[i].label);
        symbols += symbol("fill", i, "SimpleFill", fill_look(classes[i].colour, 150));
        lower = classes[i].below;
    }
    return graduated_renderer(expression, ranges, symbols, false);
}

std::string classes_of_marks(std::string_view expression, std::string_view shape, std::span<NumberClass const> classes)
{
    std::string ranges;
    std::string symbols;
    double lower = -1;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        ranges += range(i, lower, classes[i].below, classes[i].label);
        symbols += symbol("marker", i, "SimpleMarker", marker_look(shape, classes[i].colour, classes[i].size_mm));
        lower = classes[i].below;
    }
    return graduated_renderer(expression, ranges, symbols, false);
}

// Blue is quick, red slow: told apart by the colour-blind, too (ends and middle differ in lightness).
std::string speed_renderer(geo::OutputLayer const* links)
{
    constexpr std::array<NumberClass, 6> classes{{{5, "#a50026", "< 5 km/h", "1.6"},
                                                  {10, "#e34a33", "5 - 10 km/h", "1.3"},
                                                  {20, "#fdae61", "10 - 20 km/h", "1.0"},
                                                  {30, "#a6cee3", "20 - 30 km/h", "0.7"},
                                                  {40, "#5b9bd5", "30 - 40 km/h", "0.6"},
                                                  {no_limit, "#2c4f9e", "> 40 km/h", "0.6"}}};
    return classes_of_lines(of_the_hour("speed_kmh", in_peak_hour(links, "speed_kmh")), classes);
}

std::string delay_renderer(geo::OutputLayer const* links)
{
    constexpr std::array<NumberClass, 5> classes{{{0.5, "#d9d9d9", "< 0.5 s", "0.2"},
                                                  {2, "#fecc5c", "0.5 - 2 s", "0.5"},
                                                  {8, "#fd8d3c", "2 - 8 s", "0.9"},
                                                  {30, "#e31a1c", "8 - 30 s", "1.4"},
                                                  {no_limit, "#67001f", "> 30 s", "2.0"}}};
    return classes_of_lines(of_the_hour("delay_s", in_peak_hour(links, "delay_s")), classes);
}

std::string wifi_renderer()
{
    constexpr std::array<NumberClass, 5> classes{{{10, "#c6dbef", "< 10 person-min", "1.4"},
                                                  {60, "#85b9dd", "10 - 60 person-min", "2.0"},
                                                  {300, "#3f8fc5", "60 - 300 person-min", "3.0"},
                                                  {1'200, "#1764ab", "300 - 1,200 person-min", "4.2"},
                                                  {no_limit, "#08306b", "> 1,200 person-min", "5.6"}}};
    return classes_of_marks("carried", "circle", classes);
}

std::string camera_renderer()
{
    constexpr std::array<NumberClass, 5> classes{{{20, "#d5efcf", "< 20 passages", "1.4"},
                                                  {100, "#9ed798", "20 - 100 passages", "1.9"},
                                                  {400, "#54b567", "100 - 400 passages", "2.5"},
                                                  {1'500, "#1d8641", "400 - 1,500 passages", "3.2"},
                                                  {no_limit, "#00441b", "> 1,500 passages", "4.0"}}};
    return classes_of_marks("carried", "triangle", classes);
}

std::string density_renderer()
{
    constexpr std::array<NumberClass, 6> classes{{{100, "#fcfbfd", "< 100 / km2", ""},
                                                  {500, "#dadaeb", "100 - 500 / km2", ""},
                                                  {2'000, "#bcbddc", "500 - 2,000 / km2", ""},
                                                  {6'000, "#9e9ac8", "2,000 - 6,000 / km2", ""},
                                                  {15'000, "#756bb1", "6,000 - 15,000 / km2", ""},
                                                  {no_limit, "#54278f", "> 15,000 / km2", ""}}};
    return classes_of_areas("present_per_km2", classes);
}

// Colours after Paul Tol's qualitative scheme, which the colour-blind tell apart; marks grow with the root of who came.
std::string place_renderer()
{
    constexpr std::array<Category, 9> kinds{{{"queue", "Xếp hàng vào cửa / Queues at entrances", "#332288"},
                                             {"counter", "Một cửa / One-stop centres", "#8c510a"},
                                             {"clinic", "Khám bệnh / Hospitals and clinics", "#c51b7d"},
                                             {"school", "Trường học / Schools", "#117733"},
                                             {"motorbike_parking", "Đỗ xe máy / Parking, motorbikes", "#ddaa33"},
                                             {"car_parking", "Đỗ ô tô / Parking, cars", "#5e3c99"},
                                             {"coach_parking", "Đỗ xe khách / Parking, coaches", "#e66101"},
                                             {"motorbike_charging", "Sạc xe máy / Charging, motorbikes", "#44aa99"},
                                             {"car_charging", "Sạc ô tô / Charging, cars", "#88ccee"}}};
    return marker_categories("service", "circle", kinds, "2.4",
                             data_defined("size", "clamp(1.4, sqrt(\"offered\") / 4, 7)"));
}

// What stands between the document's ends.
std::string body_of(std::string const& style)
{
    auto const from = style.find("<renderer-v2");
    auto const to = style.rfind("</renderer-v2>");
    if (from == std::string::npos || to == std::string::npos) return "";
    return style.substr(from, to - from) + "</renderer-v2>\n";
}

}  // namespace

std::vector<ProjectLayer> project_layers(RunLayers const& run)
{
    using enum LayerGroup;
    std::string const grey = single_renderer(symbol("line", 0, "SimpleLine", line_look("#c9ccd1", "0.15")));
    std::string const none;
    geo::OutputLayer const* const links = run.find("links");
    std::vector<ProjectLayer> all{
        {"gridlock", "gridlock", traffic, "Vòng kẹt xe", "Rings of gridlock", body_of(gridlock_style()), Temporal::span,
         "first_seen", "last_seen", none, none, true},
        {"links_volume", "links", traffic, "Lưu lượng theo giờ", "Volume by hour",
         volume_renderer(of_the_hour("volume", "\"peak_volume\"")), Temporal::redraw, none, none, none, none, true},
        {"links_speed", "links", traffic, "Tốc độ theo giờ", "Speed by hour", speed_renderer(links), Temporal::redraw,
         none, none, none, none, false},
        {"links_delay", "links", traffic, "Trễ theo giờ", "Delay by hour", delay_renderer(links), Temporal::redraw,
         none, none, none, none, false},
        {"links", "links", traffic, "Đường", "Roads", grey, Temporal::none, none, none, none, none, true},
        {"wifi_hours", "site_hours", services, "Tải Wi-Fi theo giờ", "Wi-Fi load by hour", wifi_renderer(),
         Temporal::span, "starts", "ends", "\"service\" = 'wifi'", none, false},
        {"camera_hours", "site_hours", services, "Camera phát hiện theo giờ", "Detected by cameras, by hour",
         camera_renderer(), Temporal::span, "starts", "ends", "\"service\" = 'camera'", none, false},
        {"place_hours", "place_hours", services, "Địa điểm theo giờ", "Places by hour", place_renderer(),
         Temporal::span, "starts", "ends", none, none, false},
        {"incidents", "incidents", services, "Sự cố", "Incidents", body_of(incidents_style()), Temporal::moment, "at",
         none, none, none, false},
        {"hotspots", "sites", services, "Điểm Wi-Fi", "Wi-Fi hotspots", body_of(sites_style()), Temporal::none, none,
         none, "\"service\" = 'wifi'", none, true},
        {"cameras", "sites", services, "Camera", "Cameras", body_of(sites_style()), Temporal::none, none, none,
         "\"service\" = 'camera'", none, false},
        {"desks", "desks", services, "Một cửa, bệnh viện, phòng khám", "One-stop centres, hospitals, clinics",
         body_of(desks_style()), Temporal::none, none, none, none, none, false},
        {"parking", "parking", services, "Bãi đỗ xe", "Car parks", body_of(parking_style()), Temporal::none, none, none,
         none, none, false},
        {"loads", "loads", services, "Trụ sạc, nước, điện, rác", "Charging, water, power, waste",
         body_of(loads_style()), Temporal::none, none, none, none, none, false},
        {"zone_hours", "zone_hours", people, "Mật độ người theo giờ", "Density of people by hour", density_renderer(),
         Temporal::span, "starts", "ends", none, none, false},
        {"zones", "zones", people, "Khu vực: tỷ lệ Wi-Fi được phục vụ", "Zones: share of Wi-Fi carried",
         body_of(zones_style()), Temporal::none, none, none, none, "name", true},
        {"site_hours_table", "site_hours", tables, "Tải của điểm theo giờ", "Load of sites by hour", none,
         Temporal::none, none, none, none, none, false},
        {"place_hours_table", "place_hours", tables, "Địa điểm theo giờ", "Places by hour", none, Temporal::none, none,
         none, none, none, false},
        {"zone_hours_table", "zone_hours", tables, "Khu vực theo giờ", "Zones by hour", none, Temporal::none, none,
         none, none, none, false},
        {"link_hours", "link_hours", tables, "Đường chính theo giờ", "Main roads by hour", none, Temporal::none, none,
         none, none, none, false}};
    std::erase_if(all, [&](ProjectLayer const& layer) { return run.find(layer.table) == nullptr; });
    return all;
}

std::vector<ProjectRelation> project_relations(std::vector<ProjectLayer> const& layers)
{
    std::vector<ProjectRelation> all{
        {"hotspot_to_hours",
         "Tải của điểm Wi-Fi theo giờ",
         "Load of the hotspot by hour",
         "hotspots",
         "site_hours_table",
         {{"id", "site"}}},
        {"camera_to_hours",
         "Tải của camera theo giờ",
         "Load of the camera by hour",
         "cameras",
         "site_hours_table",
         {{"id", "site"}}},
        {"zone_to_hours", "Khu vực theo giờ", "The zone by hour", "zones", "zone_hours_table", {{"id", "zone"}}},
        {"link_to_hours", "Đường theo giờ", "The road by hour", "links", "link_hours", {{"fid", "link_fid"}}},
        {"link_to_gridlock",
         "Vòng kẹt trên đường",
         "Rings of gridlock on the road",
         "links",
         "gridlock",
         {{"fid", "link_fid"}}},
        {"desk_to_hours",
         "Quầy, phòng khám theo giờ",
         "The centre by hour",
         "desks",
         "place_hours_table",
         {{"place", "place"}, {"service", "service"}}}};
    std::erase_if(all, [&](ProjectRelation const& relation) {
        auto const has = [&](std::string const& id) {
            return std::ranges::find(layers, id, &ProjectLayer::id) != layers.end();
        };
        return !has(relation.parent) || !has(relation.child);
    });
    return all;
}

std::string aliases_xml(geo::OutputLayer const& layer)
{
    std::string rows = "<alias index=\"0\" field=\"fid\" name=\"Số thứ tự / Number\"/>\n";
    int index = 0;
    for (geo::Field const& field : layer.fields) {
        rows += fmt::format("<alias index=\"{}\" field=\"{}\" name=\"{}\"/>\n", ++index, core::xml_text(field.name),
                            core::xml_text(field.alias));
    }
    return fmt::format("<aliases>\n{}</aliases>\n", rows);
}

// The numbers are those of QgsVectorLayerTemporalProperties::TemporalMode in QGIS 3.22: 1 a moment, 2 a span, 5 to draw anew.
std::string temporal_xml(ProjectLayer const& layer)
{
    int const mode = layer.temporal == Temporal::span ? 2 : layer.temporal == Temporal::moment ? 1 : 5;
    return fmt::format(
        "<temporal enabled=\"{}\" mode=\"{}\" startField=\"{}\" endField=\"{}\" startExpression=\"\" "
        "endExpression=\"\" "
        "fixedDuration=\"0\" durationUnit=\"min\" durationField=\"\" accumulate=\"{}\" limitMode=\"0\">"
        "<fixedRange><start></start><end></end></fixedRange></temporal>\n",
        layer.temporal == Temporal::none ? 0 : 1, mode, layer.time_from, layer.time_to,
        layer.temporal == Temporal::moment ? 1 : 0);
}

std::string layer_style(geo::OutputLayer const& layer, std::vector<ProjectLayer> const& shown)
{
    auto const drawn = [&](ProjectLayer const& one) {
        return one.table == layer.name && !one.renderer.empty() && one.id != "links";
    };
    auto const found = std::ranges::find_if(shown, drawn);
    std::string const look = found == shown.end() ? std::string() : temporal_xml(*found) + found->renderer;
    return style_document(look + aliases_xml(layer), "Symbology|Fields|Temporal");
}

}  // namespace halong::exporting
