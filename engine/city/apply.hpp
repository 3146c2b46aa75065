// An option changes a copy of the city.
#pragma once

#include "city/city.hpp"
#include "scenario/option.hpp"

namespace halong::city {

// The city with what the option changes of it: new roads, then roads, tolls, signals, new places, places, lines, sites, new
// sites; ids of everything
// that stood before stay the same, but for those of sites that are taken away. What it changes of the scenario is not
// looked at, nor what it combines (see scenario::whole_option).
// Throws UserError with every fault: no road, place, line or site of that name (nearest name given), no road inside the
// box, a new road that reaches no junction, no signal in reach, a
// new place in the sea, a rule that finds too few anchors.
City apply(scenario::Option const& option, City const& city);

// Whether a site or place may be added there: in a zone, or within 500 m of one, as quays and piers are.
bool may_stand(City const& city, geo::PointMetric point);

// The city as it is on the scenario's day: roads closed or changed by its events, no boats where the weather bars them, and
// what its outages take out (City::faults). UserError for roads, boxes, places, zones or sites of events and outages that
// the city does not have, all at once, with the nearest name.
City on_day(scenario::Scenario const& scenario, City city);

// The same with an option, whose boats the weather bars and whose sites outages take out as well. Throws UserError as both do.
City on_day(scenario::Scenario const& scenario, City city, scenario::Option const& option);

}  // namespace halong::city
