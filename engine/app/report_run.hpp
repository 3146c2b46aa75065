// What the terminal says about a city and a finished run.
#pragma once

#include "city/city.hpp"
#include "demand/hotels.hpp"
#include "results/route_gap.hpp"
#include "simulation/simulation.hpp"

#include <string>

namespace halong::app {

// "Hạ Long (schematic): 322,710 residents in 33 zones, 195 places, …"
std::string city_line(city::City const& city);

// Agent steps, link moves a second and the real-time ratio of a run, and whether it is valid.
std::string speed_line(simulation::RunResult const& run);

// Rings of gridlock by road names, the first few; "" when there were none.
std::string gridlock_text(city::City const& city, simulation::RunResult const& run);

// Legs that did not end, by place and zone, most first; "" when all ended.
std::string stranded_text(city::City const& city, simulation::RunResult const& run);

// Rooms taken tonight, and a warning when guests found the city full; "" without guests.
std::string hotel_text(demand::HotelNights const& nights);

// The gap of one day of replanning: of all, by kind of user, and in the worst hour.
std::string gap_line(results::RouteGap const& gap);

}  // namespace halong::app
