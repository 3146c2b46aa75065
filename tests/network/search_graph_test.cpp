#include "network/search_graph.hpp"

#include "network/random_network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::SearchGraph;
using network::VehicleClass;

namespace {

Access const cars = Access::of(VehicleClass::car);

}  // namespace

TEST_CASE("Only in-links with a banned turn have a state of their own", "[search_graph]")
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
