// Where every vehicle stands, found by looking and not by counting: so that none can vanish unseen.
#pragma once

#include "traffic/streets.hpp"
#include "traffic/traffic.hpp"

#include <vector>

namespace halong::traffic {

// All vehicles in queues and at the entrances where their legs begin, between two windows, in no particular order.
std::vector<Whereabouts> vehicles_in(Streets const& streets);

}  // namespace halong::traffic
