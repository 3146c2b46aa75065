// Nodes with explicit priorities and with a capacity of their own: N8, N9, N14, N15, as a fluid and as vehicles.
#include "traffic/node_flow.hpp"
#include "traffic/traffic_case.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

namespace {

struct Stream {
    double sending;
    double capacity;
    std::uint32_t priority = 1;
};

struct Case {
    std::string name;
    std::vector<Stream> streams;
    bool merge = false;  // into one link of `supply`; else they cross at a node of that capacity
    double supply = 0;
    std::vector<double> exact;
};

std::vector<Case> cases()
{
    return {{"N8: priority 1:2", {{.6, .8, 1}, {.6, .8, 2}}, true, .8, {.8 / 3, 1.6 / 3}},
            {"N9: priority 1:5, capped by demand", {{.6, .8, 1}, {.6, .8, 5}}, true, .8, {.2, .6}},
            {"N15: two crossing streams", {{.6, .8}, {.6, .8}}, false, .8, {.4, .4}},
            {"N15: major and minor", {{1.2, 1.6}, {.6, .8}}, false, 1.6, {1.6 * 2 / 3, 1.6 / 3}},
            {"N15: unhindered", {{1.0, 1.6}, {.5, .8}}, false, 1.6, {1.0, .5}},
            {"a node's capacity by priority 1:3", {{.6, .8, 1}, {.6, .8, 3}}, false, .8, {.2, .6}}};
}

}  // namespace

TEST_CASE("N8, N9, N15: priorities and a node's own capacity, as a fluid", "[traffic][analytic]")
{
    for (Case const& c : cases()) {
        INFO(c.name);
        traffic::NodeDemand demand;
        std::size_t const outs = c.merge ? 1 : c.streams.size();
        demand.receiving.assign(outs, c.merge ? c.supply : 9.0);
        demand.turning.assign(c.streams.size() * outs, 0.0);
        if (!c.merge) demand.node_capacity = c.supply;
        for (std::size_t i = 0; i < c.streams.size(); ++i) {
            demand.sending.push_back(c.streams[i].sending);
            demand.capacity.push_back(c.streams[i].capacity);
            demand.priority.push_back(c.streams[i].priority);
            demand.turning[c.merge ? i : i * outs + i] = 1.0;
        }
        auto const flow = traffic::node_flow(demand);
        for (std::size_t i = 0; i < c.streams.size(); ++i) {
            CHECK(flow[c.merge ? i : i * outs + i] == Approx(c.exact[i]).epsilon(1e-12));
        }
    }
}

TEST_CASE("N8, N9, N15: priorities and a node's own capacity, as vehicles", "[traffic][analytic]")
{
    for (Case const& c : cases()) {
        INFO(c.name);
        TrafficCase node;
        std::vector<LinkId> ins;
        LinkId const joint =
            node.link(0, 1, {.entrance_per_s = c.merge ? c.supply : 0, .jam_per_m = 2, .capacity_per_s = 9});
        for (std::size_t i = 0; i < c.streams.size(); ++i) {
            int const arm = 2 + 2 * static_cast<int>(i);
            Stream const& stream = c.streams[i];
            ins.push_back(node.link(arm, 0, {.exit_per_s = stream.capacity, .jam_per_m = 2, .capacity_per_s = 9}));
            node.model(ins.back()).right_of_way = stream.priority;
            LinkId const own = node.link(0, arm + 1, {.jam_per_m = 2, .capacity_per_s = 9});
            node.demand({{0, 4000, stream.sending}}, {{ins.back(), c.merge ? joint : own}});
        }
        if (!c.merge) node.node_capacity(0, c.supply);
        node.run(4000);
        for (std::size_t i = 0; i < ins.size(); ++i) {
            CHECK(node.exits_between(ins[i], 500, 3500) == Approx(c.exact[i] * 3000).margin(2));
            if (c.name == "N15: unhindered") CHECK(node.mean_time_s(ins[i], 500, 3500) == Approx(50).margin(1.25));
        }
    }
}

TEST_CASE("a node's capacity holds for turns only, to the vehicle, for any window", "[traffic][analytic]")
{
    std::vector<std::uint64_t> digests;
    for (int const window_ms : {100, 500, 1000}) {
        TrafficCase node;
        node.parameters.window_ms = window_ms;
        LinkId const in = node.link(0, 1);
        LinkId const other = node.link(2, 1);
        LinkId const out = node.link(1, 3);
        LinkId const second = node.link(1, 4);
        node.node_capacity(1, 0.5);
        node.demand({{0, 2000, 0.4}}, {{in, out}, {in, second}, {in}}, {0.4, 0.4, 0.2},
                    {test::Mode::car, test::Mode::motorbike, test::Mode::car});
        node.demand({{0, 2000, 0.4}}, {{other, second}, {other, out}}, {0.5, 0.5},
                    {test::Mode::bus, test::Mode::motorbike});
        node.run(20'000);
        CHECK(node.arrivals.size() == node.legs());
        digests.push_back(node.traffic().digest());
        double pcu = 0;
        for (city::Passage const& p : node.passages) {
            bool const turned = (p.link == in || p.link == other) && node.routes()[p.leg].size() > 1;
            if (!turned || p.exit_ms < 500'000 || p.exit_ms >= 1'500'000) continue;
            test::Mode const mode = node.plans().mode[p.leg];
            pcu += mode == test::Mode::bus ? 3 : mode == test::Mode::car ? 1 : 0.25;
        }
        CHECK(pcu <= 0.5 * 1000 + 4 + 3);  // what may be saved up, and a vehicle on the edge
        CHECK(pcu >= 0.5 * 1000 - 3);      // there is always somebody who wants to cross
    }
    CHECK(digests[0] == digests[1]);
    CHECK(digests[1] == digests[2]);
}

TEST_CASE("N14: two approaches over their capacity at a signal of 60 s and 60 s", "[traffic][analytic]")
{
    TrafficCase node;
    std::array<LinkId, 2> ins{node.link(0, 2), node.link(1, 2)};
    std::array<LinkId, 2> outs{node.link(2, 3), node.link(2, 4)};
    for (std::size_t i = 0; i < 2; ++i) {
        node.model(ins[i]).green = {120'000, i == 0 ? 0 : 60'000, 60'000};
        node.demand({{0, 1000, 0.6}}, {{ins[i], outs[i]}});
    }
    node.run();
    // The fluid: .6 for 1,000 s through .4 waits 1,000 / 2 x (.6 / .4 - 1) = 250 s. The cycle term by the recursion
    // of a queue of whole vehicles: each leaves in green, 1.25 s after the one before.
    double exact_s = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        double free_from = 0;
        for (int k = 0; k < 600; ++k) {
            double const arrival = (k + 0.5) / 0.6 + 50;
            double leaves = std::max(arrival, free_from);
            double const phase = std::fmod(leaves + (i == 0 ? 0 : 60), 120);
            if (phase >= 60) leaves += 120 - phase;
            free_from = leaves + 1.25;
            exact_s += (leaves - arrival) / 1200;
        }
    }
    CHECK(exact_s == Approx(250).margin(30));
    CHECK(node.total_delay_s() / 1200 == Approx(exact_s).epsilon(0.005));
}
