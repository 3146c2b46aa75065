#include "equilibrium/observation_cells.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace halong::equilibrium {
namespace {

constexpr std::array<ObservedUnit, 17> units{{{ObservedKind::count, "veh", 1, false},
                                              {ObservedKind::count, "veh/h", 1, true},
                                              {ObservedKind::count, "person", 1, false},
                                              {ObservedKind::speed, "km/h", 1, false},
                                              {ObservedKind::speed, "m/s", 3.6, false},
                                              {ObservedKind::travel_time, "s", 1, false},
                                              {ObservedKind::travel_time, "min", 60, false},
                                              {ObservedKind::people, "person", 1, false},
                                              {ObservedKind::wifi, "phone", 1, false},
                                              {ObservedKind::wifi, "person", 1, false},
                                              {ObservedKind::tickets, "person", 1, false},
                                              {ObservedKind::tickets, "ticket", 1, false},
                                              {ObservedKind::tickets, "person/h", 1, true},
                                              {ObservedKind::parking, "veh", 1, false},
                                              {ObservedKind::hotel, "person", 1, false},
                                              {ObservedKind::rain, "mm/h", 1, false},
                                              {ObservedKind::rain, "mm", 1, false}}};

constexpr std::size_t date_length = 10;

// The number that so many digits from a position on are; below 0 where they are none.
int digits(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size()) return -1;
    int value = 0;
    auto const* const begin = text.data() + at;
    auto const [end, error] = std::from_chars(begin, begin + count, value);
    return error == std::errc{} && end == begin + count ? value : -1;
}

}  // namespace

ObservedUnit const* find_unit(ObservedKind kind, std::string_view name)
{
    auto const* const found =
        std::ranges::find_if(units, [&](ObservedUnit const& unit) { return unit.kind == kind && unit.name == name; });
    return found == units.end() ? nullptr : &*found;
}

std::string units_text(ObservedKind kind)
{
    std::string text;
    for (ObservedUnit const& unit : units) {
        if (unit.kind != kind) continue;
        if (!text.empty()) text += ", ";
        text += unit.name;
    }
    return text;
}

std::optional<double> number_of(std::string_view text)
{
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const whole = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    return whole ? std::optional(value) : std::nullopt;
}

std::optional<int> days_of(std::string_view day)
{
    if (day.size() != date_length || day[4] != '-' || day[7] != '-') return std::nullopt;
    int const year = digits(day, 0, 4);
    int const month = digits(day, 5, 2);
    int const of_month = digits(day, 8, 2);
    if (year < 0 || month < 0 || of_month < 0) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(of_month)}};
    if (!date.ok()) return std::nullopt;
    return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::optional<Moment> moment_of(std::string_view text)
{
    Moment moment;
    bool const dated = text.size() > date_length && (text[4] == '-' || text[4] == '/') && text[7] == text[4] &&
                       (text[date_length] == 'T' || text[date_length] == ' ');
    if (dated) {
        moment.day = text.substr(0, date_length);
        std::ranges::replace(moment.day, '/', '-');
        text.remove_prefix(date_length + 1);
        if (!days_of(moment.day)) return {};
    }
    for (std::string_view const here : {"+07:00", "+0700", "+07"}) {
        if (!text.ends_with(here)) continue;
        text.remove_suffix(here.size());
        break;
    }
    if (text.size() < 5 || text[2] != ':' || (text.size() > 5 && (text.size() < 8 || text[5] != ':'))) return {};
    int const hour = digits(text, 0, 2);
    int const minute = digits(text, 3, 2);
    int const second = text.size() > 5 ? digits(text, 6, 2) : 0;
    bool const rest = text.size() <= 8 || (text[8] == '.' && text.size() > 9 &&
                                           text.find_first_not_of("0123456789", 9) == std::string_view::npos);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || !rest) return {};
    moment.time_ms = hour * core::ms_per_hour + minute * core::ms_per_minute + second * core::ms_per_second;
    return moment;
}

std::optional<ObservedKind> find_kind(std::string_view text)
{
    for (int i = 0; i < observed_kind_count; ++i) {
        if (text == name_of(static_cast<ObservedKind>(i))) return static_cast<ObservedKind>(i);
    }
    return std::nullopt;
}

std::optional<ClassBits> classes_of(std::string_view text)
{
    if (text.empty() || text == "all") return every_vehicle;
    ClassBits bits = 0;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        auto const vehicle = network::find_vehicle_class(word);
        if (word == "walker") {
            bits |= walker_bit;
        } else if (vehicle) {
            bits |= 1U << static_cast<unsigned>(*vehicle);
        } else {
            return std::nullopt;
        }
    }
    return bits;
}

}  // namespace halong::equilibrium
