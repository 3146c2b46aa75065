#include "network/route_code.hpp"

#include "network/random_network.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::VehicleClass;

namespace {

// Codes the routes from `origin` to all nodes and compares what is read with the tree's own paths.
void check_round_trip(network::Network const& network, NodeId origin)
{
    network::SearchGraph const graph(network, Access::of(VehicleClass::car));
    network::Hierarchy const hierarchy(graph);
    network::HierarchyCosts const costs(hierarchy, network::free_costs_ms(network, VehicleClass::car));
    network::HierarchyTree tree;
    tree.grow(costs, origin);
    network::RouteCode code;
    std::vector<std::optional<std::uint32_t>> lengths;
    std::size_t visited = 0;
    for (NodeId const node : network.nodes()) {
        lengths.push_back(network::append_route(tree, node, code, [&](LinkId) { ++visited; }));
    }
    network::RouteReader reader(graph, code);
    std::size_t links = 0;
    for (NodeId const node : network.nodes()) {
        std::vector<LinkId> expected;
        bool const found = tree.append_path(node, expected);
        REQUIRE(lengths[node.value()].has_value() == found);
        if (!found) continue;
        std::vector<LinkId> route(*lengths[node.value()]);
        reader.read(origin, route);
        REQUIRE(route == expected);
        links += route.size();
    }
    CHECK(visited == links);
}

}  // namespace

TEST_CASE("Routes come back as they were coded, also through banned turns", "[route_code]")
{
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        auto const network = test::random_sketch(40, 120, 30, seed).build();
        for (int origin = 0; origin < 40; origin += 7) check_round_trip(network, NodeId{origin});
    }
}

TEST_CASE("A node with 1,000 ways on is coded too", "[route_code]")
{
    test::NetworkSketch sketch;
    NodeId const hub = sketch.node(0, 0);
    for (int i = 1; i <= 1000; ++i) sketch.two_way(hub, sketch.node(i, 1), 10 + i);
    check_round_trip(sketch.build(), hub);
    check_round_trip(sketch.build(), NodeId{500});
}
