// Which drivers hear the news of the roads.
#pragma once

#include "city/travel.hpp"
#include "scenario/scenario.hpp"
#include "traffic/traffic.hpp"

namespace halong::simulation {

// Each traveller of the share by a draw of his own, for all his legs of the day; not the buses of the timetable.
traffic::InformedDrivers informed_drivers(city::Plans const& plans, scenario::Scenario const& scenario);

}  // namespace halong::simulation
