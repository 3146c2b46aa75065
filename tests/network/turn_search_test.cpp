// Earliest arrivals over turns with waits that change, against looking at all ways again and again.
#include "network/turn_search.hpp"

#include "network/hierarchy_tree.hpp"
#include "network/link_costs.hpp"
#include "network/random_network.hpp"
#include "network/user_graph.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace halong;
using namespace halong::network;

namespace {

constexpr core::Millis slot_ms = 60'000;
constexpr std::size_t slots = 6;

struct SmallNet {
    Network network;
    TurnIndex index;
    BanSlots ban_slots{{}};
    WaitProfiles turns;
    WaitProfiles starts;
    std::unique_ptr<UserGraph> user;
    std::unique_ptr<HierarchyCosts> bounds;
    TurnCosts costs;

    explicit SmallNet(unsigned seed)
    {
        std::mt19937 random(seed);
        auto const below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
        std::vector<NodeRecord> nodes;
        std::size_t const node_count = 3 + below(7);
        for (std::size_t i = 0; i < node_count; ++i) {
            nodes.push_back({{static_cast<double>(below(1'000)), static_cast<double>(below(1'000))}, 100 + i});
        }
        std::vector<LinkRecord> links;
        for (std::size_t i = 0; i < 2 * node_count + below(10); ++i) {
            LinkRecord link;
            link.from = core::NodeId(below(node_count));
            link.to = core::NodeId(below(node_count));
            if (link.from == link.to) continue;
            link.stable_id = 1'000 + i;
            link.way_id = "w" + std::to_string(i);
            link.length_m = 50.0 + static_cast<double>(below(500));
            link.width_m = 3.5;
            link.speed_limit_kmh = 36;
            link.access = Access::all_vehicles();
            link.shape = {nodes[link.from.value()].position, nodes[link.to.value()].position};
            links.push_back(link);
        }
        std::vector<BannedTurn> banned;
        for (std::size_t a = 0; a < links.size(); ++a) {
            for (std::size_t b = 0; b < links.size(); ++b) {
                if (links[a].to == links[b].from && below(12) == 0) banned.push_back({LinkId(a), LinkId(b)});
            }
        }
        network = Network(nodes, links, banned);
        index = TurnIndex(network);
        auto const waits = [&](std::size_t items) {
            std::vector<std::uint32_t> ms(items * slots);
            for (auto& wait : ms) wait = static_cast<std::uint32_t>(below(3) == 0 ? below(200'000) : below(5'000));
            return WaitProfiles(items, slot_ms, std::move(ms));
        };
        turns = waits(index.turn_count());
        starts = waits(index.link_count());
        user = std::make_unique<UserGraph>(network, RouteUser::car, RouteChoiceParameters{}, ban_slots);
        bounds = std::make_unique<HierarchyCosts>(user->hierarchy, user->free_costs);
        costs = {&index, &turns, &starts, {user->free_costs}, &ban_slots};
    }

    [[nodiscard]] std::uint32_t brute_force(core::NodeId from, core::NodeId to, std::int64_t departure_ms) const
    {
        std::vector<std::int64_t> entry(network.link_count(), INT64_MAX);
        for (LinkId const link : network.out_links(from)) {
            entry[link.value()] = departure_ms + costs.start_ms(link, departure_ms);
        }
        return brute_force(std::move(entry), to, departure_ms);
    }

    [[nodiscard]] std::uint32_t brute_force_after(LinkId on, core::NodeId to, std::int64_t leave_ms) const
    {
        std::vector<std::int64_t> entry(network.link_count(), INT64_MAX);
        for (LinkId const link : network.out_links(network.to(on))) {
            if (network.is_banned(on, link)) continue;
            entry[link.value()] = leave_ms + turns.wait_ms(index.turn(on, link), leave_ms);
        }
        return brute_force(std::move(entry), to, leave_ms);
    }

    // Label correcting over links, without any queue; never of a way that is known to be later. `entry`: when links are
    // entered first.
    [[nodiscard]] std::uint32_t brute_force(std::vector<std::int64_t> entry, core::NodeId to,
                                            std::int64_t departure_ms) const
    {
        for (bool changed = true; changed;) {
            changed = false;
            for (LinkId const link : network.links()) {
                if (entry[link.value()] == INT64_MAX) continue;
                for (LinkId const next : network.out_links(network.to(link))) {
                    if (network.is_banned(link, next)) continue;
                    std::int64_t const then =
                        entry[link.value()] + costs.time_ms(link, index.turn(link, next), entry[link.value()]);
                    if (then >= entry[next.value()]) continue;
                    entry[next.value()] = then;
                    changed = true;
                }
            }
        }
        std::int64_t best = INT64_MAX;
        for (LinkId const link : network.links()) {
            if (network.to(link) != to || entry[link.value()] == INT64_MAX) continue;
            best = std::min(best, entry[link.value()] + costs.time_ms(link, index.end(link), entry[link.value()]));
        }
        return best == INT64_MAX ? unreachable_cost : static_cast<std::uint32_t>(best - departure_ms);
    }
};

// All pairs of nodes; returns how many were compared.
std::size_t compare_with_brute_force(SmallNet const& net, std::int64_t departure_ms)
{
    TurnSearch search;
    std::size_t compared = 0;
    for (core::NodeId const from : net.network.nodes()) {
        for (core::NodeId const to : net.network.nodes()) {
            if (from == to) continue;
            std::uint32_t const exact = net.brute_force(from, to, departure_ms);
            REQUIRE(search.find(net.costs, *net.bounds, from, to, departure_ms) == exact);
            std::vector<LinkId> route;
            search.append_route(route);
            ++compared;
            if (exact == unreachable_cost) {
                REQUIRE(route.empty());
                continue;
            }
            REQUIRE(net.costs.along(route, departure_ms).time_ms == exact);
            // Below a limit that it does not meet there is none.
            REQUIRE(search.find(net.costs, *net.bounds, from, to, departure_ms, exact) == unreachable_cost);
            REQUIRE(search.find(net.costs, *net.bounds, from, to, departure_ms, exact + 1) == exact);
        }
    }
    return compared;
}

// From the end of every link to every node. Returns how many ways were compared.
std::size_t compare_ways_on(SmallNet const& net, std::int64_t leave_ms)
{
    TurnSearch search;
    std::size_t compared = 0;
    for (LinkId const on : net.network.links()) {
        for (core::NodeId const to : net.network.nodes()) {
            std::uint32_t const exact = net.brute_force_after(on, to, leave_ms);
            REQUIRE(search.find_after(net.costs, *net.bounds, on, to, leave_ms) == exact);
            std::vector<LinkId> route;
            search.append_route(route);
            REQUIRE(route.empty() == (exact == unreachable_cost));
            if (route.empty()) continue;
            REQUIRE_FALSE(net.network.is_banned(on, route.front()));
            REQUIRE(net.costs.after(on, route, leave_ms).time_ms == exact);
            REQUIRE(search.find_after(net.costs, *net.bounds, on, to, leave_ms, exact) == unreachable_cost);
            ++compared;
        }
    }
    return compared;
}

std::size_t compare_networks(unsigned first, unsigned last)
{
    std::size_t compared = 0;
    for (unsigned seed = first; seed < last; ++seed) {
        INFO("seed " << seed);
        compared += compare_with_brute_force(SmallNet(seed), seed * 7'919 % 300'000);
    }
    return compared;
}

}  // namespace

TEST_CASE("the earliest arrival over turns is that of looking at all ways, and its way takes as long", "[turns]")
{
    CHECK(compare_networks(0, 600) > 15'000);
}

TEST_CASE("who stands at the end of a link finds the earliest of all ways on", "[turns]")
{
    std::size_t compared = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        INFO("seed " << seed);
        compared += compare_ways_on(SmallNet(seed), seed * 7'919 % 300'000);
    }
    CHECK(compared > 14'000);
}

TEST_CASE("the earliest arrival over turns is that of looking at all ways, on 10,000 networks", "[turns][slow]")
{
    CHECK(compare_networks(1'000, 11'000) > 250'000);
}

TEST_CASE("without waits the earliest arrival is that of fixed costs", "[turns]")
{
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        auto const network =
            seed % 2 == 0 ? test::grid_sketch(6, 6, 0, seed).build() : test::random_sketch(40, 140, 30, seed).build();
        BanSlots const slots{{}};
        UserGraph const user(network, RouteUser::car, RouteChoiceParameters{}, slots);
        HierarchyCosts const bounds(user.hierarchy, user.free_costs);
        TurnIndex const index(network);
        WaitProfiles const no_turns(index.turn_count(), slot_ms, std::vector<std::uint32_t>(index.turn_count(), 0));
        WaitProfiles const no_starts(index.link_count(), slot_ms, std::vector<std::uint32_t>(index.link_count(), 0));
        TurnCosts const costs{&index, &no_turns, &no_starts, {user.free_costs}, &slots};
        HierarchyTree tree;
        TurnSearch search;
        for (core::NodeId const origin : network.nodes()) {
            tree.grow(bounds, origin);
            for (core::NodeId const node : network.nodes()) {
                REQUIRE(search.find(costs, bounds, origin, node, 30'000) == tree.cost(node));
                std::vector<LinkId> route;
                search.append_route(route);
                REQUIRE((origin == node || tree.cost(node) == unreachable_cost ||
                         costs.along(route, 30'000).time_ms == tree.cost(node)));
            }
        }
    }
}

TEST_CASE("with tolls the way of least time and tolls is found, and both are told apart", "[turns]")
{
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        auto network = test::random_sketch(30, 110, 20, seed).build();
        std::vector<LinkToll> tolls;
        for (LinkId const link : network.links()) {
            if (network.stable_id(link) % 3 == 0) {
                tolls.push_back({link, Access::of(VehicleClass::car), 0, core::ms_per_day,
                                 1 + static_cast<std::int64_t>(network.stable_id(link) % 400)});
            }
        }
        network.add_link_tolls(tolls);
        BanSlots const slots({}, network.link_tolls());
        UserGraph const user(network, RouteUser::car, RouteChoiceParameters{}, slots);
        HierarchyCosts const bounds(user.hierarchy, user.free_costs);
        auto const nothing = std::vector<std::uint32_t>(network.link_count(), 0);
        HierarchyCosts const exact(user.hierarchy, user.costs_in(0, nothing, usual_worth));
        TurnIndex const index(network);
        WaitProfiles const no_turns(index.turn_count(), slot_ms, std::vector<std::uint32_t>(index.turn_count(), 0));
        WaitProfiles const no_starts(index.link_count(), slot_ms, nothing);
        TurnCosts costs{&index, &no_turns, &no_starts, {user.free_costs}, &slots};
        costs.toll_ms = {slots.tolls_ms(0, access_of(RouteUser::car), usual_worth, network.link_count())};
        HierarchyTree tree;
        TurnSearch search;
        std::size_t paid = 0;
        for (core::NodeId const origin : network.nodes()) {
            tree.grow(exact, origin);
            for (core::NodeId const node : network.nodes()) {
                if (origin == node || tree.cost(node) == unreachable_cost) continue;
                REQUIRE(search.find(costs, bounds, origin, node, 30'000) == tree.cost(node));
                std::vector<LinkId> route;
                search.append_route(route);
                Spent const spent = costs.along(route, 30'000);
                REQUIRE(spent.cost_ms() == tree.cost(node));
                std::uint64_t time_ms = 0;
                for (LinkId const link : route) time_ms += user.free_costs[link.value()];
                REQUIRE(spent.time_ms == time_ms);
                paid += spent.toll_ms > 0 ? 1 : 0;
            }
        }
        CHECK(paid > 10);
    }
}

TEST_CASE("who comes to a shut link waits until it opens, and at its end for his turn", "[turns]")
{
    SmallNet net(3);
    LinkId const link{0};
    // Shut from 00:01 to 00:03: three slots of the day.
    BanSlots const slots({{link, Access::all_vehicles(), 60'000, 180'000}});
    REQUIRE(slots.count() == 3);
    net.costs.slots = &slots;
    std::vector<std::uint32_t> const free_ms = net.costs.free_ms.front();
    net.costs.free_ms.clear();
    for (std::size_t slot = 0; slot < slots.count(); ++slot) {
        auto own = free_ms;
        slots.shut(slot, Access::all_vehicles(), own);
        net.costs.free_ms.push_back(std::move(own));
    }
    WaitProfiles const waits(net.index.turn_count(), slot_ms,
                             std::vector<std::uint32_t>(net.index.turn_count() * slots.count(), 700));
    net.costs.turn_waits = &waits;
    std::uint32_t const turn = net.index.end(link);
    CHECK(net.costs.time_ms(link, turn, 59'999) == free_ms[0] + 700);
    CHECK(net.costs.time_ms(link, turn, 60'000) == 120'000 + free_ms[0] + 700);
    CHECK(net.costs.time_ms(link, turn, 179'999) == 1 + free_ms[0] + 700);
    CHECK(net.costs.time_ms(link, turn, 180'000) == free_ms[0] + 700);
    for (std::int64_t const departure_ms : {0, 59'000, 61'000, 170'000, 200'000}) {
        CHECK(compare_with_brute_force(net, departure_ms) > 0);
    }
}

TEST_CASE("searches from or to nowhere are refused", "[turns]")
{
    SmallNet const net(1);
    TurnSearch search;
    CHECK_THROWS_WITH(search.find(net.costs, *net.bounds, core::NodeId{}, core::NodeId{1}, 0),
                      "a way starts at a known node");
    CHECK_THROWS_WITH(search.find(net.costs, *net.bounds, core::NodeId{0}, core::NodeId{99}, 0),
                      "a way ends at a known node");
}

TEST_CASE("whoever comes later is never done earlier", "[turns]")
{
    WaitProfiles const waits(2, 60'000, {0, 500'000, 200'000, 10'000, 0, 0, 0, 0});
    for (std::uint32_t item = 0; item < 2; ++item) {
        for (std::int64_t t = 0; t < 300'000; t += 777) {
            CHECK(t + 777 + waits.wait_ms(item, t + 777) >= t + waits.wait_ms(item, t));
        }
    }
    CHECK(waits.wait_ms(0, 0) == 0);
    CHECK(waits.wait_ms(0, 90'000) == 200'000);     // the middle of the second slot
    CHECK(waits.wait_ms(0, 60'000) == 100'000);     // half-way between the middles
    CHECK(waits.wait_ms(1, 90'000) == 440'000);     // a minute later, at most a minute less
    CHECK(waits.wait_ms(1, 1'000'000) == 320'000);  // stays as it was in the last slot
}

TEST_CASE("waits of any kind keep first in, first out, and are rounded down", "[turns]")
{
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        constexpr std::size_t items = 4;
        constexpr core::Millis short_slot_ms = 16;
        std::vector<std::uint32_t> ms(items * slots);
        for (auto& wait : ms) wait = static_cast<std::uint32_t>(random() % 90);
        WaitProfiles const waits(items, short_slot_ms, ms);
        for (std::uint32_t item = 0; item < items; ++item) {
            std::int64_t last_done = -1;
            for (std::int64_t time = 0; time < 120; ++time) {
                std::int64_t const done = time + waits.wait_ms(item, time);
                REQUIRE(done >= last_done);
                last_done = done;
            }
            // In the middle of a slot it is the slot's own, but for what those before it still wait.
            for (std::size_t slot = 0; slot < slots; ++slot) {
                auto const middle = static_cast<std::int64_t>(slot) * short_slot_ms + short_slot_ms / 2;
                REQUIRE(waits.wait_ms(item, middle) >= ms[slot * items + item]);
            }
        }
    }
    CHECK_THROWS_WITH(WaitProfiles(2, 16, {1, 2, 3}), "profiles of waits need one for each item and slot");
    CHECK_THROWS_WITH(WaitProfiles(2, 16, {}), "profiles of waits need one for each item and slot");
    CHECK_THROWS_WITH(WaitProfiles(1, 0, {1}), "a slot of waits needs a length above 0 ms");
    CHECK_THROWS_WITH(WaitProfiles(1, 16, {1, 86'400'001}), "a wait must not be longer than a day");
}
