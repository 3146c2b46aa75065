#include "traffic/node_parts.hpp"

#include "network/balanced_parts.hpp"

namespace halong::traffic {

std::vector<std::uint32_t> share_nodes(network::Network const& network, city::Plans const& plans,
                                       network::Routes const& routes, std::uint32_t rank_count)
{
    // Nobody drives on some, but they take memory and somebody may come by on another way.
    std::vector<std::int64_t> vehicles(network.link_count(), 1);
    for (std::size_t leg = 0; leg < routes.size(); ++leg) {
        if (!city::has_vehicle(plans.mode[leg])) continue;
        for (core::LinkId const link : routes[leg]) ++vehicles[link.value()];
    }
    std::vector<std::int64_t> crossings(network.node_count(), 1);
    std::vector<network::WeightedEdge> edges;
    edges.reserve(network.link_count());
    for (core::LinkId const link : network.links()) {
        std::int64_t const passing = vehicles[link.value()];
        auto const from = static_cast<std::uint32_t>(network.from(link).value());
        auto const to = static_cast<std::uint32_t>(network.to(link).value());
        crossings[to] += passing;
        edges.push_back({from, to, passing});
    }
    return network::balanced_parts(crossings, edges, rank_count);
}

}  // namespace halong::traffic
