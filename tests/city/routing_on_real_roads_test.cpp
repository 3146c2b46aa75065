#include "city/built_town.hpp"
#include "network/hierarchy_query.hpp"
#include "network/hierarchy_tree.hpp"
#include "network/random_network.hpp"
#include "network/reference_routing.hpp"
#include "network/route_checks.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <optional>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::VehicleClass;

namespace {

// Costs of `origins` x `of_origin` random pairs by the hierarchy and by Boost.Graph, and every tenth route, for one
// class of vehicles.
void compare_with_reference(network::Network const& network, VehicleClass vehicle, int origins, int of_origin)
{
    auto const costs = network::free_costs_ms(network, vehicle);
    test::ReferenceRouting const reference(network, costs);
    network::SearchGraph const graph(network, network::Access::of(vehicle));
    network::Hierarchy const hierarchy(graph);
    network::HierarchyCosts const metric(hierarchy, costs);
    network::HierarchyQuery query;
    network::HierarchyTree tree;
    test::Draws draws(static_cast<std::uint64_t>(vehicle));
    for (int i = 0; i < origins; ++i) {
        NodeId const from{draws.below(network.node_count())};
        auto const expected = reference.costs_from(from);
        tree.grow(metric, from);
        for (int j = 0; j < of_origin; ++j) {
            NodeId const to{draws.below(network.node_count())};
            std::uint32_t const cost = query.cost(metric, from, to);
            if (cost != expected[to.value()]) FAIL(from.value() << " to " << to.value() << ": " << cost);
            if (j % 10 != 0 || cost == network::unreachable_cost) continue;
            std::vector<LinkId> route;
            REQUIRE(tree.append_path(to, route));
            REQUIRE(test::checked_cost(network, route, from, to, costs) == cost);
        }
    }
}

std::optional<network::Network> halong_network()
{
    auto const map = test::test_data_or_skip("halong/transport_2021.osm.pbf");
    if (!map) return std::nullopt;
    return test::build_file(*map, "EPSG:5899").network;
}

}  // namespace

TEST_CASE("Hạ Long: hierarchies of three classes equal Boost.Graph's Dijkstra on 6,000 pairs")
{
    auto const network = halong_network();
    if (!network) return;
    for (auto const vehicle : {VehicleClass::motorbike, VehicleClass::car, VehicleClass::lorry})
        compare_with_reference(*network, vehicle, 10, 200);
}

TEST_CASE("Hạ Long: hierarchies of all classes equal Boost.Graph's Dijkstra on 1,050,000 pairs", "[slow]")
{
    auto const network = halong_network();
    if (!network) return;
    for (int vehicle = 0; vehicle < network::vehicle_class_count; ++vehicle)
        compare_with_reference(*network, static_cast<VehicleClass>(vehicle), 150, 1000);
}

TEST_CASE("Hà Nội: hierarchies keep real turn restrictions: equal to Boost.Graph's Dijkstra on 10,000 pairs")
{
    auto const map = test::test_data_or_skip("osm/hanoi_badinh.osm");
    if (!map) return;
    auto const built = test::build_file(*map, "EPSG:32648");
    REQUIRE_FALSE(built.network.banned_turns().empty());
    compare_with_reference(built.network, VehicleClass::car, 50, 200);
}
