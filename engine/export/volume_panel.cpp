#include "export/volume_panel.hpp"

#include "export/link_traffic.hpp"
#include "export/volume_classes.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

using city::City;
using scenario::ServiceKind;
using simulation::RunResult;

constexpr std::string_view ink = "#1c2733";
constexpr std::string_view soft = "#5b6670";
constexpr double panel_left = picture_width - panel_width + 24;
constexpr double panel_right = picture_width - 24;

constexpr std::array<DensityClass, 4> densities{{
    {10, "#e6e4dc", "< 10"},
    {50, "#dcd8cb", "10 – 50"},
    {150, "#cec8b6", "50 – 150"},
    {1e18, "#bdb49c", "> 150"},
}};

std::string hours_text(int hour) { return fmt::format("{:02}:00 – {:02}:00", hour, hour + 1); }

// A heading of the panel in two languages; returns where the next line stands.
double heading(std::string& svg, double y, std::string_view vi, std::string_view en)
{
    svg += text_element({panel_left, y}, vi, {.size = 14, .colour = ink, .bold = true});
    svg += text_element({panel_left, y + 17}, en, {.size = 12, .colour = soft});
    return y + 40;
}

struct CityHour {
    double vehicle_km = 0;
    double vehicle_h = 0;
};

CityHour city_hour(City const& city, RunResult const& run, int hour)
{
    CityHour sums;
    for (core::LinkId const link : city.network.links()) {
        LinkHour const part = link_hour(run.link_hours, link, hour);
        sums.vehicle_km += part.vehicles * city.network.length_m(link) / 1000;
        sums.vehicle_h += static_cast<double>(part.time_ms) / core::ms_per_hour;
    }
    return sums;
}

double figures(std::string& svg, double y, City const& city, RunResult const& run, int hour)
{
    CityHour const sums = city_hour(city, run, hour);
    svg += text_element({panel_left, y}, hours_text(hour), {.size = 27, .colour = ink, .bold = true});
    double const speed = sums.vehicle_h > 0 ? sums.vehicle_km / sums.vehicle_h : 0;
    std::array<std::pair<std::string, std::string_view>, 3> const lines{{
        {study::number_text(sums.vehicle_km, 0), "xe-km / vehicle-km"},
        {study::number_text(sums.vehicle_h, 0), "xe đang chạy / on the road"},
        {study::number_text(speed, 1), "km/h trung bình / mean"},
    }};
    y += 27;
    for (auto const& [value, unit] : lines) {
        svg += text_element({panel_left + 74, y}, value, {.size = 14, .colour = ink, .anchor = "end", .bold = true});
        svg += text_element({panel_left + 82, y}, unit, {.size = 12, .colour = soft});
        y += 22;
    }
    return y + 30;
}

std::string class_label(VolumeClass const& one)
{
    if (one.below == no_end) return fmt::format("≥ {}", study::number_text(one.from, 0));
    return fmt::format("{} – {}", study::number_text(one.from, 0), study::number_text(one.below - 1, 0));
}

double volume_legend(std::string& svg, double y)
{
    y = heading(svg, y, "Xe mỗi giờ, cả hai chiều", "Vehicles per hour, both directions");
    for (auto one = volume_classes.rbegin(); one != volume_classes.rend(); ++one) {
        std::string const line = path_data({{panel_left + 6, y - 4}, {panel_left + 62, y - 4}});
        svg += stroke_path(line, one->colour, one->width_px);
        svg += text_element({panel_left + 82, y}, class_label(*one), {.size = 13, .colour = ink});
        y += 25;
    }
    return y + 26;
}

double site_legend(std::string& svg, double y, City const& city)
{
    auto const count = [&](ServiceKind kind) {
        return static_cast<double>(std::ranges::count(city.sites, kind, &city::Site::service));
    };
    if (city.sites.empty()) return y;
    for (auto const& [kind, name] :
         {std::pair{ServiceKind::wifi, "điểm Wi-Fi / hotspots"}, std::pair{ServiceKind::camera, "camera / cameras"}}) {
        svg += site_mark(kind, {panel_left + 12, y - 4});
        svg += text_element({panel_left + 28, y}, fmt::format("{} {}", study::number_text(count(kind), 0), name),
                            {.size = 13, .colour = ink});
        y += 24;
    }
    return y + 26;
}

double density_legend(std::string& svg, double y)
{
    y = heading(svg, y, "Cư dân mỗi hecta", "Residents per hectare");
    constexpr double step = (panel_right - panel_left) / static_cast<double>(densities.size());
    for (std::size_t i = 0; i < densities.size(); ++i) {
        double const x = panel_left + step * static_cast<double>(i);
        svg += rectangle(x, y - 14, step - 3, 13, fmt::format("fill=\"{}\"", densities[i].colour));
        svg += text_element({x + (step - 3) / 2, y + 13}, densities[i].label,
                            {.size = 11, .colour = soft, .anchor = "middle"});
    }
    return y + 58;
}

void day_profile(std::string& svg, double y, City const& city, RunResult const& run, int hour)
{
    constexpr double height = 120;
    y = heading(svg, y + 8, "Xe-km theo giờ", "Vehicle-km by hour");
    auto const sums = vehicle_km_by_hour(city.network, run.link_hours);
    double const most = std::max(*std::ranges::max_element(sums), 1.0);
    double const step = (panel_right - panel_left) / core::hours_per_day;
    double const base = y - 14 + height;
    for (int h = 0; h < core::hours_per_day; ++h) {
        double const tall = height * sums[static_cast<std::size_t>(h)] / most;
        svg += rectangle(panel_left + step * h, base - tall, step - 2, tall,
                         h == hour ? "fill=\"#b8325c\"" : "fill=\"#c8cdd3\"");
    }
    for (int const h : {0, 6, 12, 18, 24}) {
        svg += text_element({panel_left + step * h, base + 15}, fmt::format("{}", h),
                            {.size = 11,
                             .colour = soft,
                             .anchor = h == 0    ? "start"
                                       : h == 24 ? "end"
                                                 : "middle"});
    }
}

// A box of two lines at the right of the title; `right` is its right edge.
std::string badge(double right, double width, std::string_view fill, std::string_view edge, std::string_view colour,
                  scenario::Text const& text)
{
    double const middle = right - width / 2;
    return rectangle(right - width, 24, width, 48, fmt::format(R"(rx="6" fill="{}" stroke="{}")", fill, edge)) +
           text_element({middle, 44}, text.vi, {.size = 13, .colour = colour, .anchor = "middle", .bold = true}) +
           text_element({middle, 62}, text.en, {.size = 12.5, .colour = colour, .anchor = "middle"});
}

double nice_length_m(double most_m)
{
    double nice = 1;
    for (double decade = 1; decade <= most_m; decade *= 10) {
        for (double const digit : {1.0, 2.0, 5.0}) {
            if (digit * decade <= most_m) nice = digit * decade;
        }
    }
    return nice;
}

}  // namespace

DensityClass const& density_of(city::Zone const& zone)
{
    constexpr double m2_per_hectare = 10'000;
    double const hectares = geo::area_m2(zone.area) / m2_per_hectare;
    double const density = hectares > 0 ? static_cast<double>(zone.residents) / hectares : 0;
    return *std::ranges::find_if(densities, [density](DensityClass const& one) { return density < one.below; });
}

std::string site_mark(ServiceKind service, PicturePoint at)
{
    if (service == ServiceKind::wifi) {
        return fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\" fill=\"#1f7bc0\" stroke=\"#ffffff\" "
            "stroke-width=\"1.1\"/>\n",
            at.x, at.y);
    }
    return fmt::format(
        "<path d=\"M{:.1f} {:.1f}l2.1 3.6h-4.2z\" fill=\"#1d6b4a\" stroke=\"#ffffff\" "
        "stroke-width=\"0.5\"/>\n",
        at.x, at.y - 2.1);
}

std::string map_header(City const& city, RunResult const& run, int hour, MapText const& text)
{
    std::string vi = text.title.vi;
    std::string en = text.title.en;
    if (vi.empty() && en.empty()) {
        vi = fmt::format("{}: lưu lượng giao thông lúc {}", city.name, hours_text(hour));
        en = fmt::format("{}: traffic volumes, {}", city.name, hours_text(hour));
    }
    std::string svg = text_element({24, 44}, vi.empty() ? en : vi, {.size = 29, .colour = ink, .bold = true});
    std::string second = vi.empty() ? std::string() : en;
    std::string const note = text.note.vi.empty()   ? text.note.en
                             : text.note.en.empty() ? text.note.vi
                                                    : text.note.vi + " / " + text.note.en;
    if (!note.empty()) second += (second.empty() ? "" : "  ·  ") + note;
    svg += text_element({24, 74}, second, {.size = 17, .colour = soft});
    double right = picture_width - 24;
    if (city.schematic) {
        svg += badge(right, 380, "#fff4d6", "#e0b64c", "#6b4e00",
                     {"Thành phố dạng sơ đồ, không phải bản đồ đo đạc", "A schematic city: authored, not surveyed"});
        right -= 396;
    }
    if (!run.valid) {
        svg += badge(right, 250, "#fde3e0", "#c8473a", "#8f1d12",
                     {"Lượt chạy không hợp lệ: kẹt xe", "This run is not valid: gridlock"});
    }
    return svg;
}

std::string map_panel(City const& city, RunResult const& run, int hour)
{
    std::string svg = rectangle(picture_width - panel_width, header_height, panel_width, picture_height - header_height,
                                "fill=\"#ffffff\"");
    double y = header_height + 34;
    y = figures(svg, y, city, run, hour);
    y = volume_legend(svg, y);
    y = density_legend(svg, y);
    y = site_legend(svg, y, city);
    day_profile(svg, y, city, run, hour);
    svg +=
        text_element({panel_right, picture_height - 12}, "Hạ Long Twin", {.size = 11, .colour = soft, .anchor = "end"});
    return svg;
}

std::string scale_bar(MapFrame const& frame)
{
    constexpr double most_px = 180;
    double const length_m = nice_length_m(most_px / frame.px_per_m);
    double const length = length_m * frame.px_per_m;
    double const x = frame.left + 28;
    double const y = frame.top + frame.height - 30;
    std::string const line = path_data({{x, y - 6}, {x, y}, {x + length, y}, {x + length, y - 6}}, 0);
    std::string const label =
        length_m >= 1000 ? fmt::format("{:g} km", length_m / 1000) : fmt::format("{:g} m", length_m);
    std::string svg = stroke_path(line, "#ffffff", 5, 0.9) + stroke_path(line, ink, 1.6);
    svg += text_element({x + length / 2, y - 8}, label, {.size = 13, .colour = ink, .anchor = "middle", .halo = 2});
    double const north = x + length + 34;
    svg += fmt::format("<path d=\"M{0:.1f} {1:.1f}l7 20l-7 -5l-7 5z\" fill=\"{2}\" stroke=\"#ffffff\"/>\n", north,
                       y - 34, ink);
    return svg + text_element({north, y + 2}, "B / N", {.size = 11, .colour = ink, .anchor = "middle", .halo = 2});
}

}  // namespace halong::exporting
