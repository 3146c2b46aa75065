// Which parts of the network hang together, and which single links cut others off when lost (Boost.Graph).
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

// The strongly connected component of each node by links that at least one of `users` may use; components are
// numbered by falling size, of equal ones that with the lowest node first. Nodes without such links stand alone.
struct Components {
    core::Column<NodeId, std::uint32_t> of_node;
    std::vector<std::size_t> sizes;  // nodes of each component
};
Components strong_components(Network const& network, Access users);

// A stretch of road whose loss (of both directions) separates the network, with the nodes on its smaller side in the
// order of ids. Of a stretch's links, the one of least stable id; of equal sides, the one to which that link leads.
struct CutLink {
    LinkId link;
    std::vector<NodeId> cut_off;
};
// The stretches by falling loss, of equal ones the least stable id first; at most `limit`. Bridges of the undirected
// graph (Tarjan 1974), by biconnected components of Boost.Graph. The two directions between two nodes count as one
// stretch; a second link of the same direction is a second stretch, so that neither is a cut.
std::vector<CutLink> cut_links(Network const& network, Access users, std::size_t limit);

}  // namespace halong::network
