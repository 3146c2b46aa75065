#include "city/unread_cells.hpp"

#include <cmath>
#include <limits>
#include <regex>

namespace halong::city {

std::string text_for_number(geo::Layer const& layer, geo::Feature const& feature, std::string_view column)
{
    auto const field = layer.find_field(column);
    if (!field) return "";
    auto const* const text = std::get_if<std::string>(&feature.values[*field]);
    if (text == nullptr || text->find_first_not_of(" \t") == std::string::npos) return "";
    double const number = layer.number(feature, column, std::numeric_limits<double>::quiet_NaN());
    return std::isnan(number) ? *text : "";
}

std::string grouped_number(geo::Layer const& layer, geo::Feature const& feature, std::string_view column)
{
    auto const field = layer.find_field(column);
    if (!field) return "";
    auto const* const text = std::get_if<std::string>(&feature.values[*field]);
    static std::regex const groups(R"(\s*[+-]?[1-9]\d{0,2}\.\d{3}\s*)");
    return text != nullptr && text->size() < 16 && std::regex_match(*text, groups) ? *text : "";
}

}  // namespace halong::city
