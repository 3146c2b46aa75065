#include "network/timed_search.hpp"

#include "core/error.hpp"
#include "network/hierarchy_tree.hpp"
#include "network/random_network.hpp"
#include "network/route_checks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Hierarchy;
using network::HierarchyCosts;
using network::ProfileShape;
using network::SearchGraph;
using network::TimedSearch;
using network::TimeProfiles;
using network::unreachable_cost;

namespace {

constexpr std::int64_t never = INT64_MAX;
constexpr std::int64_t horizon_ms = 200;  // longer than profiles change

// What profiles are made of, and their values straight from the definition.
struct Slots {
    std::int64_t start_ms = 0;
    std::int64_t slot_ms = 0;
    std::size_t links = 0;
    std::vector<std::uint32_t> costs;
    ProfileShape shape = ProfileShape::step;

    [[nodiscard]] std::int64_t cost(std::size_t slot, std::size_t link) const { return costs[slot * links + link]; }
    [[nodiscard]] std::int64_t last_slot() const { return static_cast<std::int64_t>(costs.size() / links) - 1; }

    // The cost of going at once, straight from the definition; -1 where shut.
    [[nodiscard]] std::int64_t going(std::size_t link, std::int64_t time) const
    {
        std::int64_t slot = 0;
        while (slot < last_slot() && start_ms + (slot + 1) * slot_ms <= time) ++slot;
        std::int64_t const now = cost(static_cast<std::size_t>(slot), link);
        if (now == unreachable_cost) return -1;
        std::int64_t const since = time - (start_ms + slot * slot_ms);
        if (shape == ProfileShape::step || since <= 0 || slot == last_slot()) return now;
        std::int64_t const next = cost(static_cast<std::size_t>(slot) + 1, link);
        return (now * slot_ms + (next - now) * since) / slot_ms;  // of a positive number: rounded down
    }

    // The earliest exit of one who stands before the link at `time` and may wait, by trying every millisecond; never
    // when it is shut until `horizon`.
    [[nodiscard]] std::int64_t exit(std::size_t link, std::int64_t time, std::int64_t horizon) const
    {
        std::int64_t best = never;
        for (std::int64_t start = time; start <= horizon && start < best; ++start) {
            std::int64_t const ms = going(link, start);
            if (ms >= 0) best = std::min(best, start + ms);
        }
        return best;
    }
};

// Few different costs, so that ties abound; steps rise, fall and shut, linear ones fall no faster than time passes.
Slots random_slots(std::size_t links, ProfileShape shape, std::uint64_t seed)
{
    test::Draws draws(seed);
    Slots slots;
    slots.start_ms = static_cast<std::int64_t>(draws.below(20)) - 5;
    slots.slot_ms = static_cast<std::int64_t>(1 + draws.below(12));
    slots.links = links;
    slots.shape = shape;
    std::size_t const count = 1 + draws.below(6);
    for (std::size_t slot = 0; slot < count; ++slot) {
        for (std::size_t link = 0; link < links; ++link) {
            auto cost = static_cast<std::uint32_t>(1 + draws.below(15));
            if (shape == ProfileShape::step && draws.below(8) == 0) cost = unreachable_cost;
            if (shape == ProfileShape::linear && slot > 0) {
                auto const before = static_cast<std::int64_t>(slots.cost(slot - 1, link));
                cost = static_cast<std::uint32_t>(std::max<std::int64_t>(cost, before - slots.slot_ms));
            }
            slots.costs.push_back(cost);
        }
    }
    return slots;
}

TimeProfiles profiles_of(Slots const& slots)
{
    return {slots.links, static_cast<core::Millis>(slots.start_ms), static_cast<core::Millis>(slots.slot_ms),
            slots.costs, slots.shape};
}

// Arrivals by link and at the origin, by label correcting in the order of links until nothing falls: no queue, no
// bounds, no promise about profiles needed.
class BruteForce {
public:
    BruteForce(network::Network const& network, Slots const& slots, NodeId origin, std::int64_t departure)
        : network_(network), slots_(slots), exit_(network.link_count(), never)
    {
        for (bool changed = true; changed;) {
            changed = false;
            for (LinkId const link : network.links()) {
                std::int64_t const start = earliest_start(link, origin, departure);
                if (start == never) continue;
                std::int64_t const exit = exit_after(link, start);
                if (exit >= exit_[link.value()]) continue;
                exit_[link.value()] = exit;
                changed = true;
            }
        }
    }
    [[nodiscard]] std::int64_t arrival(NodeId node) const
    {
        std::int64_t best = never;
        for (LinkId const link : network_.in_links(node)) best = std::min(best, exit_[link.value()]);
        return best;
    }

private:
    [[nodiscard]] std::int64_t earliest_start(LinkId link, NodeId origin, std::int64_t departure) const
    {
        std::int64_t best = network_.from(link) == origin ? departure : never;
        for (LinkId const before : network_.in_links(network_.from(link))) {
            if (!network_.is_banned(before, link)) best = std::min(best, exit_[before.value()]);
        }
        return best;
    }
    std::int64_t exit_after(LinkId link, std::int64_t start)
    {
        auto const [known, is_new] = exits_.try_emplace({link.value(), start}, 0);
        if (is_new) known->second = slots_.exit(link.value(), start, start + horizon_ms);
        return known->second;
    }

    network::Network const& network_;
    Slots const& slots_;
    std::vector<std::int64_t> exit_;
    std::map<std::pair<std::uint32_t, std::int64_t>, std::int64_t> exits_;
};

// Compares all pairs of a random network at some departures; returns how many arrivals were compared.
std::size_t compare_with_brute_force(std::uint64_t seed)
{
    test::Draws draws(seed);
    std::size_t const nodes = 3 + draws.below(8);
    std::size_t const links = nodes + draws.below(2 * nodes);
    auto sketch = test::random_sketch(nodes, links, 0, seed);
    auto const free = sketch.build();
    for (LinkId const in : free.links()) {
        for (LinkId const out : free.out_links(free.to(in))) {
            if (draws.below(6) == 0) sketch.banned.push_back({in, out});
        }
    }
    auto const network = sketch.build();
    auto const shape = seed % 2 == 0 ? ProfileShape::step : ProfileShape::linear;
    Slots const slots = random_slots(links, shape, seed);
    auto const profiles = profiles_of(slots);
    SearchGraph const graph(network, test::everybody);
    Hierarchy const hierarchy(graph);
    HierarchyCosts const bounds(hierarchy, profiles.least_costs());
    TimedSearch search;
    std::size_t compared = 0;
    for (int round = 0; round < 4; ++round) {
        auto const departure = static_cast<std::int64_t>(draws.below(90)) - 10;
        NodeId const origin{draws.below(nodes)};
        BruteForce const expected(network, slots, origin, departure);
        for (NodeId const node : network.nodes()) {
            std::int64_t const arrival = node == origin ? departure : expected.arrival(node);
            std::uint32_t const cost = search.find(profiles, bounds, origin, node, departure);
            REQUIRE((cost == unreachable_cost ? never : departure + cost) == arrival);
            std::vector<LinkId> route;
            search.append_route(route);
            ++compared;
            if (arrival == never) {
                REQUIRE(route.empty());
                continue;
            }
            test::checked_cost(network, route, origin, node, std::vector<std::uint32_t>(links, 1));
            std::int64_t time = departure;
            for (LinkId const link : route) time = slots.exit(link.value(), time, time + horizon_ms);
            REQUIRE(time == arrival);
        }
    }
    return compared;
}

}  // namespace

TEST_CASE("Timed searches arrive when brute-force label correcting does", "[timed]")
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 0; seed < 600; ++seed) compared += compare_with_brute_force(seed);
    CHECK(compared > 10'000);
}

TEST_CASE("Timed searches arrive when brute-force label correcting does, on 10,000 networks", "[timed][slow]")
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 1'000; seed < 11'000; ++seed) compared += compare_with_brute_force(seed);
    CHECK(compared > 200'000);
}

TEST_CASE("Profiles keep first in, first out", "[timed]")
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        constexpr std::size_t links = 4;
        Slots const slots = random_slots(links, seed % 2 == 0 ? ProfileShape::step : ProfileShape::linear, seed);
        auto const profiles = profiles_of(slots);
        auto const least = profiles.least_costs();
        for (std::uint32_t link = 0; link < links; ++link) {
            std::int64_t last_exit = -horizon_ms;
            for (std::int64_t time = -20; time < 100; ++time) {
                std::uint32_t const cost = profiles.cost_ms(LinkId{link}, time);
                REQUIRE(cost >= least[link]);
                std::int64_t const exit = cost == unreachable_cost ? never : time + cost;
                REQUIRE(exit >= last_exit);
                REQUIRE(exit == slots.exit(link, time, time + horizon_ms));
                last_exit = exit;
            }
        }
    }
}

TEST_CASE("Profiles that do not change give the routes of fixed costs", "[timed]")
{
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        auto const network =
            seed % 2 == 0 ? test::grid_sketch(6, 6, 0, seed).build() : test::random_sketch(40, 140, 30, seed).build();
        auto const costs = network::free_costs_ms(network, network::VehicleClass::car);
        std::vector<std::uint32_t> twice = costs;
        twice.insert(twice.end(), costs.begin(), costs.end());
        TimeProfiles const profiles(network.link_count(), 0, 60'000, twice, ProfileShape::linear);
        SearchGraph const graph(network, network::Access::of(network::VehicleClass::car));
        Hierarchy const hierarchy(graph);
        HierarchyCosts const bounds(hierarchy, profiles.least_costs());
        network::HierarchyTree tree;
        TimedSearch search;
        for (NodeId const origin : network.nodes()) {
            tree.grow(bounds, origin);
            for (NodeId const node : network.nodes()) {
                std::vector<LinkId> expected;
                std::vector<LinkId> route;
                tree.append_path(node, expected);
                REQUIRE(search.find(profiles, bounds, origin, node, 30'000) == tree.cost(node));
                search.append_route(route);
                REQUIRE(route == expected);
            }
        }
    }
}

TEST_CASE("A step that falls lets nobody overtake, a shut link is waited for", "[timed]")
{
    // One link: 100 ms in the first second, 40 ms in the second, shut in the third, 70 ms from then on.
    TimeProfiles const steps(1, 0, 1000, {100, 40, unreachable_cost, 70}, ProfileShape::step);
    LinkId const link{0};
    CHECK(steps.cost_ms(link, -50) == 100);
    CHECK(steps.cost_ms(link, 940) == 100);
    CHECK(steps.cost_ms(link, 950) == 90);  // leaves with the first of the next second
    CHECK(steps.cost_ms(link, 1000) == 40);
    CHECK(steps.cost_ms(link, 1999) == 40);
    CHECK(steps.cost_ms(link, 2000) == 1070);
    CHECK(steps.cost_ms(link, 2999) == 71);
    CHECK(steps.cost_ms(link, 100'000'000'000) == 70);
    CHECK(steps.least_costs() == std::vector<std::uint32_t>{40});
    CHECK(steps.slot_at(-1) == 0);
    CHECK(steps.slot_at(2999) == 2);
    CHECK(steps.slot_at(99'999) == 3);
    CHECK(steps.slot_costs(1)[0] == 40);
}

TEST_CASE("Linear profiles run from slot to slot and are rounded down", "[timed]")
{
    TimeProfiles const linear(1, 1000, 1000, {500, 1000, 1}, ProfileShape::linear);
    LinkId const link{0};
    CHECK(linear.cost_ms(link, 0) == 500);
    CHECK(linear.cost_ms(link, 1000) == 500);
    CHECK(linear.cost_ms(link, 1001) == 500);
    CHECK(linear.cost_ms(link, 1002) == 501);
    CHECK(linear.cost_ms(link, 2000) == 1000);
    CHECK(linear.cost_ms(link, 2001) == 999);  // 999.001
    CHECK(linear.cost_ms(link, 2999) == 1);    // 1.999
    CHECK(linear.cost_ms(link, 3000) == 1);
    CHECK(linear.cost_ms(link, 9'000'000) == 1);
}

TEST_CASE("Profiles that make no sense are refused", "[timed]")
{
    auto const make = [](std::size_t links, core::Millis slot_ms, std::vector<std::uint32_t> costs,
                         ProfileShape shape) { TimeProfiles(links, 0, slot_ms, std::move(costs), shape); };
    CHECK_THROWS_WITH(make(2, 10, {1, 2, 3}, ProfileShape::step),
                      "profiles of 2 links need one cost for each link and slot, not 3 costs");
    CHECK_THROWS_WITH(make(2, 10, {}, ProfileShape::step),
                      "profiles of 2 links need one cost for each link and slot, not 0 costs");
    CHECK_THROWS_WITH(make(1, 0, {1}, ProfileShape::step), "a slot of profiles needs a length above 0 ms, not 0 ms");
    CHECK_THROWS_WITH(make(1, -5, {1}, ProfileShape::step), "a slot of profiles needs a length above 0 ms, not -5 ms");
    CHECK_THROWS_WITH(make(2, 10, {1, 1, 1, 0}, ProfileShape::step), "link 1 costs 0 ms in slot 1: needs more");
    CHECK_THROWS_WITH(make(1, 10, {30, 20, 9}, ProfileShape::linear),
                      "link 0 costs 20 ms in slot 1 and 9 ms in slot 2: it may fall by at most the 10 ms of a slot");
    CHECK_THROWS_WITH(make(1, 10, {30, unreachable_cost}, ProfileShape::linear),
                      "link 0 is shut in only one of the slots 0 and 1: such a link needs steps");
    CHECK_NOTHROW(make(1, 10, {unreachable_cost, unreachable_cost}, ProfileShape::linear));

    auto const network = test::grid_sketch(2, 2, 0, 1).build();
    SearchGraph const graph(network, test::everybody);
    Hierarchy const hierarchy(graph);
    HierarchyCosts const bounds(hierarchy, std::vector<std::uint32_t>(8, 1));
    TimedSearch search;
    TimeProfiles const other(3, 0, 10, {1, 1, 1}, ProfileShape::step);
    TimeProfiles const profiles(8, 0, 10, std::vector<std::uint32_t>(8, 1), ProfileShape::step);
    CHECK_THROWS_WITH(search.find(other, bounds, NodeId{0}, NodeId{1}, 0),
                      "profiles and hierarchy must be of the same network");
    CHECK_THROWS_WITH(search.find(profiles, bounds, NodeId{}, NodeId{1}, 0), "a way starts at a known node");
    CHECK_THROWS_WITH(search.find(profiles, bounds, NodeId{0}, NodeId{9}, 0), "a way ends at a known node");
}
