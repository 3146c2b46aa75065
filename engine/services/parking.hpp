// Car parks at places: who finds room when he comes by car, motorbike or coach, and who goes on to the next one.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <cstdint>
#include <memory>

namespace halong::services {

enum class ParkedKind : std::uint8_t {
    motorbike,
    car,
    coach
};

// Spaces of a place: its persons at once on an ordinary day (visits that stay for their median time and come within a
// quarter of the hours in which it is open; 80 % of its jobs; 1.5 for each room; 30 % of its pupils) times the spaces for
// each person and `spaces_factor`, at least one where there are persons; coaches at sights, piers, squares, hotels and bus
// stations only. An estimate: car parks of the city are not published.
std::int64_t spaces_of(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parameters);

// Whoever comes to a place with such a vehicle takes the car park with the least walk + fee + search of its own and the
// public ones (of sights, markets, malls, parks and bus stations) within `walk_m`; when it is full, the next one, driving there. He stays until he leaves with the vehicle. When all are full
// he is turned away. Neither the way between car parks nor the time that it takes goes back to the roads.
// Offered: vehicles that come to a place; covered: of these, those with a car park in reach; carried: of these, those that
// find room. By site: the place they come to; by hour of coming. `busy_ms` and `duty_ms`: taken and all spaces by hour.
// The service is called motorbike_parking, car_parking or coach_parking. Nothing when the city has no places but gateways.
std::unique_ptr<Service> make_parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
                                      scenario::ParkingParameters const& parameters);

}  // namespace halong::services
