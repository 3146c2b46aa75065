// A day as people expect it.
#pragma once

#include "city/city.hpp"

namespace halong::city {

// Whether something of this day's outages comes as a surprise: cuts, dark signals, roads that are shut unannounced.
bool has_surprises(City const& city);

// The city without them, as on the days before: all works and is lit. Announced closures stay, and so does a timetable without
// cabins that do not go.
City as_foreseen(City city);

}  // namespace halong::city
