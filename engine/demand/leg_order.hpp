// The one order of legs, whatever the order of the file.
#pragma once

#include "demand/routed_legs.hpp"

namespace halong::demand {

// By departure and, of equal ones, by id.
RoutedLegs in_order_of_departure(RoutedLegs legs);

}  // namespace halong::demand
