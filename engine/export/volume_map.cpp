#include "export/volume_map.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "export/link_traffic.hpp"
#include "export/map_labels.hpp"
#include "export/map_roads.hpp"
#include "export/volume_classes.hpp"
#include "export/volume_panel.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

using city::City;
using simulation::RunResult;

constexpr std::string_view ground = "#eef2f4";
constexpr std::string_view quiet_street = "#c3c8ce";
constexpr double casing_from_px = 3.0;  // roads at least this wide get a white rim

std::string zone_shapes(MapFrame const& frame, City const& city)
{
    std::string svg;
    for (city::Zone const& zone : city.zones) {
        std::string data;
        for (geo::Polygon const& polygon : zone.area) {
            std::vector<geo::Ring> rings{polygon.outer};
            rings.insert(rings.end(), polygon.holes.begin(), polygon.holes.end());
            for (geo::Ring const& ring : rings) {
                PictureLine line;
                for (geo::PointMetric const& point : ring) line.push_back(frame.at(point));
                data += path_data(line) + "Z";
            }
        }
        if (data.empty()) continue;
        svg += fmt::format(
            "<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\" stroke=\"#ffffff\" "
            "stroke-width=\"1\"/>\n",
            data, density_of(zone).colour);
    }
    return svg;
}

// Roads class by class, quiet ones first: one path each keeps the file small. White rims lie under all colours, so
// that junctions stay whole.
std::string road_lines(std::vector<MapRoad> const& roads)
{
    std::string quiet;
    std::array<std::string, volume_classes.size()> busy;
    for (MapRoad const& road : roads) {
        VolumeClass const* const one = volume_class_of(road.vehicles);
        std::string& data = one == nullptr ? quiet : busy[static_cast<std::size_t>(one - volume_classes.data())];
        data += path_data(road.line);
    }
    std::string svg = stroke_path(quiet, quiet_street, 0.7);
    for (std::size_t i = 0; i < busy.size(); ++i) {
        if (volume_classes[i].width_px >= casing_from_px) {
            svg += stroke_path(busy[i], "#ffffff", volume_classes[i].width_px + 2.4, 0.85);
        }
    }
    for (std::size_t i = 0; i < busy.size(); ++i) {
        svg += stroke_path(busy[i], volume_classes[i].colour, volume_classes[i].width_px);
    }
    return svg;
}

std::string site_marks(MapFrame const& frame, City const& city)
{
    std::string cameras;
    std::string hotspots;
    for (city::Site const& site : city.sites) {
        PicturePoint const at = frame.at(site.position);
        if (!frame.has(at)) continue;
        bool const is_wifi = site.service == scenario::ServiceKind::wifi;
        (is_wifi ? hotspots : cameras) += site_mark(site.service, at);
    }
    return cameras + hotspots;
}

std::string labels_on(MapFrame const& frame, City const& city, std::vector<MapRoad> const& roads)
{
    constexpr std::size_t most_roads = 26;
    constexpr std::size_t most_zones = 16;
    LabelSpace space;
    space.block({frame.left + 110, frame.top + frame.height - 40}, 110);  // scale bar
    auto const names = road_labels(frame, city.network, roads, most_roads, space);
    std::string svg;
    for (MapLabel const& label : zone_labels(frame, city, roads, most_zones, space)) {
        svg += text_element(
            label.at, label.text,
            {.size = label.size, .colour = "#46525e", .anchor = "middle", .italic = true, .halo = 2, .spacing = 1});
    }
    for (MapLabel const& label : names) {
        svg += text_element(
            label.at, label.text,
            {.size = label.size, .colour = "#1c2733", .anchor = "middle", .halo = 2.2, .turn_deg = label.turn_deg});
    }
    return svg;
}

}  // namespace

std::string volume_map_svg(City const& city, RunResult const& run, int hour, MapText const& text)
{
    core::ensure(hour >= -1 && hour < core::hours_per_day, "an hour of the day is 0 to 23, or -1 for the busiest");
    core::ensure(city.network.link_count() > 0, "a map needs a road");
    if (hour < 0) hour = busiest_hour(city.network, run.link_hours);
    MapFrame frame{0, header_height, picture_width - panel_width, picture_height - header_height, {}, 1};
    fit_frame(frame, city.network, run.link_hours, hour);
    auto const roads = map_roads(frame, city.network, run.link_hours, hour);
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:g} {1:g}\" width=\"{0:g}\" "
        "height=\"{1:g}\" "
        "font-family=\"'Be Vietnam Pro', Inter, 'Noto Sans', 'Segoe UI', 'DejaVu Sans', Arial, "
        "sans-serif\">\n"
        "<defs><clipPath id=\"map\"><rect x=\"{2:g}\" y=\"{3:g}\" width=\"{4:g}\" "
        "height=\"{5:g}\"/></clipPath></defs>\n",
        picture_width, picture_height, frame.left, frame.top, frame.width, frame.height);
    svg += rectangle(0, 0, picture_width, picture_height, "fill=\"#ffffff\"");
    svg += rectangle(frame.left, frame.top, frame.width, frame.height, fmt::format("fill=\"{}\"", ground));
    svg += "<g clip-path=\"url(#map)\">\n" + zone_shapes(frame, city) + road_lines(roads) + site_marks(frame, city) +
           labels_on(frame, city, roads) + "</g>\n";
    svg += scale_bar(frame) + map_header(city, run, hour, text) + map_panel(city, run, hour);
    return svg + "</svg>\n";
}

void write_volume_map(std::filesystem::path const& path, City const& city, RunResult const& run, int hour,
                      MapText const& text)
{
    core::write_file(path, volume_map_svg(city, run, hour, text));
}

}  // namespace halong::exporting
