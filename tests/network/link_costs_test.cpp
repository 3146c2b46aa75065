#include "network/link_costs.hpp"

#include "core/error.hpp"
#include "network/random_network.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::unreachable_cost;
using network::VehicleClass;

TEST_CASE("Free costs are milliseconds by class, walkers' by length", "[link_costs]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const road = sketch.one_way(a, b, 100);
    LinkId const path = sketch.one_way(a, b, 60);
    LinkId const tiny = sketch.one_way(a, b, 0.001);
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
    CHECK(car[tiny.value()] == 1);
    CHECK(network::cost_ms_of(1e12) == unreachable_cost - 1);
    CHECK_THROWS_AS(network::walk_costs_ms(network, 0), core::InternalFault);
}
