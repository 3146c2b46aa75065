#include "network/connectivity.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/strong_components.hpp>
#include <numeric>
#include <utility>

namespace halong::network {
namespace {

using DirectedGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
using UndirectedGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                              boost::property<boost::edge_index_t, std::uint32_t>>;

// Renumbers components by falling size; of equal ones, that with the lowest node comes first.
Components ordered(std::vector<std::uint32_t> const& component, std::size_t count)
{
    std::vector<std::size_t> size(count, 0);
    std::vector<std::size_t> lowest_node(count, component.size());
    for (std::size_t node = 0; node < component.size(); ++node) {
        ++size[component[node]];
        lowest_node[component[node]] = std::min(lowest_node[component[node]], node);
    }
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {},
                      [&](std::uint32_t c) { return std::pair(component.size() - size[c], lowest_node[c]); });
    std::vector<std::uint32_t> number(count);
    Components result;
    for (std::uint32_t i = 0; i < count; ++i) {
        number[order[i]] = i;
        result.sizes.push_back(size[order[i]]);
    }
    for (std::uint32_t const c : component) result.of_node.push_back(number[c]);
    return result;
}

// Roads between two neighbouring nodes.
struct Connection {
    NodeId low;
    NodeId high;
    LinkId link;       // the one of least (stable id, id)
    int upward = 0;    // links low -> high
    int downward = 0;  // links high -> low
    // Two directions are one stretch, also when they are drawn as two one-way roads; two links of one direction
    // are two stretches, and neither is a cut.
    [[nodiscard]] bool is_single() const { return upward <= 1 && downward <= 1; }
};

std::vector<Connection> connections_of(Network const& network, Access users)
{
    std::vector<Connection> all;
    for (LinkId const link : network.links()) {
        NodeId const from = network.from(link);
        NodeId const to = network.to(link);
        if (from == to || !network.access(link).overlaps(users)) continue;
        all.push_back({std::min(from, to), std::max(from, to), link, from < to ? 1 : 0, from < to ? 0 : 1});
    }
    std::ranges::sort(
        all, {}, [&](Connection const& c) { return std::tuple(c.low, c.high, network.stable_id(c.link), c.link); });
    std::vector<Connection> merged;
    for (Connection const& c : all) {
        if (merged.empty() || merged.back().low != c.low || merged.back().high != c.high) {
            merged.push_back(c);
            continue;
        }
        merged.back().upward += c.upward;
        merged.back().downward += c.downward;
    }
    return merged;
}

// Which connections are bridges of the undirected graph: alone in their biconnected component, and single roads.
std::vector<std::uint32_t> bridges_of(UndirectedGraph const& graph, std::vector<Connection> const& connections)
{
    std::vector<std::size_t> component(connections.size());
    auto const edge_index = boost::get(boost::edge_index, graph);
    auto const component_map = boost::make_iterator_property_map(component.begin(), edge_index);
    std::size_t const count = boost::biconnected_components(graph, component_map);
    std::vector<std::uint32_t> size(count, 0);
    for (std::size_t const c : component) ++size[c];
    std::vector<std::uint32_t> bridges;
    for (std::uint32_t i = 0; i < connections.size(); ++i) {
        if (size[component[i]] == 1 && connections[i].is_single()) bridges.push_back(i);
    }
    return bridges;
}

// Nodes in the order of a depth-first walk: what lies behind a bridge is one stretch of that order.
class Preorder {
public:
    explicit Preorder(UndirectedGraph const& graph)
        : rank_(boost::num_vertices(graph), unseen), end_(rank_.size(), 0), root_(rank_.size(), 0)
    {
        for (std::uint32_t node = 0; node < rank_.size(); ++node) {
            if (rank_[node] == unseen) walk(graph, node);
        }
    }
    [[nodiscard]] std::uint32_t rank(NodeId node) const { return rank_[node.value()]; }

    struct Stretch {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        [[nodiscard]] std::uint32_t size() const { return last - first; }
    };
    // The node and all that was first reached through it.
    [[nodiscard]] Stretch subtree(NodeId node) const { return {rank_[node.value()], end_[node.value()]}; }
    // Everything that hangs together with the node.
    [[nodiscard]] Stretch component(NodeId node) const { return subtree(NodeId{root_[node.value()]}); }
    [[nodiscard]] NodeId at(std::uint32_t rank) const { return NodeId{order_[rank]}; }

private:
    static constexpr std::uint32_t unseen = UINT32_MAX;

    // Iterative: a chain of roads may be longer than the call stack.
    void walk(UndirectedGraph const& graph, std::uint32_t root)
    {
        using Neighbour = boost::graph_traits<UndirectedGraph>::adjacency_iterator;
        struct Step {
            std::uint32_t node;
            Neighbour next;
            Neighbour last;
        };
        std::vector<Step> path;
        auto const enter = [&](std::uint32_t node) {
            rank_[node] = static_cast<std::uint32_t>(order_.size());
            root_[node] = root;
            order_.push_back(node);
            auto const [next, last] = boost::adjacent_vertices(node, graph);
            path.push_back({node, next, last});
        };
        enter(root);
        while (!path.empty()) {
            Step& step = path.back();
            if (step.next == step.last) {
                end_[step.node] = static_cast<std::uint32_t>(order_.size());
                path.pop_back();
                continue;
            }
            auto const neighbour = static_cast<std::uint32_t>(*step.next++);
            if (rank_[neighbour] == unseen) enter(neighbour);
        }
    }

    std::vector<std::uint32_t> rank_;   // by node
    std::vector<std::uint32_t> end_;    // by node: rank after the last of its subtree
    std::vector<std::uint32_t> root_;   // by node
    std::vector<std::uint32_t> order_;  // by rank
};

// What a bridge separates, before its nodes are listed.
struct Loss {
    LinkId link;
    Preorder::Stretch whole;
    Preorder::Stretch behind;   // the further end's side
    bool keeps_behind = false;  // the smaller side is all but `behind`
    [[nodiscard]] std::uint32_t size() const { return keeps_behind ? whole.size() - behind.size() : behind.size(); }
};

Loss loss_of(Network const& network, Preorder const& preorder, Connection const& bridge)
{
    NodeId const far = preorder.rank(bridge.low) > preorder.rank(bridge.high) ? bridge.low : bridge.high;
    Loss loss{bridge.link, preorder.component(far), preorder.subtree(far), false};
    std::uint32_t const rest = loss.whole.size() - loss.behind.size();
    bool const equal_but_points_back = rest == loss.behind.size() && network.to(bridge.link) != far;
    loss.keeps_behind = rest < loss.behind.size() || equal_but_points_back;
    return loss;
}

std::vector<NodeId> nodes_of(Preorder const& preorder, Loss const& loss)
{
    std::vector<NodeId> nodes;
    nodes.reserve(loss.size());
    auto const add = [&](std::uint32_t first, std::uint32_t last) {
        for (std::uint32_t rank = first; rank < last; ++rank) nodes.push_back(preorder.at(rank));
    };
    if (loss.keeps_behind) {
        add(loss.whole.first, loss.behind.first);
        add(loss.behind.last, loss.whole.last);
    } else {
        add(loss.behind.first, loss.behind.last);
    }
    std::ranges::sort(nodes);
    return nodes;
}

}  // namespace

Components strong_components(Network const& network, Access users)
{
    DirectedGraph graph(network.node_count());
    for (LinkId const link : network.links()) {
        if (!network.access(link).overlaps(users)) continue;
        boost::add_edge(network.from(link).value(), network.to(link).value(), graph);
    }
    std::vector<std::uint32_t> component(network.node_count());
    auto const component_map =
        boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph));
    auto const count = static_cast<std::size_t>(boost::strong_components(graph, component_map));
    return ordered(component, count);
}

std::vector<CutLink> cut_links(Network const& network, Access users, std::size_t limit)
{
    std::vector<Connection> const connections = connections_of(network, users);
    UndirectedGraph graph(network.node_count());
    for (std::uint32_t i = 0; i < connections.size(); ++i) {
        boost::add_edge(connections[i].low.value(), connections[i].high.value(), i, graph);
    }
    Preorder const preorder(graph);
    std::vector<Loss> losses;
    for (std::uint32_t const bridge : bridges_of(graph, connections)) {
        losses.push_back(loss_of(network, preorder, connections[bridge]));
    }
    std::ranges::sort(losses, {}, [&](Loss const& loss) {
        return std::tuple(~loss.size(), network.stable_id(loss.link), loss.link);
    });
    losses.resize(std::min(limit, losses.size()));
    std::vector<CutLink> cuts;
    cuts.reserve(losses.size());
    for (Loss const& loss : losses) cuts.push_back({loss.link, nodes_of(preorder, loss)});
    return cuts;
}

}  // namespace halong::network
