#include "network/network.hpp"

#include "core/error.hpp"
#include "network/random_network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::VehicleClass;

namespace {

std::vector<LinkId> list(std::span<LinkId const> links) { return {links.begin(), links.end()}; }

// Two nodes and one link between them.
test::NetworkSketch one_link()
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    sketch.one_way(a, sketch.node(100, 0), 100);
    return sketch;
}

}  // namespace

TEST_CASE("An empty network has neither nodes nor links", "[network]")
{
    network::Network const empty;
    CHECK(empty.node_count() == 0);
    CHECK(empty.link_count() == 0);
    network::Network const built({}, {}, {});
    CHECK(built.node_count() == 0);
}

TEST_CASE("Links of a node come in the order of ids", "[network]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1, 0);
    NodeId const c = sketch.node(2, 0);
    auto const [ab, ba] = sketch.two_way(a, b, 10);
    auto const [cb, bc] = sketch.two_way(c, b, 10);
    LinkId const ac = sketch.one_way(a, c, 25);
    LinkId const loop = sketch.one_way(b, b, 5);
    auto const network = sketch.build();
    CHECK(list(network.out_links(a)) == std::vector{ab, ac});
    CHECK(list(network.in_links(a)) == std::vector{ba});
    CHECK(list(network.out_links(b)) == std::vector{ba, bc, loop});
    CHECK(list(network.in_links(b)) == std::vector{ab, cb, loop});
    CHECK(list(network.in_links(c)) == std::vector{bc, ac});
    CHECK(network.from(ac) == a);
    CHECK(network.to(ac) == c);
}

TEST_CASE("Every link is once an out-link and once an in-link, on random networks", "[network]")
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto const network = test::random_sketch(30, 100, 10, seed).build();
        std::vector<int> seen(network.link_count(), 0);
        for (NodeId const node : network.nodes()) {
            auto const out = network.out_links(node);
            CHECK(std::is_sorted(out.begin(), out.end()));
            for (LinkId const link : out) {
                CHECK(network.from(link) == node);
                ++seen[link.value()];
            }
            for (LinkId const link : network.in_links(node)) {
                CHECK(network.to(link) == node);
                ++seen[link.value()];
            }
        }
        CHECK(std::ranges::all_of(seen, [](int times) { return times == 2; }));
    }
}

TEST_CASE("A record comes back as it went in", "[network]")
{
    auto sketch = one_link();
    network::LinkRecord& link = sketch.links[0];
    link.name = "Hạ Long";
    link.way_id = "osm/way/7";
    link.road_class = network::RoadClass::secondary;
    link.length_m = 123.25;
    link.width_m = 7.5;
    link.lanes = 2;
    link.speed_limit_kmh = 45;
    link.access = Access::of(VehicleClass::bus);
    link.bridge = true;
    link.shape = {{0, 0}, {50, 5}, {100, 0}};
    sketch.nodes[1].signal = true;
    auto const network = sketch.build();
    auto const copy = network.record(LinkId{0});
    CHECK(copy.from == link.from);
    CHECK(copy.to == link.to);
    CHECK(copy.stable_id == link.stable_id);
    CHECK(copy.name == "Hạ Long");
    CHECK(copy.way_id == "osm/way/7");
    CHECK(copy.road_class == network::RoadClass::secondary);
    CHECK(copy.length_m == 123.25);
    CHECK(copy.width_m == 7.5);
    CHECK(copy.lanes == 2);
    CHECK(copy.speed_limit_kmh == 45);
    CHECK(copy.access == link.access);
    CHECK(copy.bridge);
    CHECK(copy.shape == link.shape);
    CHECK_FALSE(network.record(NodeId{0}).signal);
    CHECK(network.record(NodeId{1}).signal);
    CHECK(network.record(NodeId{1}).stable_id == sketch.nodes[1].stable_id);
    CHECK(network.record(NodeId{1}).position == geo::PointMetric{100, 0});
    CHECK(network.supply(LinkId{0}).capacity_pcu_per_h ==
          network::supply_of(7.5, 45, network::RoadClass::secondary).capacity_pcu_per_h);
}

TEST_CASE("The two directions of a stretch know each other; one-way roads know none", "[network]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    auto const [there, back] = sketch.two_way(a, b, 100);
    LinkId const one_way = sketch.one_way(a, b, 100, "other");
    LinkId const unrelated = sketch.one_way(b, a, 100, "third");  // the same line, another way
    auto const network = sketch.build();
    CHECK(network.reverse(there) == back);
    CHECK(network.reverse(back) == there);
    CHECK_FALSE(network.reverse(one_way).valid());
    CHECK_FALSE(network.reverse(unrelated).valid());
}

TEST_CASE("Two stretches of one way between the same nodes are told apart by their lines", "[network]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const north = sketch.one_way(a, b, 120, "ring");
    LinkId const south = sketch.one_way(a, b, 120, "ring");
    LinkId const south_back = sketch.one_way(b, a, 120, "ring");
    LinkId const north_back = sketch.one_way(b, a, 120, "ring");
    sketch[north].shape = {{0, 0}, {50, 30}, {100, 0}};
    sketch[north_back].shape = {{100, 0}, {50, 30}, {0, 0}};
    sketch[south].shape = {{0, 0}, {50, -30}, {100, 0}};
    sketch[south_back].shape = {{100, 0}, {50, -30}, {0, 0}};
    auto const network = sketch.build();
    CHECK(network.reverse(north) == north_back);
    CHECK(network.reverse(south) == south_back);
}

TEST_CASE("Directions drawn apart are paired by length", "[network]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    LinkId const there = sketch.one_way(a, b, 100, "w");
    LinkId const longer = sketch.one_way(b, a, 130, "w");
    LinkId const back = sketch.one_way(b, a, 100.005, "w");
    sketch[longer].shape = {{100, 0}, {50, 40}, {0, 0}};
    sketch[back].shape = {{100, 0}, {50, 0.1}, {0, 0}};
    auto const network = sketch.build();
    CHECK(network.reverse(there) == back);
    CHECK_FALSE(network.reverse(longer).valid());
}

TEST_CASE("Free speed is the lower of the limit and the vehicle's own", "[network]")
{
    auto sketch = one_link();
    sketch.links[0].speed_limit_kmh = 72;
    auto const network = sketch.build();
    CHECK(network.free_speed_mps(LinkId{0}, VehicleClass::car) == Approx(20));
    CHECK(network.free_speed_mps(LinkId{0}, VehicleClass::motorbike) ==
          Approx(network::info(VehicleClass::motorbike).speed_limit_kmh / 3.6));
    CHECK(network.free_speed_mps(LinkId{0}, VehicleClass::bicycle) == Approx(14 / 3.6));
}

TEST_CASE("Banned turns are kept once, and known by link and by node", "[network]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1, 0);
    NodeId const c = sketch.node(2, 0);
    LinkId const ab = sketch.one_way(a, b, 10);
    LinkId const bc = sketch.one_way(b, c, 10);
    LinkId const ba = sketch.one_way(b, a, 10);
    sketch.banned = {{ab, ba}, {ab, bc}, {ab, ba}};
    auto const network = sketch.build();
    CHECK(network.banned_turns() == std::vector<network::BannedTurn>{{ab, bc}, {ab, ba}});
    CHECK(network.is_banned(ab, bc));
    CHECK(network.is_banned(ab, ba));
    CHECK_FALSE(network.is_banned(ba, ab));
    CHECK(network.has_banned_turn(b));
    CHECK_FALSE(network.has_banned_turn(a));
}

TEST_CASE("A broken record is refused", "[network]")
{
    auto const build_with = [](auto const& change) {
        auto sketch = one_link();
        change(sketch);
        return sketch.build();
    };
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const infinite = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH(build_with([](auto& s) { s.links[0].to = NodeId{7}; }), "link ends at no node");
    CHECK_THROWS_WITH(build_with([](auto& s) { s.links[0].from = NodeId{}; }), "link starts at no node");
    for (double const bad : {0.0, -1.0, nan, infinite}) {
        CHECK_THROWS_WITH(build_with([&](auto& s) { s.links[0].length_m = bad; }), "length of link must be positive");
        CHECK_THROWS_WITH(build_with([&](auto& s) { s.links[0].width_m = bad; }), "width of link must be positive");
        CHECK_THROWS_WITH(build_with([&](auto& s) { s.links[0].speed_limit_kmh = bad; }),
                          "speed limit of link must be positive");
    }
    CHECK_THROWS_WITH(build_with([](auto& s) { s.links[0].lanes = 0; }), "link must have a lane");
    CHECK_THROWS_WITH(build_with([](auto& s) { s.links[0].shape.resize(1); }),
                      "shape of link must have two points or more");
    CHECK_THROWS_WITH(build_with([](auto& s) {
                          s.banned = {{LinkId{0}, LinkId{0}}};
                      }),
                      "banned turn joins links that do not meet");
    CHECK_THROWS_WITH(build_with([](auto& s) { s.banned = {{LinkId{0}, LinkId{9}}}; }), "banned turn names no link");
}

TEST_CASE("Options change width, access and speed of one link only", "[network]")
{
    auto const base = test::grid_sketch(3, 3, 0, 1).build();
    auto changed = base;
    LinkId const link{4};
    changed.set_width(link, 9.5, 3);
    changed.set_access(link, Access::walkers());
    changed.set_speed_limit(link, 20);
    for (LinkId const other : base.links()) {
        if (other == link) continue;
        CHECK(changed.width_m(other) == base.width_m(other));
        CHECK(changed.access(other) == base.access(other));
        CHECK(changed.speed_limit_kmh(other) == base.speed_limit_kmh(other));
    }
    CHECK(changed.width_m(link) == 9.5);
    CHECK(changed.lanes(link) == 3);
    CHECK(changed.access(link) == Access::walkers());
    CHECK(changed.speed_limit_kmh(link) == 20);
    CHECK_THROWS_AS(changed.set_width(link, 0, 1), core::InternalFault);
    CHECK_THROWS_AS(changed.set_width(link, 3, 0), core::InternalFault);
    CHECK_THROWS_AS(changed.set_speed_limit(link, -5), core::InternalFault);
}

TEST_CASE("Signal plans are kept by node and start, and give their node a signal", "[network]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1, 0);
    NodeId const c = sketch.node(2, 0);
    LinkId const ab = sketch.one_way(a, b, 10);
    LinkId const bc = sketch.one_way(b, c, 10);
    auto network = sketch.build();
    CHECK_FALSE(network.has_signal(b));

    network::SignalPlan night;
    night.node = b;
    night.to_ms = 6 * core::ms_per_hour;
    night.cycle_ms = 60'000;
    // the last green ends ten seconds into the next cycle
    night.turns = {{ab, bc, {{10'000, 15'000}, {30'000, 40'000}}, false}};
    network::SignalPlan day = night;
    day.from_ms = night.to_ms;
    day.to_ms = core::ms_per_day;
    day.offset_ms = 59'999;
    network.set_signal_plans({day, night});
    CHECK(network.has_signal(b));
    CHECK(network.signal_plans() == std::vector{night, day});
    CHECK(network.signal_plans(b).size() == 2);
    CHECK(network.signal_plans(a).empty());

    auto const refuses = [&network](network::SignalPlan const& plan) {
        CHECK_THROWS_AS(network.set_signal_plans({plan}), core::InternalFault);
    };
    auto wrong = day;
    wrong.cycle_ms = 0;
    refuses(wrong);
    wrong = day;
    wrong.offset_ms = day.cycle_ms;
    refuses(wrong);
    wrong = day;
    wrong.turns[0].to = ab;
    refuses(wrong);
    wrong = day;
    wrong.turns[0].greens = {{0, 20'000}, {19'999, 1'000}};
    refuses(wrong);
    wrong.turns[0].greens = {{0, 20'000}, {50'000, 10'001}};
    refuses(wrong);
    auto overlapping = night;
    overlapping.to_ms = day.from_ms + 1;
    CHECK_THROWS_AS(network.set_signal_plans({day, overlapping}), core::InternalFault);
}
