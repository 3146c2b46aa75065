// Which nodes of a region have something to do in a window.
#pragma once

#include "traffic/streets.hpp"

namespace halong::traffic {

// Lists them in region.due_nodes, in the order of their numbers. Groups of nodes without work are passed over.
void collect_due_nodes(Streets const& streets, Region& region, Window const& window);

// Notes when the groups that had work have something to do next; after all of their nodes have been worked on.
void note_groups_due(Streets& streets, Region const& region, Window const& window);

}  // namespace halong::traffic
