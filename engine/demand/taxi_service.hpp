// Empty runs of taxis and hired motorbikes to those who wait for them.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"

namespace halong::demand {

// One traveller for each leg of mode taxi or ride_hail of `plans`: the vehicle's way from where it stands to the
// passenger, as a vehicle of the same kind with its driver, in time for the planned departure. It stands where it set
// down a passenger last, among those that wait in the passenger's zone the one that has waited longest; where none waits,
// one comes from a street of the zone (its rank). Legs are served in order of departure, ties by traveller.
city::Plans taxi_runs(city::City const& city, city::Plans const& plans, core::Random const& random);

}  // namespace halong::demand
