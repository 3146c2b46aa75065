// A day's travellers as often as counts call for.
#pragma once

#include "city/travel.hpp"
#include "core/random.hpp"
#include "demand/demand_change.hpp"

#include <vector>

namespace halong::demand {

// The same plans with each traveller as often as his weight says: a whole number of times and, by a draw of his own, once
// more for the rest. Copies leave up to ten minutes earlier or later, and have keys of their own; people whose weight is 1
// stay as they are. For plans without buses of the timetable (InternalFault), before they are added.
// Limits: escorts and the children whom they take are weighed one by one; residents per zone are no longer those of the
// census, but those whom the counts call for.
city::Plans with_changes(city::Plans const& plans, std::vector<DemandChange> const& changes,
                         core::Random const& random);

}  // namespace halong::demand
