// The values that GTFS tables hold, from text.
#pragma once

#include "city/transit.hpp"

#include <optional>
#include <string_view>

namespace halong::city {

// Each gives nothing for any other text.
std::optional<double> number_of(std::string_view text);
std::optional<int> whole_number_of(std::string_view text);

// The kind of a route_type: buses 3, 11, 200-299, 700-899; boats 4, 1000-1099, 1200-1299; cabins of cable cars and
// funiculars 5, 6, 7, 1300-1499; nothing for railways and unknown types.
std::optional<TransitKind> kind_of_route(int route_type);

// The day of the week of YYYYMMDD, 0 = Sunday (Zeller 1882).
std::optional<int> weekday_of(std::string_view date);

// "H:MM:SS" or "HH:MM:SS" as ms after 00:00; hours up to 99, so past 24.
std::optional<Millis> gtfs_time(std::string_view text);

}  // namespace halong::city
