#include "city/gtfs_values.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace halong::city {

std::optional<double> number_of(std::string_view text)
{
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<int> whole_number_of(std::string_view text)
{
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<TransitKind> kind_of_route(int route_type)
{
    int const group = route_type / 100;
    if (route_type == 3 || route_type == 11 || group == 2 || group == 7 || group == 8) return TransitKind::bus;
    if (route_type == 4 || group == 10 || group == 12) return TransitKind::boat;
    if (route_type == 5 || route_type == 6 || route_type == 7 || group == 13 || group == 14) return TransitKind::cabin;
    return std::nullopt;
}

std::optional<int> weekday_of(std::string_view date)
{
    auto const number = whole_number_of(date);
    if (date.size() != 8 || !number || *number < 0) return std::nullopt;
    int year = *number / 10'000;
    int month = *number / 100 % 100;
    int const day = *number % 100;
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    if (month < 3) {
        month += 12;
        --year;
    }
    return (day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400 + 6) % 7;
}

std::string_view name_of(TransitKind kind)
{
    constexpr std::array<std::string_view, transit_kind_count> names{"bus", "boat", "cabin"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<Millis> gtfs_time(std::string_view text)
{
    bool const one_digit = text.size() == 7;
    if (text.size() != 8 && !one_digit) return std::nullopt;
    std::size_t const colon = one_digit ? 1 : 2;
    if (text[colon] != ':' || text[colon + 3] != ':') return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i != colon && i != colon + 3 && (text[i] < '0' || text[i] > '9')) return std::nullopt;
    }
    auto const hours = whole_number_of(text.substr(0, colon));
    auto const minutes = whole_number_of(text.substr(colon + 1, 2));
    auto const seconds = whole_number_of(text.substr(colon + 4, 2));
    if (!hours || !minutes || !seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
    return *hours * core::ms_per_hour + *minutes * core::ms_per_minute + *seconds * core::ms_per_second;
}

}  // namespace halong::city
