// What goes beyond the strict order of theory: right of way, roundabouts, passing a blocked vehicle, squeezing in.
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

TEST_CASE("more important roads get more of a full one", "[traffic]")
{
    TrafficCase node;
    LinkId const out = node.link(2, 3, {.entrance_per_s = 0.5, .jam_per_m = 2, .capacity_per_s = 9});
    LinkId const major = node.link(0, 2, {.jam_per_m = 2});
    LinkId const minor = node.link(1, 2, {.jam_per_m = 2});
    node.model(major).right_of_way = 4;
    node.demand({{0, 4000, 0.75}}, {{major, out}});
    node.demand({{0, 4000, 0.75}}, {{minor, out}});
    node.run(4000);
    CHECK(node.exits_between(major, 500, 3500) == Approx(0.4 * 3000).margin(2));
    CHECK(node.exits_between(minor, 500, 3500) == Approx(0.1 * 3000).margin(2));
}

TEST_CASE("who starts from the roadside gives way", "[traffic]")
{
    TrafficCase node;
    LinkId const out = node.link(1, 2, {.entrance_per_s = 0.45, .jam_per_m = 2, .capacity_per_s = 0.8});
    LinkId const in = node.link(0, 1, {.jam_per_m = 2, .capacity_per_s = 0.8});
    node.demand({{0, 4000, 0.7}}, {{in, out}});
    node.demand({{0, 4000, 0.7}}, {{out}});
    node.run(4000);
    int const driving = node.exits_between(in, 500, 3500);
    CHECK(driving == Approx(0.45 * 3000 * 8 / 9).margin(3));  // weights 8 to 1
}

TEST_CASE("a roundabout does not lock, since who drives round goes first", "[traffic]")
{
    TrafficCase town;
    std::array<LinkId, 4> ring;
    std::array<LinkId, 4> in;
    std::array<LinkId, 4> out;
    for (int i = 0; i < 4; ++i) ring[static_cast<std::size_t>(i)] = town.link(i, (i + 1) % 4, {.length_m = 30});
    for (int i = 0; i < 4; ++i) {
        in[static_cast<std::size_t>(i)] = town.link(4 + i, i, {.length_m = 200});
        out[static_cast<std::size_t>(i)] = town.link(i, 8 + i, {.length_m = 200, .entrance_per_s = 0.3});
    }
    for (std::size_t i = 0; i < 4; ++i) {
        town.demand({{0, 600, 0.5}}, {{in[i], ring[i], ring[(i + 1) % 4], ring[(i + 2) % 4], out[(i + 3) % 4]}});
    }
    town.run(2 * 3600);
    CHECK(town.arrivals.size() == 1200);
    CHECK(town.traffic().find_gridlock().empty());
}

namespace {

// A car to a blocked branch stands before others who want the free one.
struct BlockedBranch {
    TrafficCase town;
    LinkId in = town.link(0, 1, {.length_m = 200});
    LinkId blocked = town.link(1, 2, {.length_m = 20, .exit_per_s = 0.001});  // holds 4 cars
    LinkId open = town.link(1, 3, {.length_m = 200});
    std::uint32_t other = 0;

    BlockedBranch()
    {
        for (int i = 0; i < 6; ++i) town.leg(i * 2, {in, blocked});
        other = town.leg(12, {in, open});
    }

    [[nodiscard]] core::Millis arrival_of_other() const
    {
        for (traffic::Arrival const& a : town.arrivals) {
            if (a.leg == other) return a.time_ms;
        }
        return core::never;
    }
};

}  // namespace

TEST_CASE("those who want elsewhere pass a blocked vehicle, if that is allowed", "[traffic]")
{
    BlockedBranch strict;
    strict.town.run(900);
    CHECK(strict.arrival_of_other() == core::never);

    BlockedBranch passing;
    passing.town.parameters.pass_blocked_after_s = 2;
    passing.town.run(900);
    // There at 22 s; two stand before it, within reach of three places.
    CHECK(passing.arrival_of_other() >= 32'000);
    CHECK(passing.arrival_of_other() <= 42'000);
    auto const counters = passing.town.traffic().counters();
    CHECK(counters.arrivals + counters.on_road == 7);
}

TEST_CASE("who has waited long enough squeezes into a full link, if that is allowed", "[traffic]")
{
    BlockedBranch strict;
    strict.town.run(300);
    CHECK(strict.town.exits(strict.in, 300) == 5);  // one leaves the blocked link at once, four fill it

    BlockedBranch squeezing;
    squeezing.town.parameters.squeeze_after_s = 60;
    squeezing.town.run(300);
    CHECK(squeezing.town.exits(squeezing.in, 300) == 7);  // the sixth squeezes in, the seventh is behind it no more
    CHECK(squeezing.town.traffic().counters().squeezes == 1);
    CHECK(squeezing.town.arrivals.size() == 2);  // the first and the seventh
}

TEST_CASE("relief of jams does not depend on windows", "[traffic]")
{
    std::vector<std::uint64_t> digests;
    for (int const window_ms : {100, 500, 1000}) {
        BlockedBranch branch;
        branch.town.parameters.window_ms = window_ms;
        branch.town.parameters.pass_blocked_after_s = 3;
        branch.town.parameters.squeeze_after_s = 45;
        branch.town.run(2000);
        digests.push_back(branch.town.traffic().digest());
    }
    CHECK(digests[0] == digests[1]);
    CHECK(digests[1] == digests[2]);
}
