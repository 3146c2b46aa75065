// What a thread needs to serve one origin after the other.
#pragma once

#include "network/congestion.hpp"
#include "network/hierarchy_tree.hpp"
#include "network/route_code.hpp"

namespace halong::network {

struct RouteWorkspace {
    HierarchyTree tree;
    RouteCode code;
    LinkLoads loads;
};

}  // namespace halong::network
