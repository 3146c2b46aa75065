// Charging points for electric vehicles at the car parks of places. Limit: a vehicle that stands at the kerb, or in the car
// park of another place, uses the points of the place that its driver visits.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/car_parks.hpp"
#include "services/service.hpp"

#include <memory>
#include <span>

namespace halong::services {

// Points at a place: those of its car park (from 50 spaces one at least) and those that rules add.
std::int64_t charging_points(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parking,
                             scenario::ChargingParameters const& charging,
                             std::span<scenario::ChargerRule const> rules);

// Some vehicles are electric (a draw of their traveller), and on some of their stays at places they want to charge.
// First come, first served; each takes a point for as long as its energy takes at the power of the point, or until it
// leaves. Whoever would wait beyond his patience or beyond his stay does without. So points are M/G/c/c with no
// patience (Erlang B), and M/G/c with endless patience and stays.
//
// Offered: vehicles that want to charge at a place; covered: of these, those at places with points; carried: of these,
// those that charge. `busy_ms` and `duty_ms`: points at work and all points by hour; loads: "power", kWh. The service
// is called car_charging or motorbike_charging. Nothing for coaches, and when the city has no places but gateways.
std::unique_ptr<Service> make_charging(city::City const& city, city::Plans const& plans, ParkedKind kind,
                                       scenario::Scenario const& scenario, core::Random random);

}  // namespace halong::services
