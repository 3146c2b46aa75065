// Plans with the way of every leg, and how some travellers' days are put in place of others.
#pragma once

#include "city/travel.hpp"
#include "network/routes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::equilibrium {

struct RoutedPlans {
    city::Plans plans;
    network::Routes routes;  // one for each stay
    std::vector<core::Millis>
        wished_ms;  // by stay: when the leg that follows would best arrive, or best leave for home
};

// When the legs of plans that nobody has changed yet would best arrive: after the travel time that the plans expect
// (demand::expected_travel_ms). Who goes home would best leave when he planned to. core::never where no leg follows.
std::vector<core::Millis> wished_times(city::Plans const& plans);

// Appends a traveller of `from` with his stays, rides, routes and wishes. Bus runs are not copied.
void append_traveller(RoutedPlans& to, RoutedPlans const& from, std::uint32_t traveller);

// `base`, in which the day of each traveller of `other` for whom `take` is set is that in `other` instead; matched by
// traveller_key. Travellers keep their places in the columns, and bus runs their travellers. Those whom `base` does not
// know are left out. InternalFault when `take` is not of other's length.
RoutedPlans with_replaced(RoutedPlans const& base, RoutedPlans const& other, std::span<std::uint8_t const> take);

}  // namespace halong::equilibrium
