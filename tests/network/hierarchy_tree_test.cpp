#include "network/hierarchy_tree.hpp"

#include "network/random_network.hpp"
#include "network/reference_routing.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::HierarchyTree;
using network::SearchGraph;
using network::unreachable_cost;
using network::VehicleClass;

namespace {

Access const cars = Access::of(VehicleClass::car);

// All that trees for cars need.
struct Routing {
    Routing(network::Network const& network, std::vector<std::uint32_t> const& costs_ms)
        : graph(network, cars), hierarchy(graph), costs(hierarchy, costs_ms)
    {}
    SearchGraph graph;
    network::Hierarchy hierarchy;
    network::HierarchyCosts costs;
};

std::vector<LinkId> path_to(HierarchyTree& tree, NodeId node)
{
    std::vector<LinkId> path;
    tree.append_path(node, path);
    return path;
}

// The same network with nodes and links listed in another order; stable ids stay with their things.
struct Renumbered {
    test::NetworkSketch sketch;
    std::vector<std::uint32_t> node;  // old to new
    std::vector<std::uint32_t> link;
};

std::vector<std::uint32_t> shuffled(std::size_t size, test::Draws& draws)
{
    std::vector<std::uint32_t> order(size);
    std::iota(order.begin(), order.end(), 0U);
    draws.shuffle(order);
    return order;
}

Renumbered renumbered(test::NetworkSketch const& sketch, std::uint64_t seed)
{
    test::Draws draws(seed);
    Renumbered result{sketch, shuffled(sketch.nodes.size(), draws), shuffled(sketch.links.size(), draws)};
    for (std::size_t i = 0; i < sketch.nodes.size(); ++i) result.sketch.nodes[result.node[i]] = sketch.nodes[i];
    for (std::size_t i = 0; i < sketch.links.size(); ++i) {
        network::LinkRecord& record = result.sketch.links[result.link[i]];
        record = sketch.links[i];
        record.from = NodeId{result.node[record.from.value()]};
        record.to = NodeId{result.node[record.to.value()]};
    }
    for (auto& turn : result.sketch.banned) {
        turn = {LinkId{result.link[turn.from.value()]}, LinkId{result.link[turn.to.value()]}};
    }
    return result;
}

}  // namespace

TEST_CASE("Trees follow the stated rule among equal paths, whatever the order of contraction", "[hierarchy_tree]")
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 300; seed < 316; ++seed) {
        // Streets of equal length: almost every pair has many shortest paths.
        auto const network =
            seed % 2 == 0 ? test::grid_sketch(6, 6, 0, seed).build() : test::random_sketch(30, 120, 25, seed).build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        test::ReferenceRouting const reference(network, costs);
        Routing const routing(network, costs);
        std::vector<std::uint32_t> order(routing.graph.state_count());
        std::iota(order.begin(), order.end(), 0U);
        test::Draws draws(seed);
        draws.shuffle(order);
        network::Hierarchy const shuffled(routing.graph, order);
        network::HierarchyCosts const shuffled_costs(shuffled, costs);
        HierarchyTree tree;
        HierarchyTree tree_2;
        for (NodeId const origin : network.nodes()) {
            tree.grow(routing.costs, origin);
            tree_2.grow(shuffled_costs, origin);
            for (NodeId const node : network.nodes()) {
                auto const expected = reference.route(origin, node);
                REQUIRE(path_to(tree, node) == expected);
                REQUIRE(path_to(tree_2, node) == expected);
                ++compared;
            }
        }
    }
    CHECK(compared > 10'000);
}

TEST_CASE("Among equal paths the choice does not depend on the numbering of nodes and links", "[hierarchy_tree]")
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 300; seed < 315; ++seed) {
        // Streets of equal length: almost every pair has many shortest paths.
        auto sketch = seed % 2 == 0 ? test::grid_sketch(7, 7, 0, seed) : test::random_sketch(40, 160, 30, seed);
        auto const other = renumbered(sketch, seed);
        auto const network = sketch.build();
        auto const network_2 = other.sketch.build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        auto const costs_2 = network::free_costs_ms(network_2, VehicleClass::car);
        Routing const routing(network, costs);
        Routing const routing_2(network_2, costs_2);
        HierarchyTree tree;
        HierarchyTree tree_2;
        for (NodeId const origin : network.nodes()) {
            tree.grow(routing.costs, origin);
            tree_2.grow(routing_2.costs, NodeId{other.node[origin.value()]});
            for (NodeId const node : network.nodes()) {
                auto expected = path_to(tree, node);
                for (LinkId& link : expected) link = LinkId{other.link[link.value()]};
                REQUIRE(path_to(tree_2, NodeId{other.node[node.value()]}) == expected);
                ++compared;
            }
        }
    }
    CHECK(compared > 10'000);
}

TEST_CASE("Of parallel links of equal cost the one of least stable id is taken", "[hierarchy_tree]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const first = sketch.one_way(a, b, 100);
    LinkId const second = sketch.one_way(a, b, 100);
    sketch[first].stable_id = 9;
    sketch[second].stable_id = 5;
    auto const network = sketch.build();
    Routing const routing(network, network::free_costs_ms(network, VehicleClass::car));
    HierarchyTree tree;
    tree.grow(routing.costs, a);
    CHECK(path_to(tree, b) == std::vector{second});
}

TEST_CASE("A banned turn leads round the block, also by turning back where that is allowed", "[hierarchy_tree]")
{
    // a - b - c in a row, d beyond b to the side: a -> b -> d is banned.
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    NodeId const c = sketch.node(200, 0);
    NodeId const d = sketch.node(100, 100);
    auto const [ab, ba] = sketch.two_way(a, b, 100);
    auto const [bc, cb] = sketch.two_way(b, c, 100);
    auto const [bd, db] = sketch.two_way(b, d, 100);
    sketch.banned = {{ab, bd}};
    auto costs_and_path = [&](NodeId origin, NodeId destination) {
        auto const network = sketch.build();
        Routing const routing(network, network::free_costs_ms(network, VehicleClass::car));
        HierarchyTree tree;
        tree.grow(routing.costs, origin);
        return std::pair(tree.cost(destination), path_to(tree, destination));
    };
    // 10 m/s: 100 m is 10 s.
    CHECK(costs_and_path(a, d) == std::pair(40'000U, std::vector{ab, bc, cb, bd}));
    CHECK(costs_and_path(b, d) == std::pair(10'000U, std::vector{bd}));  // who starts at b may turn as he likes
    CHECK(costs_and_path(a, b) == std::pair(10'000U, std::vector{ab}));
    sketch.banned.push_back({bc, cb});
    CHECK(costs_and_path(a, d).first == unreachable_cost);
    CHECK(costs_and_path(c, d) == std::pair(20'000U, std::vector{cb, bd}));
    CHECK(ba.valid());
    CHECK(db.valid());
}

TEST_CASE("Links that no user may use are not in the graph, shut ones are not passed", "[hierarchy_tree]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const direct = sketch.one_way(a, b, 100);
    LinkId const longer = sketch.one_way(a, b, 300);
    sketch[direct].access = Access::of(VehicleClass::bus);
    auto const network = sketch.build();
    SearchGraph const graph(network, cars);
    CHECK(graph.arc_count() == 1);
    CHECK(SearchGraph(network, cars.with(Access::of(VehicleClass::bus))).arc_count() == 2);
    Routing routing(network, network::free_costs_ms(network, VehicleClass::car));
    HierarchyTree tree;
    tree.grow(routing.costs, a);
    CHECK(path_to(tree, b) == std::vector{longer});
    routing.costs.customize(std::vector<std::uint32_t>(2, unreachable_cost));
    tree.grow(routing.costs, a);
    CHECK(tree.cost(b) == unreachable_cost);
    CHECK(path_to(tree, b).empty());
    CHECK(tree.cost(a) == 0);
}

TEST_CASE("A tree can be grown again on another graph", "[hierarchy_tree]")
{
    auto const large = test::grid_sketch(12, 12, 50, 3).build();
    auto const small = test::grid_sketch(3, 2, 50, 4).build();
    auto const costs_of = [](auto const& network) { return network::free_costs_ms(network, VehicleClass::car); };
    Routing const large_routing(large, costs_of(large));
    Routing const small_routing(small, costs_of(small));
    HierarchyTree reused;
    reused.grow(large_routing.costs, NodeId{7});
    CHECK(reused.cost(NodeId{143}) != unreachable_cost);
    for (int round = 0; round < 2; ++round) {
        HierarchyTree fresh;
        reused.grow(small_routing.costs, NodeId{5});
        fresh.grow(small_routing.costs, NodeId{5});
        for (NodeId const node : small.nodes()) CHECK(path_to(reused, node) == path_to(fresh, node));
        reused.grow(large_routing.costs, NodeId{100});
        CHECK_FALSE(path_to(reused, NodeId{3}).empty());
    }
}
