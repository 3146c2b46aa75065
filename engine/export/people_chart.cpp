#include "export/people_chart.hpp"

#include "core/durable_file.hpp"
#include "export/people_text.hpp"
#include "export/svg.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

constexpr double width = 1200;
constexpr double height = 900;
constexpr std::string_view men_colour = "#3b7ea1";
constexpr std::string_view women_colour = "#c8743c";
constexpr std::string_view bar_colour = "#4a8f6d";
constexpr std::string_view range_colour = "#24313f";
constexpr std::array<std::string_view, demand::trip_purpose_count> purpose_colours{"#3b7ea1", "#c8743c", "#8e5ea2",
                                                                                   "#4a8f6d", "#d4a72c", "#8a949e"};

std::string filled(double x, double y, double w, double h, std::string_view colour)
{
    return rectangle(x, y, w, h, fmt::format("fill=\"{}\"", colour));
}

std::string count(std::int64_t value) { return study::number_text(static_cast<double>(value), 0); }

std::string heading(double x, double y, std::string_view text)
{
    return text_element({x, y}, text, {.size = 16, .bold = true});
}

std::string pyramid(demand::PeopleSummary const& summary, double x, double y)
{
    constexpr double half = 200;
    constexpr double row_height = 18;
    constexpr double gap = 56;  // for the labels of the classes
    std::int64_t most = 1;
    for (auto const& row : summary.pyramid) most = std::max({most, row[0], row[1]});
    std::string svg = heading(x, y, "Tháp dân số / Population pyramid");
    double const middle = x + half + gap / 2;
    for (int c = 0; c < demand::age_class_count; ++c) {
        auto const& row = summary.pyramid[static_cast<std::size_t>(c)];
        double const top = y + 20 + (demand::age_class_count - 1 - c) * row_height;
        double const women = half * static_cast<double>(row[0]) / static_cast<double>(most);
        double const men = half * static_cast<double>(row[1]) / static_cast<double>(most);
        svg += filled(middle - gap / 2 - men, top, men, row_height - 3, men_colour);
        svg += filled(middle + gap / 2, top, women, row_height - 3, women_colour);
        svg += text_element({middle, top + 12}, age_class_label(c), {.size = 11, .anchor = "middle"});
    }
    double const foot = y + 36 + demand::age_class_count * row_height;
    svg += text_element({middle - gap / 2, foot}, "nam / men", {.size = 12, .colour = men_colour, .anchor = "end"});
    svg += text_element({middle + gap / 2, foot}, "nữ / women", {.size = 12, .colour = women_colour});
    return svg;
}

// Simulated as bars, published ranges as brackets.
std::string published(demand::PeopleSummary const& summary, double x, double y)
{
    constexpr double full = 220;  // px of the higher of both
    constexpr double row_height = 30;
    std::string svg = heading(x, y, "Mô phỏng và công bố / Simulated and published");
    double top = y + 20;
    for (auto const& row : demand::beside_published(summary)) {
        double const scale = full / std::max({row.simulated, row.high, 1e-9});
        double const left = x + 270;
        svg += text_element({left - 8, top + 10}, row.name_vi, {.size = 12, .anchor = "end"});
        svg += text_element({left - 8, top + 22}, row.name_en, {.size = 10, .colour = "#6b7783", .anchor = "end"});
        svg += filled(left, top + 2, row.simulated * scale, 16, bar_colour);
        double const low = left + row.low * scale;
        double const high = left + row.high * scale;
        svg += stroke_path(fmt::format("M{:.1f} {:.1f}V{:.1f}M{:.1f} {:.1f}H{:.1f}M{:.1f} {:.1f}V{:.1f}", low, top - 1,
                                       top + 21, low, top + 21, high, high, top - 1, top + 21),
                           range_colour, 1.5);
        std::string const range =
            row.low < row.high ? fmt::format("{:g}–{:g}", row.low, row.high) : fmt::format("{:g}", row.low);
        svg += text_element({left + full + 10, top + 10},
                            fmt::format("{:.2f} {}", row.simulated, row.unit == "1" ? "" : row.unit), {.size = 11});
        svg += text_element({left + full + 10, top + 22}, fmt::format("{} ({})", range, demand::name_of(row.mark)),
                            {.size = 10, .colour = "#6b7783"});
        top += row_height;
    }
    svg += text_element({x + 270, top + 14}, "thanh: mô phỏng, khung: công bố / bar: simulated, bracket: published",
                        {.size = 10, .colour = "#6b7783"});
    return svg;
}

// One stack of bars by hour; `part` 0 is lowest.
template <std::size_t parts>
std::string by_hour(std::array<demand::ByHour, parts> const& counts, std::array<std::string_view, parts> const& colours,
                    double x, double y)
{
    constexpr double plot_height = 200;
    constexpr double step = 21;
    demand::ByHour all{};
    for (auto const& part : counts) {
        for (std::size_t hour = 0; hour < all.size(); ++hour) all[hour] += part[hour];
    }
    auto const most = static_cast<double>(std::max<std::int64_t>(1, std::ranges::max(all)));
    std::string svg;
    for (std::size_t hour = 0; hour < all.size(); ++hour) {
        double const left = x + static_cast<double>(hour) * step;
        double bottom = y + plot_height;
        for (std::size_t part = 0; part < parts; ++part) {
            double const tall = plot_height * static_cast<double>(counts[part][hour]) / most;
            bottom -= tall;
            svg += filled(left, bottom, step - 4, tall, colours[part]);
        }
        if (hour % 3 == 0) {
            svg += text_element({left + step / 2 - 2, y + plot_height + 14}, fmt::format("{}", hour),
                                {.size = 11, .anchor = "middle"});
        }
    }
    return svg + text_element({x, y - 6}, fmt::format("max {}", study::number_text(most, 0)),
                              {.size = 11, .colour = "#6b7783"});
}

}  // namespace

std::string people_svg(demand::PeopleSummary const& summary, std::string const& title)
{
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
        "font-family=\"sans-serif\">\n",
        width, height);
    svg += filled(0, 0, width, height, "#ffffff");
    svg += text_element({40, 40}, title, {.size = 22, .bold = true});
    svg += text_element(
        {40, 64},
        fmt::format(
            "{} cư dân / residents, {} hộ / households, {} chuyến đi / trips, {} du khách có mặt / visitors present",
            count(summary.persons), count(summary.households), count(summary.trips), count(summary.visitors)),
        {.size = 13});
    svg += pyramid(summary, 40, 110);
    svg += published(summary, 560, 110);
    svg += heading(40, 570, "Khởi hành theo giờ / Departures by hour");
    svg += by_hour(summary.departures, purpose_colours, 40, 610);
    for (int p = 0; p < demand::trip_purpose_count; ++p) {
        double const left = 40 + (p % 3) * 180;
        double const top = 850 + (p / 3) * 20;
        svg += filled(left, top - 10, 12, 12, purpose_colours[static_cast<std::size_t>(p)]);
        svg += text_element({left + 18, top}, label_of(static_cast<demand::TripPurpose>(p)), {.size = 12});
    }
    svg += heading(640, 570, "Du khách trong thành phố / Visitors in the city");
    svg += by_hour<1>({summary.visitors_present}, {women_colour}, 640, 610);
    return svg + "</svg>\n";
}

void write_people_svg(std::filesystem::path const& path, demand::PeopleSummary const& summary, std::string const& title)
{
    core::write_file(path, people_svg(summary, title));
}

}  // namespace halong::exporting
