#include "export/day_curves.hpp"

#include "core/error.hpp"
#include "core/time.hpp"
#include "results/hdf5_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace halong::exporting {
namespace {

using results::Hdf5Reader;
constexpr std::size_t hours = core::hours_per_day;
using Curve = std::array<double, hours>;

constexpr std::size_t name_width = 46;  // letters

// Letters as a terminal counts them: the bytes that begin one. Texts are composed (NFC) wherever we write them.
std::size_t width_of(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string const& text, std::size_t width)
{
    return text + std::string(width - std::min(width, width_of(text)), ' ');
}

void add_line(std::string& text, std::string const& name, Curve const& curve, std::string const& unit)
{
    std::string const bars = sparkline(curve);
    if (bars.empty()) return;
    double sum = 0;
    for (double const value : curve) sum += std::isfinite(value) ? value : 0;
    auto const* const peak = std::ranges::max_element(curve);
    text += fmt::format("  {} {} {:>12.0f} {} (max {:.0f}, {:02}:00)\n", padded(name, name_width), bars, sum, unit,
                        *peak, peak - curve.begin());
}

// Cells by [row][hour][class] or [row][hour], summed over all but the hour.
Curve over_rows(std::vector<double> const& cells, std::size_t rows)
{
    Curve sums{};
    if (rows == 0) return sums;
    core::ensure(cells.size() % (rows * hours) == 0, "a table by hour has another shape");
    std::size_t const classes = cells.size() / (rows * hours);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) sums[cell / classes % hours] += cells[cell];
    return sums;
}

struct ServiceName {
    char const* group;
    char const* name;
    char const* unit;
};
constexpr std::array<ServiceName, 7> services{
    {{"wifi", "Wi-Fi được phục vụ / Wi-Fi carried", "person-min"},
     {"camera", "Lượt camera phát hiện / Passages detected", "passages"},
     {"counter", "Lượt khách một cửa / One-stop centres", "visits"},
     {"clinic", "Lượt khám bệnh / Hospitals and clinics", "visits"},
     {"motorbike_parking", "Xe máy tìm chỗ đỗ / Motorbikes that park", "vehicles"},
     {"car_parking", "Ô tô tìm chỗ đỗ / Cars that park", "vehicles"},
     {"coach_parking", "Xe khách tìm chỗ đỗ / Coaches that park", "vehicles"}}};

std::string worst_roads(Hdf5Reader const& file, std::vector<double> const& volume, std::vector<double> const& delay)
{
    constexpr std::size_t shown = 5;
    auto const names = file.texts("/links/name");
    std::size_t const links = names.size();
    std::vector<std::pair<double, std::size_t>> lost;
    for (std::size_t link = 0; link < links; ++link) {
        double sum = 0;
        for (std::size_t hour = 0; hour < hours; ++hour) {
            double const mean = delay[hour * links + link];
            if (std::isfinite(mean)) sum += volume[hour * links + link] * mean / 3600;
        }
        if (sum > 0) lost.emplace_back(-sum, link);
    }
    std::ranges::sort(lost);
    if (lost.empty()) return "";
    std::string text = "\nĐoạn đường trễ nhiều nhất / links with the most delay (vehicle-hours of the day):\n";
    for (std::size_t i = 0; i < std::min(shown, lost.size()); ++i) {
        std::size_t const link = lost[i].second;
        Curve curve{};
        for (std::size_t hour = 0; hour < hours; ++hour) {
            double const mean = delay[hour * links + link];
            curve[hour] = std::isfinite(mean) ? volume[hour * links + link] * mean / 3600 : 0;
        }
        std::string const name = names[link].empty() ? "–" : names[link];
        text += fmt::format("  {} {} {:>12.1f} h\n", padded(name, name_width), sparkline(curve), -lost[i].first);
    }
    return text;
}

}  // namespace

std::string sparkline(std::span<double const> values)
{
    constexpr std::array<std::string_view, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double greatest = 0;
    for (double const value : values) greatest = std::isfinite(value) ? std::max(greatest, value) : greatest;
    if (!(greatest > 0)) return "";
    std::string text;
    for (double const value : values) {
        if (!std::isfinite(value) || value <= 0) {
            text += ' ';
            continue;
        }
        auto const bar = static_cast<std::size_t>(std::ceil(value / greatest * bars.size())) - 1;
        text += bars[std::min(bar, bars.size() - 1)];
    }
    return text;
}

std::string day_curves_text(std::filesystem::path const& run_h5)
{
    Hdf5Reader const file(run_h5);
    auto const volume = file.numbers("/link_volume");
    auto const delay = file.numbers("/link_delay");
    std::size_t const links = file.texts("/links/id").size();
    core::ensure(volume.size() == links * hours && delay.size() == volume.size(), "links by hour have another shape");
    Curve vehicles{};
    Curve lost{};
    for (std::size_t cell = 0; cell < volume.size(); ++cell) {
        vehicles[cell / links] += volume[cell];
        if (std::isfinite(delay[cell])) lost[cell / links] += volume[cell] * delay[cell] / 3600;
    }
    auto const present = file.numbers("/zones/present_by_class");
    auto const classes = file.texts("/person_class");
    Curve visitors{};
    for (std::size_t cell = 0; cell < present.size(); ++cell) {
        bool const is_visitor = classes[cell % classes.size()].ends_with("_visitor");
        if (is_visitor) visitors[cell / classes.size() % hours] += present[cell] / 60;
    }
    std::string text = fmt::format("  {} {}\n", padded("", name_width), "0     6     12    18    ");
    add_line(text, "Lượt xe qua các đoạn / Vehicles passing links", vehicles, "vehicles");
    add_line(text, "Giờ trễ của xe / Delay of vehicles", lost, "h");
    add_line(text, "Du khách có mặt / Visitors about", visitors, "person-h");
    for (ServiceName const& service : services) {
        std::string const group = std::string("/") + service.group;
        std::string const table = group + "/zone_carried";
        if (!file.has(table)) continue;
        add_line(text, service.name, over_rows(file.numbers(table), file.texts("/zones/id").size()), service.unit);
    }
    return text + worst_roads(file, volume, delay);
}

}  // namespace halong::exporting
