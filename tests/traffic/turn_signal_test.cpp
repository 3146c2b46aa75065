// Greens by turn on a congested grid: kept by everybody, and the same for any window and number of threads.
#include "traffic/street_grid.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using core::LinkId;
using core::Millis;
using core::NodeId;
using network::SignalledTurn;
using network::SignalPlan;
using test::StreetGrid;

namespace {

// East-west and north-south take turns; who turns left yields, or has a phase of his own, by the node's number.
SignalPlan plan_at(network::Network const& network, NodeId node, Millis from_ms, Millis to_ms)
{
    SignalPlan plan{node, from_ms, to_ms, 60'000, static_cast<Millis>(node.value() % 60) * 1'000, {}};
    bool const protects = node.value() % 2 == 0;
    for (LinkId const in : network.in_links(node)) {
        auto const& a = network.shape(in);
        double const dx = a.back().x_m - a.front().x_m;
        double const dy = a.back().y_m - a.front().y_m;
        Millis const start_ms = dx != 0 ? 0 : 30'000;
        for (LinkId const out : network.out_links(node)) {
            if (out == network.reverse(in)) continue;
            auto const& b = network.shape(out);
            double const turn = dx * (b.back().y_m - b.front().y_m) - dy * (b.back().x_m - b.front().x_m);
            bool const left = turn > 0;
            SignalledTurn row{in, out, {{start_ms, left && protects ? 6'000 : 20'000}}, left && !protects};
            if (left && protects) row.greens.front().start_ms += 20'000;
            plan.turns.push_back(row);
        }
    }
    return plan;
}

StreetGrid grid_with_plans()
{
    StreetGrid grid(6, 90);
    std::vector<SignalPlan> plans;
    for (NodeId const node : grid.network.nodes()) {
        if (!grid.network.has_signal(node)) continue;
        plans.push_back(plan_at(grid.network, node, 0, 1'200'000));
        plans.push_back(plan_at(grid.network, node, 1'200'000, 3'000'000));
        plans.back().cycle_ms = 80'000;
        for (SignalledTurn& turn : plans.back().turns) {
            if (turn.greens.front().length_ms == 20'000) turn.greens.push_back({65'000, 4'000});
        }
    }
    grid.network.set_signal_plans(plans);
    grid.add_legs(3000, 12, 1'500'000, 7);
    return grid;
}

}  // namespace

TEST_CASE("signal plans by turn do not depend on windows or threads", "[traffic]")
{
    StreetGrid const grid = grid_with_plans();
    StreetGrid::Record const expected = grid.run(500, 1, 3'600'000, 500);
    REQUIRE(expected.arrivals.size() > 2000);
    for (int const window_ms : {100, 1000}) {
        INFO("window " << window_ms << " ms");
        CHECK(grid.run(window_ms, 1, 3'600'000, window_ms) == expected);
    }
    for (int const threads : {2, 4}) {
        INFO(threads << " threads");
        CHECK(grid.run(500, threads, 3'600'000, 500) == expected);
    }
}

TEST_CASE("everybody turns at a green of his own", "[traffic]")
{
    StreetGrid const grid = grid_with_plans();
    StreetGrid::Record const run = grid.run(500, 1, 3'600'000, 500);
    std::map<std::pair<std::uint32_t, std::uint32_t>, Millis> entry;  // of a leg into a link
    for (auto const& [exit_ms, leg, link, entry_ms, occupancy] : run.passages) entry[{leg, link}] = entry_ms;
    int turns = 0;
    int at_red = 0;
    for (auto const& [exit_ms, leg, link, entry_ms, occupancy] : run.passages) {
        if (!city::has_vehicle(grid.plans.mode[leg])) continue;
        auto const route = grid.routes[leg];
        for (std::size_t i = 0; i + 1 < route.size(); ++i) {
            auto const next = entry.find({leg, route[i + 1].value()});
            if (route[i].value() != link || next == entry.end() || next->second != exit_ms) continue;
            for (SignalPlan const& plan : grid.network.signal_plans(grid.network.to(route[i]))) {
                if (exit_ms < plan.from_ms || exit_ms >= plan.to_ms) continue;
                Millis const phase = (exit_ms + plan.cycle_ms - plan.offset_ms) % plan.cycle_ms;
                bool green = false;
                for (SignalledTurn const& turn : plan.turns) {
                    if (turn.from != route[i] || turn.to != route[i + 1]) continue;
                    for (auto const& window : turn.greens) {
                        green = green || (phase + plan.cycle_ms - window.start_ms) % plan.cycle_ms < window.length_ms;
                    }
                }
                ++turns;
                if (!green) ++at_red;
            }
        }
    }
    CHECK(turns > 3000);
    CHECK(at_red == 0);
}

TEST_CASE("who enters a link at an hour at which he is banned is counted and drives on", "[traffic]")
{
    StreetGrid grid(6, 90);
    grid.add_legs(1500, 12, 1'500'000, 7);
    auto const lorry = network::Access::of(network::VehicleClass::lorry);
    auto const car = network::Access::of(network::VehicleClass::car);
    std::vector<network::HourBan> const bans{{LinkId{3}, car, 0, 600'000},
                                             {LinkId{3}, car.with(lorry), 900'000, 1'200'000},
                                             {LinkId{20}, lorry, 0, core::ms_per_day}};
    StreetGrid::Record const without = grid.run(500, 1, 3'600'000, 500);
    CHECK(without.counters.banned_entries == 0);
    grid.network.add_hour_bans(bans);
    StreetGrid::Record const run = grid.run(500, 2, 3'600'000, 500);
    CHECK(run == without);
    std::int64_t expected = 0;
    for (auto const& [exit_ms, leg, link, entry_ms, occupancy] : run.passages) {
        if (!city::has_vehicle(grid.plans.mode[leg])) continue;
        for (network::HourBan const& ban : bans) {
            bool const banned = ban.banned.has(city::vehicle_of(grid.plans.mode[leg]));
            if (ban.link.value() == link && banned && ban.holds(entry_ms)) ++expected;
        }
    }
    CHECK(expected > 0);
    CHECK(run.counters.banned_entries >= expected);  // and those who are still on the link at the end
    CHECK(run.counters.banned_entries <= expected + run.counters.on_road);
}
