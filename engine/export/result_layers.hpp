// The layers of a result GeoPackage, one function each; columns are documented in README.md.
#pragma once

#include "city/city.hpp"
#include "geo/vector_layer.hpp"
#include "simulation/simulation.hpp"

namespace halong::exporting {

// One line for each link: what it is, its day by class, and volume, speed and delay by hour.
geo::OutputLayer links_layer(city::City const& city, simulation::RunResult const& run);
// A table: each hour with vehicles on each main road.
geo::OutputLayer link_hours_layer(city::City const& city, simulation::RunResult const& run);
// One line for each link of each ring of gridlock: which ring, from when to when, how many vehicles, how often it moved on.
geo::OutputLayer gridlock_layer(city::City const& city, simulation::RunResult const& run);
// Areas: people, and what services offered, covered and carried there.
geo::OutputLayer zones_layer(city::City const& city, simulation::RunResult const& run);
// Points: equipment of each site, and its day.
geo::OutputLayer sites_layer(city::City const& city, simulation::RunResult const& run);
// Points: one-stop centres, hospitals and clinics, and their day.
geo::OutputLayer desks_layer(city::City const& city, simulation::RunResult const& run);

// Points: incidents of the day, and how and when the operations centre learned of each.
geo::OutputLayer incidents_layer(city::City const& city, simulation::RunResult const& run);

// Points: car parks of places for each kind of vehicle, and their day.
geo::OutputLayer parking_layer(city::City const& city, simulation::RunResult const& run);

// Points: places with charging points or with water, power and waste of guests and visitors, and their day.
geo::OutputLayer loads_layer(city::City const& city, simulation::RunResult const& run);

}  // namespace halong::exporting
