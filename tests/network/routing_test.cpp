#include "network/routing.hpp"

#include "core/error.hpp"
#include "network/random_network.hpp"
#include "network/reference_routing.hpp"
#include "network/route_checks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::SearchGraph;
using network::ShortestPathTree;
using network::unreachable_cost;
using network::VehicleClass;

namespace {

Access const cars = Access::of(VehicleClass::car);

std::vector<LinkId> path_to(SearchGraph const& graph, ShortestPathTree const& tree, NodeId node)
{
    std::vector<LinkId> path;
    tree.append_path(graph, node, path);
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
    Renumbered result{sketch, shuffled(sketch.nodes.size(), draws),
                      shuffled(sketch.links.size(), draws)};
    for (std::size_t i = 0; i < sketch.nodes.size(); ++i)
        result.sketch.nodes[result.node[i]] = sketch.nodes[i];
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

TEST_CASE("Trees equal Boost.Graph's Dijkstra on random networks with banned turns", "[routing]")
{
    std::size_t pairs = 0;
    std::size_t reached = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        auto const network = test::random_sketch(40, 90 + seed % 50, seed % 3 * 25, seed).build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        test::ReferenceRouting const reference(network, costs);
        SearchGraph const graph(network, cars);
        ShortestPathTree tree;
        for (NodeId const origin : network.nodes()) {
            auto const expected = reference.costs_from(origin);
            tree.grow(graph, costs, origin);
            for (NodeId const node : network.nodes()) {
                ++pairs;
                REQUIRE(tree.cost(graph, node) == expected[node.value()]);
                std::vector<LinkId> path;
                REQUIRE(tree.append_path(graph, node, path) ==
                        (expected[node.value()] != unreachable_cost));
                if (expected[node.value()] == unreachable_cost) {
                    REQUIRE(path.empty());
                    continue;
                }
                ++reached;
                REQUIRE(test::checked_cost(network, path, origin, node, costs) ==
                        expected[node.value()]);
            }
        }
    }
    CHECK(pairs == 96'000);
    CHECK(reached > 50'000);
}

TEST_CASE("Trees equal Dijkstra when costs range from 1 ms to days", "[routing]")
{
    for (std::uint64_t seed = 100; seed < 130; ++seed) {
        auto const network = test::random_sketch(50, 160, 20, seed).build();
        test::Draws draws(seed);
        std::vector<std::uint32_t> costs(network.link_count());
        for (auto& cost : costs)
            cost = static_cast<std::uint32_t>(1 + draws.below(1ULL << (1 + draws.below(25))));
        test::ReferenceRouting const reference(network, costs);
        SearchGraph const graph(network, test::everybody);
        ShortestPathTree tree;
        for (NodeId const origin : network.nodes()) {
            auto const expected = reference.costs_from(origin);
            tree.grow(graph, costs, origin);
            for (NodeId const node : network.nodes())
                REQUIRE(tree.cost(graph, node) == expected[node.value()]);
        }
    }
}

TEST_CASE("A search that stops at its targets finds the same costs and paths", "[routing]")
{
    for (std::uint64_t seed = 200; seed < 220; ++seed) {
        auto const network = test::random_sketch(60, 200, 30, seed).build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        SearchGraph const graph(network, cars);
        network::CostedGraph const costed(graph, costs);
        ShortestPathTree whole;
        ShortestPathTree pruned;
        test::Draws draws(seed);
        for (NodeId const origin : network.nodes()) {
            std::vector<NodeId> targets(1 + draws.below(4));
            for (NodeId& target : targets) target = NodeId{draws.below(network.node_count())};
            whole.grow(costed, origin);
            pruned.grow(costed, origin, targets);
            for (NodeId const target : targets) {
                REQUIRE(pruned.cost(graph, target) == whole.cost(graph, target));
                REQUIRE(path_to(graph, pruned, target) == path_to(graph, whole, target));
            }
        }
    }
}

TEST_CASE("Among equal paths the choice does not depend on the numbering of nodes and links",
          "[routing]")
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 300; seed < 315; ++seed) {
        // Streets of equal length: almost every pair has many shortest paths.
        auto sketch = seed % 2 == 0 ? test::grid_sketch(7, 7, 0, seed)
                                    : test::random_sketch(40, 160, 30, seed);
        auto const other = renumbered(sketch, seed);
        auto const network = sketch.build();
        auto const network_2 = other.sketch.build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        auto const costs_2 = network::free_costs_ms(network_2, VehicleClass::car);
        SearchGraph const graph(network, cars);
        SearchGraph const graph_2(network_2, cars);
        ShortestPathTree tree;
        ShortestPathTree tree_2;
        for (NodeId const origin : network.nodes()) {
            tree.grow(graph, costs, origin);
            tree_2.grow(graph_2, costs_2, NodeId{other.node[origin.value()]});
            for (NodeId const node : network.nodes()) {
                auto expected = path_to(graph, tree, node);
                for (LinkId& link : expected) link = LinkId{other.link[link.value()]};
                REQUIRE(path_to(graph_2, tree_2, NodeId{other.node[node.value()]}) == expected);
                ++compared;
            }
        }
    }
    CHECK(compared > 10'000);
}

TEST_CASE("Of parallel links of equal cost the one of least stable id is taken", "[routing]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const first = sketch.one_way(a, b, 100);
    LinkId const second = sketch.one_way(a, b, 100);
    sketch[first].stable_id = 9;
    sketch[second].stable_id = 5;
    auto const network = sketch.build();
    SearchGraph const graph(network, cars);
    ShortestPathTree tree;
    tree.grow(graph, network::free_costs_ms(network, VehicleClass::car), a);
    CHECK(path_to(graph, tree, b) == std::vector{second});
}

TEST_CASE("A banned turn leads round the block, also by turning back where that is allowed",
          "[routing]")
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
        SearchGraph const graph(network, cars);
        ShortestPathTree tree;
        tree.grow(graph, network::free_costs_ms(network, VehicleClass::car), origin);
        return std::pair(tree.cost(graph, destination), path_to(graph, tree, destination));
    };
    // 10 m/s: 100 m is 10 s.
    CHECK(costs_and_path(a, d) == std::pair(40'000U, std::vector{ab, bc, cb, bd}));
    CHECK(costs_and_path(b, d) ==
          std::pair(10'000U, std::vector{bd}));  // who starts at b may turn as he likes
    CHECK(costs_and_path(a, b) == std::pair(10'000U, std::vector{ab}));
    sketch.banned.push_back({bc, cb});
    CHECK(costs_and_path(a, d).first == unreachable_cost);
    CHECK(costs_and_path(c, d) == std::pair(20'000U, std::vector{cb, bd}));
    CHECK(ba.valid());
    CHECK(db.valid());
}

TEST_CASE("Only in-links with a banned turn have a state of their own", "[routing]")
{
    auto sketch = test::grid_sketch(3, 3, 0, 1);
    CHECK(SearchGraph(sketch.build(), cars).state_count() == 9);
    auto const network = sketch.build();
    NodeId const middle{4};
    LinkId const in = network.in_links(middle)[0];
    sketch.banned = {{in, network.out_links(middle)[0]}, {in, network.out_links(middle)[1]}};
    auto const banned = sketch.build();
    SearchGraph const graph(banned, cars);
    CHECK(graph.state_count() == 10);
    CHECK(std::ranges::distance(graph.states_of(middle)) == 2);
    CHECK(std::ranges::distance(graph.states_of(NodeId{0})) == 1);
    CHECK(graph.arc_count() == banned.link_count() + 2);  // four ways on, two of them banned
    CHECK(graph.start_state(middle) == *graph.states_of(middle).begin());
}

TEST_CASE("Links that no user may use are not in the graph, shut ones are not passed", "[routing]")
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
    ShortestPathTree tree;
    tree.grow(graph, network::free_costs_ms(network, VehicleClass::car), a);
    CHECK(path_to(graph, tree, b) == std::vector{longer});
    tree.grow(graph, std::vector<std::uint32_t>(2, unreachable_cost), a);
    CHECK(tree.cost(graph, b) == unreachable_cost);
    CHECK(path_to(graph, tree, b).empty());
    CHECK(tree.cost(graph, a) == 0);
}

TEST_CASE("A tree can be grown again on another graph", "[routing]")
{
    auto const large = test::grid_sketch(12, 12, 50, 3).build();
    auto const small = test::grid_sketch(3, 2, 50, 4).build();
    auto const costs_of = [](auto const& network) {
        return network::free_costs_ms(network, VehicleClass::car);
    };
    SearchGraph const large_graph(large, cars);
    SearchGraph const small_graph(small, cars);
    ShortestPathTree reused;
    reused.grow(large_graph, costs_of(large), NodeId{7}, std::vector{NodeId{8}});  // stops early
    for (int round = 0; round < 2; ++round) {
        ShortestPathTree fresh;
        reused.grow(small_graph, costs_of(small), NodeId{5});
        fresh.grow(small_graph, costs_of(small), NodeId{5});
        for (NodeId const node : small.nodes()) {
            CHECK(path_to(small_graph, reused, node) == path_to(small_graph, fresh, node));
        }
        reused.grow(large_graph, costs_of(large), NodeId{100}, std::vector{NodeId{3}, NodeId{101}});
    }
}

TEST_CASE("Free costs are milliseconds by class, walkers' by length", "[routing]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const road = sketch.one_way(a, b, 100);
    LinkId const path = sketch.one_way(a, b, 60);
    LinkId const stub = sketch.one_way(a, b, 0.001);
    sketch[road].speed_limit_kmh = 72;
    sketch[road].access = Access::all_vehicles();
    sketch[path].access = Access::walkers();
    auto const network = sketch.build();
    auto const car = network::free_costs_ms(network, VehicleClass::car);
    auto const bicycle = network::free_costs_ms(network, VehicleClass::bicycle);
    auto const walker = network::walk_costs_ms(network, 1.2);
    CHECK(car[road.value()] == 5'000);
    CHECK(bicycle[road.value()] == 25'714);
    CHECK(walker[road.value()] == unreachable_cost);
    CHECK(car[path.value()] == unreachable_cost);
    CHECK(walker[path.value()] == 50'000);
    CHECK(car[stub.value()] == 1);
    CHECK(network::cost_ms_of(1e12) == unreachable_cost - 1);
    CHECK_THROWS_AS(network::walk_costs_ms(network, 0), core::InternalFault);
}

TEST_CASE("A search refuses costs of 0 and unknown origins", "[routing]")
{
    auto const network = test::grid_sketch(2, 2, 0, 1).build();
    SearchGraph const graph(network, cars);
    ShortestPathTree tree;
    std::vector<std::uint32_t> costs(network.link_count(), 1);
    costs[3] = 0;
    CHECK_THROWS_WITH(tree.grow(graph, costs, NodeId{0}), "a search needs costs above 0");
    costs[3] = 1;
    CHECK_THROWS_WITH(tree.grow(graph, costs, NodeId{4}), "a tree grows from a known node");
    CHECK_THROWS_WITH(tree.grow(graph, costs, NodeId{}), "a tree grows from a known node");
}
