// What a day needs of the city and the scenario, checked before anybody is made.
#pragma once

#include "city/city.hpp"
#include "core/error.hpp"
#include "scenario/scenario.hpp"

#include <vector>

namespace halong::demand {

// Everything that keeps a day from being made, in order of zones, then places, then parameters; empty when all is well.
// Visitor shares may miss 1 by one hundredth (they are scaled); anything else that would have to be guessed is listed.
std::vector<core::Diagnostic> missing_for_a_day(city::City const& city, scenario::Scenario const& scenario);

}  // namespace halong::demand
