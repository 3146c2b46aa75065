// Shortest paths by Boost.Graph on the graph of links, where banned turns are simply missing edges.
#pragma once

#include "network/routing.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cstdint>
#include <vector>

namespace halong::test {

class ReferenceRouting {
public:
    ReferenceRouting(network::Network const& network, std::vector<std::uint32_t> const& costs_ms)
        : network_(network), costs_(costs_ms), graph_(network.link_count() + network.node_count())
    {
        for (core::NodeId const node : network.nodes()) {
            for (core::LinkId const out : network.out_links(node)) {
                if (costs_[out.value()] == network::unreachable_cost) continue;
                boost::add_edge(start_vertex(node), out.value(), costs_[out.value()], graph_);
                for (core::LinkId const in : network.in_links(node)) {
                    if (costs_[in.value()] == network::unreachable_cost ||
                        network.is_banned(in, out))
                        continue;
                    boost::add_edge(in.value(), out.value(), costs_[out.value()], graph_);
                }
            }
        }
    }

    // Cost to every node, by node.
    [[nodiscard]] std::vector<std::uint32_t> costs_from(core::NodeId origin) const
    {
        std::vector<std::uint64_t> distance(boost::num_vertices(graph_));
        boost::dijkstra_shortest_paths(graph_, start_vertex(origin),
                                       boost::distance_map(distance.data()));
        std::vector<std::uint32_t> result(network_.node_count(), network::unreachable_cost);
        for (core::LinkId const link : network_.links()) {
            std::uint32_t& best = result[network_.to(link).value()];
            if (distance[link.value()] < best)
                best = static_cast<std::uint32_t>(distance[link.value()]);
        }
        result[origin.value()] = 0;
        return result;
    }

private:
    using Graph =
        boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                              boost::property<boost::edge_weight_t, std::uint64_t>>;
    [[nodiscard]] std::size_t start_vertex(core::NodeId node) const
    {
        return network_.link_count() + node.value();
    }

    network::Network const& network_;
    std::vector<std::uint32_t> const& costs_;
    Graph graph_;
};

}  // namespace halong::test
