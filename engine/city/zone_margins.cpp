#include "city/zone_margins.hpp"

#include "city/city.hpp"

#include <fmt/format.h>

namespace halong::city {

std::vector<std::string> household_size_columns()
{
    std::vector<std::string> columns;
    for (int size = 1; size <= household_size_classes; ++size) columns.push_back(fmt::format("households_{}", size));
    return columns;
}

std::vector<std::string> age_columns()
{
    constexpr int years_per_class = 5;
    std::vector<std::string> columns;
    columns.reserve(age_class_count);
    for (int c = 0; c < age_class_count; ++c) columns.push_back(fmt::format("age_{}", c * years_per_class));
    return columns;
}

}  // namespace halong::city
