#include "traffic/gridlock.hpp"

#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

namespace {

// A one-way ring of four links, too long for a roundabout; every node has a street that leads in and one that leads out.
struct RingTown {
    TrafficCase town;
    std::array<LinkId, 4> ring;

    explicit RingTown(double ring_turn_s)
    {
        town.parameters.ring_turn_s = ring_turn_s;
        std::array<LinkId, 4> in;
        std::array<LinkId, 4> out;
        for (int i = 0; i < 4; ++i) ring[static_cast<std::size_t>(i)] = town.link(i, (i + 1) % 4, {.length_m = 200});
        for (int i = 0; i < 4; ++i) {
            in[static_cast<std::size_t>(i)] = town.link(4 + i, i, {.length_m = 200});
            out[static_cast<std::size_t>(i)] = town.link(i, 8 + i, {.length_m = 200, .entrance_per_s = 0.1});
        }
        for (std::size_t i = 0; i < 4; ++i) {
            town.demand({{0, 200, 0.5}}, {{in[i], ring[i], ring[(i + 1) % 4], ring[(i + 2) % 4], out[(i + 3) % 4]}});
        }
    }
};

}  // namespace

TEST_CASE("a locked ring is found and named, and nothing is removed", "[traffic]")
{
    RingTown ring(0);
    ring.town.run(1800);
    auto const found = ring.town.traffic().find_gridlock();
    REQUIRE(found.size() == 1);
    CHECK(found[0].links == std::vector<LinkId>(ring.ring.begin(), ring.ring.end()));
    CHECK(found[0].vehicles_held == 4 * 40);  // 0.2 veh/m on 200 m each
    CHECK(found[0].first_seen_ms == 1'800'000);
    auto const before = ring.town.traffic().counters();
    CHECK(before.arrivals + before.on_road == 400);
    ring.town.advance(7200);
    auto const after = ring.town.traffic().counters();
    CHECK(after.arrivals == before.arrivals);
    CHECK(after.link_moves == before.link_moves);
    CHECK(ring.town.traffic().find_gridlock().size() == 1);
}

TEST_CASE("flowing traffic has no gridlock", "[traffic]")
{
    TrafficCase road;
    LinkId const a = road.link(0, 1);
    LinkId const b = road.link(1, 2, {.exit_per_s = 0.1});  // full, but it moves
    road.demand({{0, 1000, 0.8}}, {{a, b}});
    road.run(900);
    CHECK(road.traffic().find_gridlock().empty());
}

TEST_CASE("rings that may turn let everybody through", "[traffic]")
{
    RingTown ring(5);
    ring.town.run(4 * 3600);
    auto const counters = ring.town.traffic().counters();
    CHECK(counters.arrivals == 400);
    CHECK(counters.ring_turns > 0);
    REQUIRE_FALSE(ring.town.traffic().turned_rings().empty());
    CHECK(ring.town.traffic().turned_rings()[0].links == std::vector<LinkId>(ring.ring.begin(), ring.ring.end()));
}
