// An option changes a copy of the city.
#pragma once

#include "city/city.hpp"
#include "scenario/option.hpp"

namespace halong::city {

// The city with the option's sites added and its roads changed; ids of everything that stood before stay the same.
// Throws UserError: no road of that name (nearest name given) or none inside the box, a rule that finds too few anchors.
City apply(scenario::Option const& option, City const& city);

// The city as it is on the scenario's day: roads closed or changed by its events, and no boats where the weather bars
// them. UserError for roads, boxes or places of events that the city does not have, all at once, with the nearest name.
City on_day(scenario::Scenario const& scenario, City city);

}  // namespace halong::city
