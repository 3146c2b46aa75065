// The second half of a window: links join their two ends again.
#pragma once

#include "traffic/region.hpp"
#include "traffic/streets.hpp"

namespace halong::traffic {

// Reads all letters to region `receiver`: vehicles that entered its links join their queues, holes start their way to
// its entrances, and nodes are woken for the time at which that can matter. Whatever the letters tell takes effect
// after `window`, since a link takes at least a window in either direction.
void deliver_letters(Streets& streets, std::uint32_t receiver, Window const& window);

}  // namespace halong::traffic
