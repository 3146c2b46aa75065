// Figures of a day that published ones can be compared with.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "scenario/calibration.hpp"
#include "simulation/simulation.hpp"

#include <span>

namespace halong::equilibrium {

// Of people's plans alone; each is counted once, and 0 where there is nobody.

// Trips of residents over residents. Walks to and rides in public transport are one trip.
double trips_per_person(city::Plans const& plans);
// Share of residents' trips by one of these modes, %. A trip with a ride in public transport is by `transit`.
double mode_share_pct(city::Plans const& plans, std::span<city::Mode const> modes);
// Visitors whose day begins outside the city.
double visitors(city::Plans const& plans);
// Visitors with a stay on the bay.
double bay_passengers(city::Plans const& plans);
// People with a stay at the place other than for work, school, a delivery or a change of vehicle.
double place_visits(city::Plans const& plans, core::PlaceId place);
// Legs with a vehicle that begin or end at the place.
double gateway_vehicles(city::Plans const& plans, core::PlaceId gateway);

// The same of a day that was simulated, for those that began or ended there within an hour of the day.
double gateway_vehicles_at_hour(city::Plans const& plans, simulation::RunResult const& run, core::PlaceId gateway,
                                int hour);

// sqrt(2 (m - c)^2 / (m + c)) of hourly volumes (UK Highways Agency, DMRB 12.2.1); 0 for two zeros.
double geh(double simulated, double observed);

}  // namespace halong::equilibrium
