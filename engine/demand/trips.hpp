// Trips in plans: from one purpose to the next, whatever changes of vehicle lie between.
#pragma once

#include "city/travel.hpp"

#include <cstdint>

namespace halong::demand {

struct Trip {
    std::uint32_t from = 0;              // the stay at which it begins
    std::uint32_t to = 0;                // … and that for which it is made
    city::Mode mode = city::Mode::none;  // `transit` where a part of it is, else that of its last leg
};

// Calls body(trip) for each trip of the traveller, in their order. Stays of transfer are part of a trip.
template <class Body>
void for_trips(city::Plans const& plans, std::uint32_t traveller, Body const& body)
{
    Trip trip{plans.stays_begin(traveller), 0, city::Mode::none};
    for (std::uint32_t stay = trip.from; stay + 1 < plans.stays_end(traveller); ++stay) {
        if (trip.mode != city::Mode::transit) trip.mode = plans.mode[stay];
        if (plans.activity[stay + 1] == city::Activity::transfer) continue;
        trip.to = stay + 1;
        body(trip);
        trip = {stay + 1, 0, city::Mode::none};
    }
}

}  // namespace halong::demand
