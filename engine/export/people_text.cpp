#include "export/people_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace halong::exporting {
namespace {

constexpr int bar_cells = 30;

// Full cells, and one part of a cell in eighths.
std::string bar(double value, double most)
{
    constexpr std::array<std::string_view, 8> parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    auto const eighths = most > 0 ? static_cast<int>(value / most * bar_cells * 8 + 0.5) : 0;
    std::string text;
    for (int i = 0; i < eighths / 8; ++i) text += "█";
    return text.append(parts[static_cast<std::size_t>(eighths % 8)]);
}

std::string padded_left(std::string const& text, int cells)
{
    int width = 0;
    for (char const c : text) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return std::string(static_cast<std::size_t>(std::max(0, cells - width)), ' ') + text;
}

std::string pyramid(demand::PeopleSummary const& summary)
{
    std::int64_t most = 1;
    for (auto const& row : summary.pyramid) most = std::max({most, row[0], row[1]});
    std::string text = "Tháp dân số, nam | nữ / Population pyramid, men | women\n";
    for (int c = demand::age_class_count; c-- > 0;) {
        auto const& row = summary.pyramid[static_cast<std::size_t>(c)];
        auto const [women, men] = std::pair(row[0], row[1]);
        // Bars that grow to the left have no parts of cells on that side.
        std::string left;
        for (auto i = men * bar_cells / most; i > 0; --i) left += "█";
        text += fmt::format("  {:>6} {} {:>6} | {:<6} {}\n", age_class_label(c), padded_left(left, bar_cells), men,
                            women, bar(static_cast<double>(women), static_cast<double>(most)));
    }
    return text;
}

std::string sizes(demand::PeopleSummary const& summary)
{
    std::string text = "Hộ theo số người / Households by size\n";
    auto const most = static_cast<double>(std::ranges::max(summary.household_sizes));
    for (int i = 0; i < city::household_size_classes; ++i) {
        auto const count = summary.household_sizes[static_cast<std::size_t>(i)];
        text += fmt::format("  {:>6} {:>8} {}\n", i + 1 < city::household_size_classes ? std::to_string(i + 1) : "7+",
                            count, bar(static_cast<double>(count), most));
    }
    return text;
}

std::string modes(demand::PeopleSummary const& summary)
{
    std::string text = fmt::format(
        "Chuyến đi của cư dân theo phương tiện / Trips of residents by mode: {} = {:.2f} trips "
        "per person\n",
        summary.trips, summary.trips_per_person());
    auto const most = static_cast<double>(std::ranges::max(summary.by_mode));
    for (int i = 0; i < city::mode_count; ++i) {
        auto const mode = static_cast<city::Mode>(i);
        auto const count = summary.by_mode[static_cast<std::size_t>(i)];
        if (count == 0) continue;
        text += fmt::format("  {} {:>5.1f} % {}\n", padded_left(label_of(mode), 34), 100 * summary.share(mode),
                            bar(static_cast<double>(count), most));
    }
    return text;
}

std::string departures(demand::PeopleSummary const& summary)
{
    std::string text = "Khởi hành theo giờ / Departures by hour:";
    demand::ByHour all{};
    for (int p = 0; p < demand::trip_purpose_count; ++p) {
        std::int64_t sum = 0;
        for (int hour = 0; hour < demand::hours_shown; ++hour) {
            auto const count = summary.departures[static_cast<std::size_t>(p)][static_cast<std::size_t>(hour)];
            all[static_cast<std::size_t>(hour)] += count;
            sum += count;
        }
        text +=
            fmt::format(" {} {:.1f} %{}", label_of(static_cast<demand::TripPurpose>(p)),
                        summary.trips > 0 ? 100.0 * static_cast<double>(sum) / static_cast<double>(summary.trips) : 0.0,
                        p + 1 < demand::trip_purpose_count ? "," : "\n");
    }
    auto const most = static_cast<double>(std::ranges::max(all));
    for (int hour = 0; hour < demand::hours_shown; ++hour) {
        auto const count = all[static_cast<std::size_t>(hour)];
        text += fmt::format("  {:02}:00 {:>8} {}\n", hour, count, bar(static_cast<double>(count), most));
    }
    return text;
}

std::string visitors(demand::PeopleSummary const& summary)
{
    std::string text =
        fmt::format("Du khách trong thành phố theo giờ / Visitors in the city by hour: {} người / persons in all\n",
                    summary.visitors);
    if (summary.visitors_arriving >= 0) {
        text += fmt::format(
            "  đến trong ngày / arriving on the day (demand.visitors_per_day): {}; đã lưu trú từ trước / here since an "
            "earlier day: {}\n",
            summary.visitors_arriving, summary.visitors - summary.visitors_arriving);
    }
    auto const most = static_cast<double>(std::ranges::max(summary.visitors_present));
    for (int hour = 0; hour < demand::hours_shown; ++hour) {
        auto const count = summary.visitors_present[static_cast<std::size_t>(hour)];
        text += fmt::format("  {:02}:00 {:>8} {}\n", hour, count, bar(static_cast<double>(count), most));
    }
    return text;
}

std::string published(demand::PeopleSummary const& summary)
{
    std::string text = "Bên cạnh số liệu đã công bố / Beside published figures (of an ordinary weekday)\n";
    for (auto const& row : demand::beside_published(summary)) {
        std::string const range =
            row.low == row.high ? fmt::format("{:.2f}", row.low) : fmt::format("{:g}-{:g}", row.low, row.high);
        text += fmt::format("  {} {:>8.2f} {:<9} {:>10} ({}: {})\n",
                            padded_left(fmt::format("{} / {}", row.name_vi, row.name_en), 62), row.simulated, row.unit,
                            range, demand::name_of(row.mark), row.source);
    }
    return text;
}

}  // namespace

std::string label_of(demand::TripPurpose purpose)
{
    constexpr std::array<std::string_view, demand::trip_purpose_count> names{
        "làm việc / work",    "đi học / school",    "đưa đón trẻ / escort",
        "mua sắm / shopping", "giải trí / leisure", "khác / other"};
    return std::string(names[static_cast<std::size_t>(purpose)]);
}

std::string label_of(city::Mode mode)
{
    using city::Mode;
    switch (mode) {
        case Mode::walk:
            return "đi bộ / walk";
        case Mode::bicycle:
            return "xe đạp / bicycle";
        case Mode::motorbike:
            return "xe máy / motorbike";
        case Mode::car:
            return "ô tô / car";
        case Mode::passenger:
            return "được chở / passenger";
        case Mode::transit:
            return "xe buýt / bus";
        case Mode::taxi:
            return "taxi / taxi";
        case Mode::ride_hail:
            return "xe ôm công nghệ / ride-hail";
        default:
            return std::string(city::name_of(mode));
    }
}

std::string age_class_label(int age_class)
{
    int const from = age_class * demand::years_per_age_class;
    return age_class + 1 == demand::age_class_count
               ? fmt::format("{}+", from)
               : fmt::format("{}-{}", from, from + demand::years_per_age_class - 1);
}

std::string people_text(demand::PeopleSummary const& summary)
{
    return pyramid(summary) + sizes(summary) + modes(summary) + departures(summary) + visitors(summary) +
           published(summary);
}

}  // namespace halong::exporting
