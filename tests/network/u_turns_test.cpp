// Turning back onto the road by which one came: at dead ends only, or anywhere.
#include "network/u_turns.hpp"

#include "network/hierarchy_tree.hpp"
#include "network/random_network.hpp"

#include <catch2/catch.hpp>
#include <queue>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::Hierarchy;
using network::HierarchyCosts;
using network::HierarchyTree;
using network::SearchGraph;
using network::UTurns;
using network::VehicleClass;

namespace {

Access const cars = Access::of(VehicleClass::car);

bool turns_back(network::Network const& network, LinkId in, LinkId out) { return network.reverse(in) == out; }

bool has_other_way(network::Network const& network, LinkId in)
{
    for (LinkId const out : network.out_links(network.to(in))) {
        if (!turns_back(network, in, out) && !network.is_banned(in, out) && network.access(out).overlaps(cars))
            return true;
    }
    return false;
}

// Least cost from a node to all others, link by link (Dijkstra 1959), turning back only at dead ends.
std::vector<std::uint32_t> reference(network::Network const& network, std::vector<std::uint32_t> const& costs_ms,
                                     NodeId origin)
{
    std::vector<std::uint32_t> at_end(network.link_count(), network::unreachable_cost);
    std::priority_queue<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::uint32_t, std::uint32_t>>,
                        std::greater<>>
        queue;
    auto const reach = [&](LinkId link, std::uint32_t before) {
        if (costs_ms[link.value()] == network::unreachable_cost) return;
        std::uint32_t const cost = before + costs_ms[link.value()];
        if (cost >= at_end[link.value()]) return;
        at_end[link.value()] = cost;
        queue.emplace(cost, link.value());
    };
    for (LinkId const link : network.out_links(origin)) reach(link, 0);
    while (!queue.empty()) {
        auto const [cost, number] = queue.top();
        queue.pop();
        LinkId const in{number};
        if (cost > at_end[number]) continue;
        for (LinkId const out : network.out_links(network.to(in))) {
            bool const back = turns_back(network, in, out) && has_other_way(network, in);
            if (!back && !network.is_banned(in, out)) reach(out, cost);
        }
    }
    std::vector<std::uint32_t> at_node(network.node_count(), network::unreachable_cost);
    at_node[origin.value()] = 0;
    for (LinkId const link : network.links()) {
        std::uint32_t& least = at_node[network.to(link).value()];
        least = std::min(least, at_end[link.value()]);
    }
    return at_node;
}

}  // namespace

TEST_CASE("Who may not turn left goes on and round rather than turning back in a junction", "[routing]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const u = sketch.node(100, 0);
    NodeId const v = sketch.node(200, 0);
    NodeId const y = sketch.node(100, 100);
    NodeId const p = sketch.node(200, 100);
    auto const [au, ua] = sketch.two_way(a, u, 100);
    auto const [uv, vu] = sketch.two_way(u, v, 100);
    auto const [uy, yu] = sketch.two_way(u, y, 100);
    auto const [vp, pv] = sketch.two_way(v, p, 100);
    auto const [py, yp] = sketch.two_way(p, y, 300);
    sketch.banned = {{au, uy}};
    auto const network = sketch.build();
    auto const path = [&](UTurns u_turns, network::Network const& on) {
        SearchGraph const graph(on, cars, u_turns);
        Hierarchy const hierarchy(graph);
        HierarchyCosts const costs(hierarchy, network::free_costs_ms(on, VehicleClass::car));
        HierarchyTree tree;
        std::vector<LinkId> links;
        tree.grow(costs, a);
        tree.append_path(y, links);
        return links;
    };
    CHECK(path(UTurns::anywhere, network) == std::vector{au, uv, vu, uy});
    CHECK(path(UTurns::dead_ends, network) == std::vector{au, uv, vp, py});
    // Where a sign forbids the other way on, the end is as good as dead.
    sketch.banned.push_back({uv, vp});
    CHECK(path(UTurns::dead_ends, sketch.build()) == std::vector{au, uv, vu, uy});
    CHECK((ua.valid() && yu.valid() && pv.valid() && yp.valid()));
}

TEST_CASE("Nobody turns back but at dead ends, and all else are shortest ways", "[routing]")
{
    int back_anywhere = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        auto sketch = test::grid_sketch(6, 5, 80, seed);
        NodeId const end = sketch.node(0, -300);
        sketch.two_way(NodeId{2}, end, 150);
        test::Draws draws(seed);
        while (sketch.banned.size() < 25) {
            LinkId const first{draws.below(sketch.links.size())};
            LinkId const second{draws.below(sketch.links.size())};
            if (sketch[first].to == sketch[second].from) sketch.banned.push_back({first, second});
        }
        auto const network = sketch.build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        SearchGraph const graph(network, cars, UTurns::dead_ends);
        SearchGraph const free(network, cars, UTurns::anywhere);
        Hierarchy const hierarchy(graph);
        Hierarchy const free_hierarchy(free);
        HierarchyCosts const by_rule(hierarchy, costs);
        HierarchyCosts const by_none(free_hierarchy, costs);
        HierarchyTree tree;
        for (NodeId const origin : network.nodes()) {
            auto const exact = reference(network, costs, origin);
            tree.grow(by_rule, origin);
            for (NodeId const node : network.nodes()) {
                REQUIRE(tree.cost(node) == exact[node.value()]);
                std::vector<LinkId> path;
                if (!tree.append_path(node, path)) continue;
                for (std::size_t i = 1; i < path.size(); ++i) {
                    bool const back = turns_back(network, path[i - 1], path[i]);
                    REQUIRE_FALSE((back && has_other_way(network, path[i - 1])));
                }
            }
            tree.grow(by_none, origin);
            for (NodeId const node : network.nodes()) {
                std::vector<LinkId> path;
                if (!tree.append_path(node, path)) continue;
                for (std::size_t i = 1; i < path.size(); ++i)
                    back_anywhere += turns_back(network, path[i - 1], path[i]);
            }
        }
    }
    CHECK(back_anywhere > 0);  // the rule does matter on these networks
}

TEST_CASE("Without banned turns the rule costs no state, and walkers turn as they like", "[routing]")
{
    auto sketch = test::grid_sketch(4, 4, 10, 3);
    auto const open = sketch.build();
    CHECK(SearchGraph(open, cars, UTurns::dead_ends).state_count() == 16);
    LinkId const in = open.in_links(NodeId{5})[0];
    sketch.banned = {{in, open.out_links(NodeId{5})[1]}};
    auto const network = sketch.build();
    CHECK(SearchGraph(network, cars, UTurns::dead_ends).state_count() > 17);
    CHECK(SearchGraph(network, Access::walkers(), UTurns::dead_ends).state_count() ==
          SearchGraph(network, Access::walkers(), UTurns::anywhere).state_count());
}
