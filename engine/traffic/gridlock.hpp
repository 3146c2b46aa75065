// Rings of links that wait for each other and will wait for ever.
#pragma once

#include "traffic/ranks.hpp"
#include "traffic/streets.hpp"
#include "traffic/traffic.hpp"

#include <vector>

namespace halong::traffic {

// A stop line whose first vehicle waits for a link that is full.
struct WaitingExit {
    std::uint32_t exit = 0;
    std::uint32_t awaited = 0;   // exit of the full link
    std::uint32_t vehicles = 0;  // on the link of `exit`
    bool is_settled = false;     // who stands there first, for good
};

// Every ring at the end of a window, each from its least link on, in order of that link. A link waits for the next
// link of the vehicle at its stop line, when that is full: no hole on its way makes room for that vehicle, or for the
// one that has claimed the link. Each link waits for at most one other, so rings are found in one pass. `ranks` that share
// the roads all look at once, and find the same; nullptr: there is one.
std::vector<Gridlock> gridlocks_in(Streets const& streets, Millis now_ms, Ranks* ranks = nullptr);

// The same rings as exits, each waiting for the one behind it in the list and the last for the first.
using WaitingRing = std::vector<WaitingExit>;
std::vector<WaitingRing> waiting_rings(Streets const& streets, Millis now_ms, Ranks* ranks = nullptr);
// What one of them is called in results: its links from the least on, and the vehicles on them.
Gridlock describe_ring(Streets const& streets, WaitingRing const& ring, Millis now_ms);

}  // namespace halong::traffic
