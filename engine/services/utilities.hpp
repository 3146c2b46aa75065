// Water, power and waste of people at hotels and sights, as loads that follow their presence.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// Guests at their hotels, and visitors at sights, beaches, museums, cable cars, piers, squares and night markets:
// every hour of presence draws and leaves a fixed amount (scenario::UtilityParameters), on average over the hour.
// Staff and residents at home are not counted, and neither is whoever is on a boat or cabin behind the entrance.
//
// Offered = covered = carried: person-minutes there, since mains have no limit here. Loads: "water", l; "power", kWh;
// "waste", kg, by place and hour, up to midnight. Nothing when the city has no such place.
std::unique_ptr<Service> make_utilities(city::City const& city, city::Plans const& plans,
                                        scenario::UtilityParameters const& parameters);

}  // namespace halong::services
