#include "city/unread_cells.hpp"

#include <cmath>
#include <limits>
#include <regex>

namespace halong::city {
namespace {

// Null where the cell holds no text, or is not there.
std::string const* text_in(geo::Layer const& layer, geo::Feature const& feature, std::string_view column)
{
    auto const field = layer.find_field(column);
    return field ? std::get_if<std::string>(&feature.values[*field]) : nullptr;
}

}  // namespace

std::string text_for_number(geo::Layer const& layer, geo::Feature const& feature, std::string_view column)
{
    auto const* const text = text_in(layer, feature, column);
    if (text == nullptr || text->find_first_not_of(" \t") == std::string::npos) return "";
    double const number = layer.number(feature, column, std::numeric_limits<double>::quiet_NaN());
    return std::isnan(number) ? *text : "";
}

std::string grouped_number(geo::Layer const& layer, geo::Feature const& feature, std::string_view column)
{
    auto const* const text = text_in(layer, feature, column);
    static std::regex const groups(R"(\s*[+-]?[1-9]\d{0,2}\.\d{3}\s*)");
    return text != nullptr && text->size() < 16 && std::regex_match(*text, groups) ? *text : "";
}

}  // namespace halong::city
