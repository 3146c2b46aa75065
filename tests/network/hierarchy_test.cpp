#include "network/hierarchy.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "network/dissection_order.hpp"
#include "network/hierarchy_query.hpp"
#include "network/hierarchy_tree.hpp"
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
using network::Hierarchy;
using network::HierarchyCosts;
using network::HierarchyQuery;
using network::HierarchyTree;
using network::SearchGraph;
using network::unreachable_cost;
using network::VehicleClass;

namespace {

Access const cars = Access::of(VehicleClass::car);

std::vector<std::uint32_t> shuffled_states(SearchGraph const& graph, std::uint64_t seed)
{
    std::vector<std::uint32_t> order(graph.state_count());
    std::iota(order.begin(), order.end(), 0U);
    test::Draws draws(seed);
    draws.shuffle(order);
    return order;
}

// Costs from 1 ms to days; every tenth link is shut.
std::vector<std::uint32_t> random_costs(std::size_t links, std::uint64_t seed)
{
    test::Draws draws(seed);
    std::vector<std::uint32_t> costs(links);
    for (auto& cost : costs) {
        cost = static_cast<std::uint32_t>(1 + draws.below(1ULL << (1 + draws.below(25))));
        if (draws.below(10) == 0) cost = unreachable_cost;
    }
    return costs;
}

std::vector<LinkId> path_to(HierarchyTree& tree, NodeId node)
{
    std::vector<LinkId> path;
    tree.append_path(node, path);
    return path;
}

}  // namespace

TEST_CASE("Hierarchies equal Boost.Graph's Dijkstra on random networks with banned turns", "[hierarchy]")
{
    std::size_t pairs = 0;
    std::size_t reached = 0;
    HierarchyQuery query;
    HierarchyTree tree;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        auto const network = test::random_sketch(40, 90 + seed % 50, seed % 3 * 25, seed).build();
        auto const costs = network::free_costs_ms(network, VehicleClass::car);
        test::ReferenceRouting const reference(network, costs);
        SearchGraph const graph(network, cars);
        Hierarchy const hierarchy(graph);
        HierarchyCosts const metric(hierarchy, costs);
        for (NodeId const origin : network.nodes()) {
            auto const expected = reference.costs_from(origin);
            tree.grow(metric, origin);
            for (NodeId const node : network.nodes()) {
                ++pairs;
                REQUIRE(query.cost(metric, origin, node) == expected[node.value()]);
                REQUIRE(tree.cost(node) == expected[node.value()]);
                std::vector<LinkId> path;
                REQUIRE(tree.append_path(node, path) == (expected[node.value()] != unreachable_cost));
                if (expected[node.value()] == unreachable_cost) {
                    REQUIRE(path.empty());
                    continue;
                }
                ++reached;
                REQUIRE(test::checked_cost(network, path, origin, node, costs) == expected[node.value()]);
            }
        }
    }
    CHECK(pairs == 96'000);
    CHECK(reached > 50'000);
}

TEST_CASE("A hierarchy takes new costs as often as they change", "[hierarchy]")
{
    HierarchyQuery query;
    for (std::uint64_t seed = 100; seed < 110; ++seed) {
        auto const network = test::random_sketch(50, 160, 20, seed).build();
        SearchGraph const graph(network, test::everybody);
        Hierarchy const hierarchy(graph);
        HierarchyCosts metric(hierarchy);
        CHECK(query.cost(metric, NodeId{0}, NodeId{1}) == unreachable_cost);  // shut until it has costs
        for (std::uint64_t round = 0; round < 3; ++round) {
            auto const costs = random_costs(network.link_count(), 10 * seed + round);
            metric.customize(costs);
            test::ReferenceRouting const reference(network, costs);
            for (NodeId const origin : network.nodes()) {
                auto const expected = reference.costs_from(origin);
                for (NodeId const node : network.nodes())
                    REQUIRE(query.cost(metric, origin, node) == expected[node.value()]);
            }
        }
    }
}

TEST_CASE("Customisation gives the same bits on any number of threads", "[hierarchy]")
{
    auto const network = test::grid_sketch(40, 40, 60, 5).build();
    auto const costs = random_costs(network.link_count(), 6);
    SearchGraph const graph(network, cars);
    Hierarchy const hierarchy(graph);
    std::uint64_t first = 0;
    for (int const threads : {1, 2, 3, 4}) {
        core::ThreadLimit const limit(threads);
        HierarchyCosts const metric(hierarchy, costs);
        core::Digest digest;
        digest.add(metric.upward());
        digest.add(metric.downward());
        if (threads == 1) first = digest.value();
        CHECK(digest.value() == first);
    }
}

TEST_CASE("The elimination tree holds all higher neighbours, and subtrees are ranges", "[hierarchy]")
{
    auto const network = test::random_sketch(80, 200, 40, 9).build();
    SearchGraph const graph(network, cars);
    Hierarchy const hierarchy(graph, shuffled_states(graph, 3));
    std::vector<std::uint32_t> size(hierarchy.vertex_count(), 1);
    for (std::uint32_t v = 0; v < hierarchy.vertex_count(); ++v) {
        std::uint32_t const parent = hierarchy.parent(v);
        REQUIRE(hierarchy.vertex_of(hierarchy.state_of(v)) == v);
        auto const heads =
            hierarchy.heads().subspan(hierarchy.first_edge(v), hierarchy.first_edge(v + 1) - hierarchy.first_edge(v));
        REQUIRE(std::ranges::is_sorted(heads, std::less_equal{}));
        if (parent == Hierarchy::none) {
            REQUIRE(heads.empty());
            continue;
        }
        REQUIRE(heads.front() == parent);
        REQUIRE(parent > v);
        size[parent] += size[v];
        for (std::uint32_t const head : heads.subspan(1)) {
            auto const above = hierarchy.heads().subspan(
                hierarchy.first_edge(parent), hierarchy.first_edge(parent + 1) - hierarchy.first_edge(parent));
            REQUIRE(std::ranges::binary_search(above, head));
        }
    }
    for (std::uint32_t v = 0; v < hierarchy.vertex_count(); ++v) {
        for (std::uint32_t u = v + 1 - size[v]; u < v; ++u) REQUIRE(hierarchy.parent(u) <= v);
    }
}

TEST_CASE("Many parallel links are one edge, and the one of least rank among the best is taken", "[hierarchy]")
{
    constexpr std::size_t links = 1'000'000;
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    sketch.links.reserve(links);
    for (std::size_t i = 0; i < links; ++i) sketch.one_way(a, b, 100, "w");
    auto const network = sketch.build();
    SearchGraph const graph(network, cars);
    Hierarchy const hierarchy(graph);
    CHECK(hierarchy.edge_count() == 1);
    std::vector<std::uint32_t> costs(links, 10);
    costs[777'777] = costs[888'888] = 9;
    HierarchyCosts const metric(hierarchy, costs);
    HierarchyQuery query;
    HierarchyTree tree;
    tree.grow(metric, a);
    CHECK(query.cost(metric, a, b) == 9);
    CHECK(query.cost(metric, b, a) == unreachable_cost);
    CHECK(path_to(tree, b) == std::vector{LinkId{777'777}});
}

TEST_CASE("Loops, isolated nodes and empty networks have their hierarchies", "[hierarchy]")
{
    test::NetworkSketch sketch;
    HierarchyQuery query;
    HierarchyTree tree;
    auto const costs_of = [](auto const& network) { return network::free_costs_ms(network, VehicleClass::car); };
    {
        auto const network = sketch.build();
        SearchGraph const graph(network, cars);
        Hierarchy const hierarchy(graph);
        HierarchyCosts const metric(hierarchy, costs_of(network));
        CHECK(hierarchy.vertex_count() == 0);
        CHECK_THROWS_WITH(query.cost(metric, NodeId{0}, NodeId{0}), "a way starts at a known node");
        CHECK_THROWS_WITH(tree.grow(metric, NodeId{0}), "distances are asked of a known node");
    }
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    NodeId const alone = sketch.node(500, 500);
    sketch.one_way(a, a, 50);
    LinkId const ab = sketch.one_way(a, b, 100);
    sketch.one_way(b, b, 20);
    auto const network = sketch.build();
    SearchGraph const graph(network, cars);
    Hierarchy const hierarchy(graph);
    HierarchyCosts const metric(hierarchy, costs_of(network));
    CHECK(query.cost(metric, a, b) == 10'000);
    CHECK(query.cost(metric, a, a) == 0);
    CHECK(query.cost(metric, b, a) == unreachable_cost);
    CHECK(query.cost(metric, a, alone) == unreachable_cost);
    CHECK(query.cost(metric, alone, alone) == 0);
    tree.grow(metric, a);
    CHECK(path_to(tree, b) == std::vector{ab});
    CHECK(path_to(tree, a).empty());
    CHECK(path_to(tree, alone).empty());
    CHECK(tree.cost(alone) == unreachable_cost);
}

TEST_CASE("Ways of more than 32 bits of milliseconds count as unreachable", "[hierarchy]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    NodeId const c = sketch.node(200, 0);
    sketch.one_way(a, b, 100);
    sketch.one_way(b, c, 100);
    auto const network = sketch.build();
    SearchGraph const graph(network, cars);
    Hierarchy const hierarchy(graph);
    HierarchyCosts metric(hierarchy);
    HierarchyQuery query;
    HierarchyTree tree;
    auto const cost_to_c = [&](std::uint32_t first, std::uint32_t second) {
        metric.customize(std::vector{first, second});
        tree.grow(metric, a);
        CHECK(tree.cost(c) == query.cost(metric, a, c));
        return tree.cost(c);
    };
    CHECK(cost_to_c(1, UINT32_MAX - 2) == UINT32_MAX - 1);
    CHECK(cost_to_c(2, UINT32_MAX - 2) == unreachable_cost);
    CHECK(cost_to_c(UINT32_MAX - 1, UINT32_MAX - 1) == unreachable_cost);
    CHECK(cost_to_c(UINT32_MAX, 1) == unreachable_cost);
}

TEST_CASE("A hierarchy refuses costs of 0, wrong numbers of costs and orders that leave states out", "[hierarchy]")
{
    auto const network = test::grid_sketch(2, 2, 0, 1).build();
    SearchGraph const graph(network, cars);
    Hierarchy const hierarchy(graph);
    HierarchyCosts metric(hierarchy);
    std::vector<std::uint32_t> costs(network.link_count(), 1);
    costs[3] = 0;
    CHECK_THROWS_WITH(metric.customize(costs), "a hierarchy needs costs above 0 ms: link 3 has 0");
    costs.pop_back();
    CHECK_THROWS_WITH(metric.customize(costs), "a hierarchy of 8 links cannot take 7 costs");
    CHECK_THROWS_WITH(Hierarchy(graph, std::vector<std::uint32_t>{0, 1, 2}),
                      "a hierarchy needs an order of all states");
    CHECK_THROWS_WITH(Hierarchy(graph, std::vector<std::uint32_t>{0, 1, 2, 2}),
                      "the order of a hierarchy must name each state once");
    CHECK_THROWS_WITH(Hierarchy(graph, std::vector<std::uint32_t>{0, 1, 2, 4}),
                      "the order of a hierarchy must name each state once");
    HierarchyQuery query;
    CHECK_THROWS_WITH(query.cost(metric, NodeId{0}, NodeId{4}), "a way ends at a known node");
    CHECK_THROWS_WITH(query.cost(metric, NodeId{}, NodeId{0}), "a way starts at a known node");
}

TEST_CASE("The dissection order names every vertex once and puts separators last", "[hierarchy]")
{
    // Two fans of 300 vertices that meet in vertex 600 alone.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges{{7, 7}, {600, 3}};
    for (std::uint32_t v = 0; v < 300; ++v) {
        edges.emplace_back(v, 600);
        edges.emplace_back(600, 300 + v);
        if (v > 0) edges.emplace_back(v - 1, v);
        if (v > 0) edges.emplace_back(300 + v, 299 + v);
    }
    auto order = network::dissection_order(602, edges);
    auto const place = std::ranges::find(order, 600U) - order.begin();
    CHECK(place > 580);
    std::ranges::sort(order);
    std::vector<std::uint32_t> all(602);
    std::iota(all.begin(), all.end(), 0U);
    CHECK(order == all);
    CHECK(network::dissection_order(0, {}).empty());
    CHECK(network::dissection_order(2, {}) == std::vector<std::uint32_t>{0, 1});
    std::vector<std::pair<std::uint32_t, std::uint32_t>> const bad{{0, 2}};
    CHECK_THROWS_WITH(network::dissection_order(2, bad), "an edge to order names no vertex");
}
