// Entrances of places with gates, room for so many, or slots: attractions, museums, cable cars, piers. Visitors and
// residents who come for leisure queue there; who works or lives there does not.
#pragma once

#include "city/travel.hpp"
#include "scenario/scenario.hpp"
#include "services/queue.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// The queue at a place: its gates, capacity, slots and opening hours.
QueueRules queue_rules(city::Place const& place);

// Who comes as a guest queues; staff have doors of their own, and who changes vehicles has been in already.
bool queues_for(city::Activity activity);

// Offered: visits of persons who come to a place with such an entrance. Covered: of these, those who come while it is
// open or wait for it to open. Carried: of the covered, those who are let in. Whoever is let in late stays until he
// wanted to leave anyway, but at least for the least stay of his plan; whoever is turned away goes on at once. Whoever
// boards a boat or cabin behind the entrance waits for as long as it takes. Extras tell how crowded the halls of piers
// and cable cars are before their gates; who waits for a boat behind them is not in this service's sight. Without power
// (City::faults) nobody enters a cable car, and gates elsewhere take `by_hand_factor` of their time for whoever
// begins there then. Nothing when no place of the city has such an entrance.
std::unique_ptr<Service> make_entrances(city::City const& city, city::Plans const& plans,
                                        scenario::QueueParameters const& parameters, double by_hand_factor = 1);

}  // namespace halong::services
