#include "geo/vector_layer.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace halong::geo {
namespace {

Value const* find_value(Layer const& layer, Feature const& feature, std::string_view field)
{
    auto const position = layer.find_field(field);
    if (!position || *position >= feature.values.size()) return nullptr;
    return &feature.values[*position];
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// The whole text as a finite number, with a point as decimal sign in any locale.
std::optional<double> number_in(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> integer_in(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> whole(std::optional<double> value)
{
    constexpr double limit = 9007199254740992.0;  // 2^53: above it a double has gaps between integers
    if (!value || std::fabs(*value) > limit || *value != std::floor(*value)) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

}  // namespace

std::optional<Box> extent_of(Geometry const& geometry)
{
    if (auto const* const point = std::get_if<PointMetric>(&geometry))
        return Box{point->x_m, point->y_m, point->x_m, point->y_m};
    if (auto const* const line = std::get_if<Line>(&geometry)) {
        if (line->empty()) return std::nullopt;
        return box_of(*line);
    }
    auto const* const area = std::get_if<Area>(&geometry);
    if (area == nullptr || area->empty()) return std::nullopt;
    return box_of(*area);
}

std::optional<Box> extent_of(std::vector<Feature> const& features)
{
    std::optional<Box> extent;
    for (Feature const& feature : features) extent = joined(extent, extent_of(feature.geometry));
    return extent;
}

std::optional<std::size_t> Layer::find_field(std::string_view field) const
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name == field) return i;
    }
    return std::nullopt;
}

std::string Layer::text(Feature const& feature, std::string_view field, std::string const& fallback) const
{
    Value const* const value = find_value(*this, feature, field);
    if (value == nullptr) return fallback;
    if (auto const* text = std::get_if<std::string>(value)) return *text;
    if (auto const* integer = std::get_if<std::int64_t>(value)) return fmt::format("{}", *integer);
    if (auto const* real = std::get_if<double>(value)) return fmt::format("{}", *real);
    return fallback;
}

double Layer::number(Feature const& feature, std::string_view field, double fallback) const
{
    Value const* const value = find_value(*this, feature, field);
    if (value == nullptr) return fallback;
    if (auto const* real = std::get_if<double>(value)) return *real;
    if (auto const* integer = std::get_if<std::int64_t>(value)) return static_cast<double>(*integer);
    if (auto const* text = std::get_if<std::string>(value)) return number_in(*text).value_or(fallback);
    return fallback;
}

std::int64_t Layer::integer(Feature const& feature, std::string_view field, std::int64_t fallback) const
{
    Value const* const value = find_value(*this, feature, field);
    if (value == nullptr) return fallback;
    if (auto const* integer = std::get_if<std::int64_t>(value)) return *integer;
    if (auto const* real = std::get_if<double>(value)) return whole(*real).value_or(fallback);
    if (auto const* text = std::get_if<std::string>(value)) {
        if (auto const exact = integer_in(*text)) return *exact;
        return whole(number_in(*text)).value_or(fallback);
    }
    return fallback;
}

}  // namespace halong::geo
