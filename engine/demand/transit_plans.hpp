// Public transport in people's plans: who rides, and the buses themselves.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "scenario/scenario.hpp"

namespace halong::demand {

// The plans with the day's timetable in them; unchanged where the city has none or `scenario.transit.on` is false.
//   * Bus riders: every leg of a tour for which the bus was chosen (mode_choice.hpp) becomes a walk, a ride and a walk by
//     the connection of that time (connections.hpp), or a ride on a hired motorbike where the last bus has gone.
//   * Bay cruises: who cruises from a pier with boats waits there for a boat, and is on the water until it returns.
//   * Cable car: who visits a station of one rides up, spends his visit there, and rides down.
//   * Every bus trip becomes a traveller whose stays are its stops. Trips that end after traffic.end_hour do not run.
city::Plans with_transit(city::Plans plans, city::City const& city, scenario::Scenario const& scenario);

}  // namespace halong::demand
