// Which links run round: roundabouts, and the inside of crossings of divided roads.
#pragma once

#include "network/network.hpp"

namespace halong::network {

// A one-way link of at most `longest_link_m` that lies on a ring of such links no longer than `longest_ring_m`.
// Sources often lack the tag junction=roundabout, so the shape decides. 1 for such links, 0 for all others.
core::Column<LinkId, std::uint8_t> circulating_links(Network const& network, double longest_link_m = 150,
                                                     double longest_ring_m = 450);

}  // namespace halong::network
