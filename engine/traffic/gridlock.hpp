// Rings of links that wait for each other and will wait for ever.
#pragma once

#include "traffic/streets.hpp"
#include "traffic/traffic.hpp"

#include <vector>

namespace halong::traffic {

// Every ring at the end of a window, each from its least link on, in order of that link. A link waits for the next
// link of the vehicle at its stop line, when that is full: no hole on its way makes room for that vehicle, or for the
// one that has claimed the link. Each link waits for at most one other, so rings are found in one pass.
std::vector<Gridlock> gridlocks_in(Streets const& streets, Millis now_ms);

// The same rings as exits, each waiting for the one behind it in the list and the last for the first.
std::vector<std::vector<std::uint32_t>> waiting_rings(Streets const& streets, Millis now_ms);
// What one of them is called in results: its links from the least on, and the vehicles on them.
Gridlock describe_ring(Streets const& streets, std::vector<std::uint32_t> const& ring, Millis now_ms);

}  // namespace halong::traffic
