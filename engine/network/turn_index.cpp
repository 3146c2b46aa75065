#include "network/turn_index.hpp"

namespace halong::network {

TurnIndex::TurnIndex(Network const& network)
    : place_(network.link_count(), 0), node_before_(network.link_count()), node_after_(network.link_count())
{
    for (NodeId const node : network.nodes()) {
        std::uint32_t place = 0;
        for (LinkId const link : network.out_links(node)) place_[link.value()] = place++;
    }
    first_.reserve(network.link_count() + 1);
    first_.push_back(0);
    for (LinkId const link : network.links()) {
        node_before_[link.value()] = network.from(link);
        node_after_[link.value()] = network.to(link);
        auto const ways_on = static_cast<std::uint32_t>(network.out_links(network.to(link)).size());
        first_.push_back(first_.back() + ways_on + 1);
    }
}

}  // namespace halong::network
