// The order in which a hierarchy contracts its states: nested dissection by METIS.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace halong::network {

// An undirected graph over the vertices 0 … vertex_count - 1; each edge once, loops and repetitions are ignored.
using Edges = std::span<std::pair<std::uint32_t, std::uint32_t> const>;

// The vertices, first to be contracted first; small separators of large parts come last, so that contraction adds few
// shortcuts (George 1973; METIS_NodeND, Karypis & Kumar 1998). Costs and routes do not depend on this order, only the
// time that they take. Throws InternalFault when an edge names no vertex or METIS has no memory.
std::vector<std::uint32_t> dissection_order(std::uint32_t vertex_count, Edges edges);

}  // namespace halong::network
