// Parking of motorbikes, cars and coaches: who finds room, who looks for it elsewhere, who walks, and who goes on.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "city/value_of_time.hpp"
#include "scenario/scenario.hpp"
#include "services/car_parks.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// Who must be there does not go away for want of a space: he leaves his vehicle at the kerb. Others, who came for
// leisure, a visit, shopping or a meal, go on with their day.
bool parks_anywhere(city::Activity activity);

// Whoever comes to a place by motorbike or car takes the car park with the least walk, fee and search of its own and
// the public ones (of sights, markets, malls, parks and bus stations) within `walk_m`, the fee weighed by
// `vnd_per_min`, or by what his own time is worth to him where that is 0. He drives there on the roads
// when it is another place's; when it is full he looks round for `look_s` and drives to the next, until all are full
// or he has looked for `search_patience_min`. Then he parks at the kerb, as far away as he would walk, or goes on.
// Where no car park is in reach at all, he parks at the door. Search and walk come before the stay (Service::park). He
// stays until he leaves with the vehicle, from the street at the place. Coaches set their party down at the door; they
// go on to the next car park at `search_kmh` without being on the roads, since a coach has no driver of its own in the
// plans; his time is worth what it is to somebody at work.
//
// Offered: vehicles that come to a place; covered: of these, those with a car park in reach; carried: of these, those
// that find room there. By site: the place they come to; by hour of coming. `busy_ms` and `duty_ms`: taken and all
// spaces by hour. `waits.expected_*`: time from coming until they are at the place, an hour of who is turned away; in
// vehicles. The service is called motorbike_parking, car_parking or coach_parking. Nothing when the city has no places
// but gateways.
std::unique_ptr<Service> make_parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
                                      scenario::ParkingParameters const& parameters, city::ValueOfTime const& values);

}  // namespace halong::services
