// The first half of a window: every node that has something to do lets vehicles cross.
#pragma once

#include "traffic/region.hpp"
#include "traffic/streets.hpp"

namespace halong::traffic {

// Moves what can move at the region's nodes within the window, in order of time at each node. Reads and writes only
// what the region owns; what other regions must know goes into its letters.
//
// Rules at a node (after Tampère, Corthout, Cattrysse and Immers 2011, for whole vehicles):
// * A vehicle crosses at the first millisecond at which its free time is over, the stop line's capacity and signal,
//   and the next link's entrance capacity and space allow it. Legs that start compete like a link of that capacity.
// * Whenever somebody could enter a link, it is the turn of the one with the least tag among all who stand ready for
//   it and have green. A tag grows by PCU / capacity with each crossing on any turn, so contested space is shared by
//   capacity; for each turn it lags behind its rivals' by 32 PCU at most.
// * Entrance time that a late queue leaves unused where roads merge is kept, up to four PCU; and a stop line that was
//   blocked there makes up two PCU of it.
// * If that one is too large for the space there is, it claims the link: nobody else enters until it has gone or its
//   green has ended.
// * Who finds no space in sight is not asked again until a hole for it has been seen (delivery.hpp).
void step_nodes(Streets& streets, Region& region, Window const& window);

}  // namespace halong::traffic
