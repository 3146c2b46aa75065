// Vehicles that pass a blocked one at the stop line, since they want to go elsewhere.
#pragma once

#include "traffic/streets.hpp"

namespace halong::traffic {

// Where the first vehicle at a stop line has waited longer than `patience_ms` for a full link, the first vehicle behind it
// that is there, wants another link and finds room on it comes to the front: among motorbikes and bicycles it may stand
// up to 16 places back, among wide vehicles 3. The same at once where the first vehicle waits for a green of its own turn or
// gives way: motorbikes and bicycles always, others on links of more than one lane, which have room for a turning lane.
// Returns since when a first vehicle waits for space, as it was before anybody passed; `now_ms` when none does. Until
// somebody's patience ends by that time, looking again finds nobody, except at turns with greens of their own.
Millis pass_blocked(Streets& streets, Millis now_ms, Millis patience_ms);

}  // namespace halong::traffic
