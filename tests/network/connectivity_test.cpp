#include "network/connectivity.hpp"

#include "network/random_network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::VehicleClass;

namespace {

Access const cars = Access::of(VehicleClass::car);

std::vector<NodeId> nodes(std::vector<int> const& ids)
{
    std::vector<NodeId> result;
    for (int const id : ids) result.emplace_back(id);
    return result;
}

// The lower and the higher end.
std::pair<NodeId, NodeId> ends_of(network::Network const& network, LinkId link)
{
    NodeId const from = network.from(link);
    NodeId const to = network.to(link);
    return {std::min(from, to), std::max(from, to)};
}

// By link access: which nodes can be reached from `start`, forwards or in both directions.
std::vector<bool> reached(network::Network const& network, NodeId start, Access users, bool both_ways,
                          std::pair<NodeId, NodeId> without = {})
{
    std::vector<bool> seen(network.node_count(), false);
    std::vector<NodeId> open{start};
    seen[start.value()] = true;
    auto const visit = [&](LinkId link, NodeId next) {
        bool const lost = ends_of(network, link) == without;
        if (lost || seen[next.value()] || !network.access(link).overlaps(users)) return;
        seen[next.value()] = true;
        open.push_back(next);
    };
    while (!open.empty()) {
        NodeId const node = open.back();
        open.pop_back();
        for (LinkId const link : network.out_links(node)) visit(link, network.to(link));
        if (!both_ways) continue;
        for (LinkId const link : network.in_links(node)) visit(link, network.from(link));
    }
    return seen;
}

std::size_t links_from(network::Network const& network, NodeId from, NodeId to, Access users)
{
    return static_cast<std::size_t>(std::ranges::count_if(network.out_links(from), [&](LinkId link) {
        return network.to(link) == to && network.access(link).overlaps(users);
    }));
}

// The smaller sides of all cuts, by removing each pair's links and searching: sizes, falling.
std::vector<std::size_t> cut_sizes_by_search(network::Network const& network, Access users)
{
    std::vector<std::size_t> sizes;
    for (NodeId const a : network.nodes()) {
        for (NodeId const b : network.nodes()) {
            std::size_t const up = links_from(network, a, b, users);
            std::size_t const down = links_from(network, b, a, users);
            if (b <= a || up > 1 || down > 1 || up + down == 0) continue;
            auto const side = reached(network, a, users, true, {a, b});
            if (side[b.value()]) continue;
            auto const other = reached(network, b, users, true, {a, b});
            sizes.push_back(
                static_cast<std::size_t>(std::min(std::ranges::count(side, true), std::ranges::count(other, true))));
        }
    }
    std::ranges::sort(sizes, std::greater<>{});
    return sizes;
}

}  // namespace

TEST_CASE("Components are numbered by size, then by lowest node", "[connectivity]")
{
    test::NetworkSketch sketch;
    for (int i = 0; i < 7; ++i) sketch.node(i, 0);
    sketch.two_way(NodeId{0}, NodeId{1}, 10);
    sketch.two_way(NodeId{2}, NodeId{5}, 10);
    sketch.two_way(NodeId{3}, NodeId{4}, 10);
    sketch.one_way(NodeId{4}, NodeId{6}, 10);
    sketch.one_way(NodeId{6}, NodeId{3}, 10);
    auto const components = network::strong_components(sketch.build(), cars);
    CHECK(components.sizes == std::vector<std::size_t>{3, 2, 2});
    CHECK(components.of_node.values() == std::vector<std::uint32_t>{1, 1, 2, 0, 0, 2, 0});
}

TEST_CASE("A one-way road does not connect strongly, and a link shut to the users does not count", "[connectivity]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1, 0);
    sketch.one_way(a, b, 10);
    CHECK(network::strong_components(sketch.build(), cars).sizes == std::vector<std::size_t>{1, 1});
    LinkId const back = sketch.one_way(b, a, 10);
    CHECK(network::strong_components(sketch.build(), cars).sizes == std::vector<std::size_t>{2});
    sketch[back].access = Access::walkers();
    CHECK(network::strong_components(sketch.build(), cars).sizes == std::vector<std::size_t>{1, 1});
    CHECK(network::strong_components(sketch.build(), cars.with(Access::walkers())).sizes ==
          std::vector<std::size_t>{2});
}

TEST_CASE("Components are mutual reachability, on random networks", "[connectivity]")
{
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        auto const network = test::random_sketch(30, 45 + seed, 0, seed).build();
        auto const components = network::strong_components(network, cars);
        std::vector<std::vector<bool>> reach;
        for (NodeId const node : network.nodes()) reach.push_back(reached(network, node, cars, false));
        for (NodeId const a : network.nodes()) {
            for (NodeId const b : network.nodes()) {
                bool const mutual = reach[a.value()][b.value()] && reach[b.value()][a.value()];
                REQUIRE((components.of_node[a] == components.of_node[b]) == mutual);
            }
        }
        CHECK(std::ranges::is_sorted(components.sizes, std::greater<>{}));
        CHECK(std::accumulate(components.sizes.begin(), components.sizes.end(), std::size_t{0}) ==
              network.node_count());
    }
}

TEST_CASE("Cut links: two rings joined by a bridge, with a dead end", "[connectivity]")
{
    test::NetworkSketch sketch;
    for (int i = 0; i < 8; ++i) sketch.node(i, 0);
    auto const join = [&](int a, int b) { return sketch.two_way(NodeId{a}, NodeId{b}, 10).first; };
    join(0, 1), join(1, 2), join(2, 0);
    LinkId const bridge = join(2, 3);
    join(3, 4), join(4, 5), join(5, 6), join(6, 3);
    LinkId const dead_end = join(5, 7);
    auto const network = sketch.build();
    auto const cuts = network::cut_links(network, cars, 10);
    REQUIRE(cuts.size() == 2);
    CHECK(cuts[0].link == bridge);
    CHECK(cuts[0].cut_off == nodes({0, 1, 2}));
    CHECK(cuts[1].link == dead_end);
    CHECK(cuts[1].cut_off == nodes({7}));
    CHECK(network::cut_links(network, cars, 1).size() == 1);
    CHECK(network::cut_links(network, cars, 1)[0].link == bridge);
    CHECK(network::cut_links(network, cars, 0).empty());
    CHECK(network::cut_links(network, Access{}, 10).empty());
}

TEST_CASE("Two roads side by side are no cut; a road drawn as two one-ways is one", "[connectivity]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1, 0);
    sketch.one_way(a, b, 10, "northbound");
    sketch.one_way(b, a, 10, "southbound");
    CHECK(network::cut_links(sketch.build(), cars, 10).size() == 1);
    LinkId const third = sketch.one_way(a, b, 10, "old road");
    CHECK(network::cut_links(sketch.build(), cars, 10).empty());
    sketch[third].access = Access::walkers();
    CHECK(network::cut_links(sketch.build(), cars, 10).size() == 1);
}

TEST_CASE("Of equal sides the one behind the link is cut off; ties go by stable id", "[connectivity]")
{
    test::NetworkSketch sketch;
    for (int i = 0; i < 4; ++i) sketch.node(i, 0);
    auto const [forth, back] = sketch.two_way(NodeId{0}, NodeId{1}, 10);
    auto const other = sketch.two_way(NodeId{2}, NodeId{3}, 10).first;
    auto cuts = network::cut_links(sketch.build(), cars, 10);
    REQUIRE(cuts.size() == 2);
    CHECK(cuts[0].link == forth);
    CHECK(cuts[0].cut_off == nodes({1}));
    CHECK(cuts[1].link == other);
    std::swap(sketch[forth].stable_id, sketch[back].stable_id);
    sketch[other].stable_id = 1;
    cuts = network::cut_links(sketch.build(), cars, 10);
    CHECK(cuts[0].link == other);
    CHECK(cuts[1].link == back);
    CHECK(cuts[1].cut_off == nodes({0}));
}

TEST_CASE("Cut links equal a search without each road, on random networks", "[connectivity]")
{
    std::size_t found = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        auto const network = test::random_sketch(25, 26 + seed % 15, 0, seed).build();
        std::vector<std::size_t> sizes;
        for (auto const& cut : network::cut_links(network, cars, 1000)) {
            sizes.push_back(cut.cut_off.size());
            auto const side = reached(network, cut.cut_off.front(), cars, true, ends_of(network, cut.link));
            for (NodeId const node : network.nodes()) {
                REQUIRE(side[node.value()] == std::ranges::binary_search(cut.cut_off, node));
            }
        }
        REQUIRE(sizes == cut_sizes_by_search(network, cars));
        found += sizes.size();
    }
    CHECK(found > 200);
}

TEST_CASE("A chain of 50,000 roads does not exhaust the stack", "[connectivity]")
{
    constexpr std::size_t length = 50'000;
    test::NetworkSketch sketch;
    sketch.node(0, 0);
    for (std::size_t i = 1; i <= length; ++i) {
        sketch.node(static_cast<double>(i), 0);
        sketch.two_way(NodeId{i - 1}, NodeId{i}, 1);
    }
    auto const network = sketch.build();
    CHECK(network::strong_components(network, cars).sizes == std::vector<std::size_t>{length + 1});
    auto const cuts = network::cut_links(network, cars, 3);
    REQUIRE(cuts.size() == 3);
    CHECK(cuts[0].cut_off.size() == length / 2);
    CHECK(cuts[2].cut_off.size() == length / 2 - 1);
}
