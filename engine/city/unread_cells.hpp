// Cells of layers that hold a text where a number is meant: a slip that must not pass for a missing value.
#pragma once

#include "geo/vector_layer.hpp"

#include <string>
#include <string_view>

namespace halong::city {

// The text, or "" where the cell is a number, empty or not there.
std::string text_for_number(geo::Layer const& layer, geo::Feature const& feature, std::string_view column);

// The text, where it is such as "12.500", with which some write 12,500 and others 12.5; "" of all other cells, and of
// those that hold a number.
std::string grouped_number(geo::Layer const& layer, geo::Feature const& feature, std::string_view column);

}  // namespace halong::city
