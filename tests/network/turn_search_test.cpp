// Earliest arrivals over turns with waits that change, against looking at all ways again and again.
#include "network/turn_search.hpp"

#include "network/link_costs.hpp"
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
        network = Network(nodes, links, {});
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

    // Label correcting over links, without any queue; never of a way that is known to be later.
    [[nodiscard]] std::uint32_t brute_force(core::NodeId from, core::NodeId to, std::int64_t departure_ms) const
    {
        std::vector<std::int64_t> entry(network.link_count(), INT64_MAX);
        for (LinkId const link : network.out_links(from)) {
            entry[link.value()] = departure_ms + costs.start_ms(link, departure_ms);
        }
        for (bool changed = true; changed;) {
            changed = false;
            for (LinkId const link : network.links()) {
                if (entry[link.value()] == INT64_MAX) continue;
                for (LinkId const next : network.out_links(network.to(link))) {
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

}  // namespace

TEST_CASE("the earliest arrival over turns is that of looking at all ways, and its way takes as long")
{
    TurnSearch search;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        SmallNet const net(seed);
        for (std::size_t from = 0; from < net.network.node_count(); ++from) {
            for (std::size_t to = 0; to < net.network.node_count(); ++to) {
                if (from == to) continue;
                auto const departure_ms = static_cast<std::int64_t>(seed * 7'919 % 300'000);
                std::uint32_t const exact = net.brute_force(core::NodeId(from), core::NodeId(to), departure_ms);
                std::uint32_t const found =
                    search.find(net.costs, *net.bounds, core::NodeId(from), core::NodeId(to), departure_ms);
                if (found != exact) FAIL("seed " << seed << ", " << from << " to " << to << ": " << found);
                std::vector<LinkId> route;
                search.append_route(route);
                if (exact == unreachable_cost) {
                    CHECK(route.empty());
                    continue;
                }
                CHECK(net.costs.along(route, departure_ms) == exact);
                // Below a limit that it does not meet there is none.
                CHECK(search.find(net.costs, *net.bounds, core::NodeId(from), core::NodeId(to), departure_ms, exact) ==
                      unreachable_cost);
                CHECK(search.find(net.costs, *net.bounds, core::NodeId(from), core::NodeId(to), departure_ms,
                                  exact + 1) == exact);
            }
        }
    }
}

TEST_CASE("whoever comes later is never done earlier")
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
