// Shortest paths by Boost.Graph on the graph of links, where banned turns are simply missing edges.
#pragma once

#include "network/link_costs.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cstdint>
#include <span>
#include <tuple>
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
                    if (costs_[in.value()] == network::unreachable_cost || network.is_banned(in, out)) continue;
                    boost::add_edge(in.value(), out.value(), costs_[out.value()], graph_);
                }
            }
        }
    }

    // Cost to every node, by node.
    [[nodiscard]] std::vector<std::uint32_t> costs_from(core::NodeId origin) const
    {
        auto const distance = distances_from(origin);
        std::vector<std::uint32_t> result(network_.node_count(), network::unreachable_cost);
        for (core::LinkId const link : network_.links()) {
            std::uint32_t& best = result[network_.to(link).value()];
            if (distance[link.value()] < best) best = static_cast<std::uint32_t>(distance[link.value()]);
        }
        result[origin.value()] = 0;
        return result;
    }

    // The links of the preferred shortest path, straight from the rule: of all last links of least cost the one of
    // least stable id; then of all links from which it is reached at its least cost the one of least stable id, those
    // from which any turn is open (or the start) before those that have a banned turn; and so on back to the origin.
    [[nodiscard]] std::vector<core::LinkId> route(core::NodeId origin, core::NodeId destination) const
    {
        std::vector<core::LinkId> links;
        auto const distance = distances_from(origin);
        std::uint64_t at_end = network::unreachable_cost;
        for (core::LinkId const in : network_.in_links(destination)) at_end = std::min(at_end, distance[in.value()]);
        if (origin == destination || at_end == network::unreachable_cost) return links;
        core::LinkId link = preferred(distance, network_.in_links(destination), at_end, core::LinkId{}, false);
        while (link.valid()) {
            links.push_back(link);
            core::NodeId const node = network_.from(link);
            std::uint64_t const before = distance[link.value()] - costs_[link.value()];
            if (node == origin && before == 0) break;
            link = preferred(distance, network_.in_links(node), before, link, true);
        }
        std::ranges::reverse(links);
        return links;
    }

private:
    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                        boost::property<boost::edge_weight_t, std::uint64_t>>;
    [[nodiscard]] std::size_t start_vertex(core::NodeId node) const { return network_.link_count() + node.value(); }

    // By vertex; a vertex of a link is its end.
    [[nodiscard]] std::vector<std::uint64_t> distances_from(core::NodeId origin) const
    {
        std::vector<std::uint64_t> distance(boost::num_vertices(graph_));
        boost::dijkstra_shortest_paths(graph_, start_vertex(origin), boost::distance_map(distance.data()));
        return distance;
    }
    // Of the links with the distance, and from which `next` may be taken, the first in order of preference.
    [[nodiscard]] core::LinkId preferred(std::vector<std::uint64_t> const& distance,
                                         std::span<core::LinkId const> links, std::uint64_t wanted, core::LinkId next,
                                         bool open_first) const
    {
        core::LinkId best;
        for (core::LinkId const link : links) {
            if (costs_[link.value()] == network::unreachable_cost || distance[link.value()] != wanted) continue;
            if (next.valid() && network_.is_banned(link, next)) continue;
            auto const place = [&](core::LinkId one) {
                return std::tuple(open_first && is_restricted(one), network_.stable_id(one), one);
            };
            if (!best.valid() || place(link) < place(best)) best = link;
        }
        return best;
    }
    [[nodiscard]] bool is_restricted(core::LinkId link) const
    {
        return std::ranges::any_of(network_.out_links(network_.to(link)), [&](core::LinkId out) {
            return costs_[out.value()] != network::unreachable_cost && network_.is_banned(link, out);
        });
    }

    network::Network const& network_;
    std::vector<std::uint32_t> const& costs_;
    Graph graph_;
};

}  // namespace halong::test
