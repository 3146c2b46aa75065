// Full rings that move on as one, and vehicles that squeeze into full links.
#pragma once

#include "traffic/ranks.hpp"
#include "traffic/streets.hpp"
#include "traffic/traffic.hpp"

#include <vector>

namespace halong::traffic {

// A ring of full links whose first vehicles all wait for the next link of the ring has no hole to pass round, though on
// a real roundabout everybody would simply drive on together. Each first vehicle may now enter its next link although
// that is full. Vehicles differ in size, so a link may hold more than its storage for a while; the ring as a whole holds
// what it held. Nothing leaves its route.
// Known rings are counted in `turned`, new ones are added with the time of their first turn. Returns how many turned.
// `ranks`: as in waiting_rings.
int turn_rings(Streets& streets, Millis now_ms, std::vector<Gridlock>& turned, Ranks* ranks = nullptr);

// Whoever has waited at a stop line for longer than `patience_ms` for a full link may enter it at the next chance: drivers
// close up and motorbikes squeeze in. Of those who want the same link, the one who has waited longest goes; signals hold.
// Returns how many were let in, by this rank.
int squeeze_in(Streets& streets, Millis now_ms, Millis patience_ms);

}  // namespace halong::traffic
