// Whole vehicles at nodes against the fluid's exact shares: N1-N7, N10-N12, merges bound by storage,
// and random nodes. Tolerance: 0.5 % and two vehicles an hour.
#include "traffic/node_flow.hpp"
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <random>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

namespace {

// A link on which only exit or entrance capacity binds.
test::LinkSpec wide_link(double exit_per_s, double entrance_per_s)
{
    return {.exit_per_s = exit_per_s, .entrance_per_s = entrance_per_s, .jam_per_m = 2, .capacity_per_s = 9};
}

void check_merge(std::vector<double> const& sending, std::vector<double> const& capacity, double receiving,
                 std::vector<double> const& exact)
{
    TrafficCase node;
    int const middle = static_cast<int>(sending.size());
    LinkId const out = node.link(middle, middle + 1, wide_link(0, receiving));
    std::vector<LinkId> ins;
    for (int i = 0; i < middle; ++i) {
        ins.push_back(node.link(i, middle, wide_link(capacity[static_cast<std::size_t>(i)], 0)));
    }
    for (std::size_t i = 0; i < ins.size(); ++i) node.demand({{0, 4000, sending[i]}}, {{ins[i], out}});
    node.run(4000);
    for (std::size_t i = 0; i < ins.size(); ++i) {
        INFO("in-link " << i);
        CHECK(node.exits_between(ins[i], 500, 3500) == Approx(exact[i] * 3000).margin(2));
    }
}

}  // namespace

TEST_CASE("N2-N5: vehicles of a merge share by capacity", "[traffic][analytic]")
{
    check_merge({1, 2}, {1, 2}, 2, {2.0 / 3, 4.0 / 3});
    check_merge({1, 2, 2}, {1, 2, 2}, 2, {0.4, 0.8, 0.8});
    check_merge({0.3, 0.8}, {0.8, 0.8}, 0.8, {0.3, 0.5});
    check_merge({0.5, 0.5}, {0.8, 0.8}, 0.8, {0.4, 0.4});
}

TEST_CASE("a merge into a full link shares what its exit frees", "[traffic][analytic]")
{
    TrafficCase node;
    LinkId const out = node.link(2, 3, {.length_m = 200, .exit_per_s = 0.6, .entrance_per_s = 2});
    LinkId const a = node.link(0, 2, wide_link(1, 0));
    LinkId const b = node.link(1, 2, wide_link(2, 0));
    node.demand({{0, 4000, 1}}, {{a, out}});
    node.demand({{0, 4000, 2}}, {{b, out}});
    node.run(4000);
    CHECK(node.exits_between(a, 500, 3500) == Approx(600).margin(2));
    CHECK(node.exits_between(b, 500, 3500) == Approx(1200).margin(2));
}

TEST_CASE("N6: a diverge is first in, first out", "[traffic][analytic]")
{
    TrafficCase node;
    LinkId const in = node.link(0, 1);
    LinkId const left = node.link(1, 2, {.entrance_per_s = 0.4});
    LinkId const right = node.link(1, 3, {.entrance_per_s = 0.4});
    node.demand({{0, 4000, 0.8}}, {{in, left}, {in, right}}, {2.0 / 3, 1.0 / 3});
    node.run(6000);
    CHECK(node.exits_between(left, 500, 3500) == Approx(1200).margin(2));
    CHECK(node.exits_between(right, 500, 3500) == Approx(600).margin(2));
}

TEST_CASE("N10: total delay of a merge", "[traffic][analytic]")
{
    TrafficCase node;
    LinkId const out = node.link(2, 3);
    LinkId const a = node.link(0, 2);
    LinkId const b = node.link(1, 2);
    node.demand({{0, 1000, 0.5}}, {{a, out}});
    node.demand({{0, 1000, 0.5}}, {{b, out}});
    node.run();
    CHECK(node.total_delay_s() == Approx(125'000).epsilon(0.005));
}

TEST_CASE("N11, N12: a diverge with one narrow branch", "[traffic][analytic]")
{
    bool const over = GENERATE(true, false);
    TrafficCase node;
    LinkId const in = node.link(0, 1);
    LinkId const narrow = node.link(1, 2, {.entrance_per_s = 0.2});
    LinkId const wide = node.link(1, 3);
    node.demand({{0, 1000, 0.5}}, {{in, narrow}, {in, wide}}, {over ? 0.6 : 0.4, over ? 0.4 : 0.6});
    node.run();
    if (over) {
        CHECK(node.total_delay_s() / 500 == Approx(250).margin(2.5));
        CHECK(node.last_exit_s(in) == Approx(1550).margin(5));
        CHECK(node.exits_between(in, 200, 1400) == Approx(400).margin(1));
    } else {
        CHECK(node.total_delay_s() / 500 == Approx(0).margin(2.5));  // half a headway of 5 s
    }
}

namespace {

// Vehicles an hour by turn at a node with these flows, whole vehicles with interleaved turns, after an hour's start.
std::vector<double> vehicle_flows(traffic::NodeDemand const& demand, double hours)
{
    TrafficCase node;
    std::size_t const ins = demand.sending.size();
    std::size_t const outs = demand.receiving.size();
    auto const middle = static_cast<int>(ins);
    std::vector<LinkId> in_links;
    std::vector<LinkId> out_links;
    for (std::size_t i = 0; i < ins; ++i) {
        in_links.push_back(node.link(static_cast<int>(i), middle, wide_link(demand.capacity[i] / 3600, 0)));
    }
    for (std::size_t j = 0; j < outs; ++j) {
        out_links.push_back(
            node.link(middle, middle + 1 + static_cast<int>(j), wide_link(0, demand.receiving[j] / 3600)));
    }
    for (std::size_t i = 0; i < ins; ++i) {
        std::vector<std::vector<LinkId>> routes;
        std::vector<double> shares;
        for (std::size_t j = 0; j < outs; ++j) {
            if (demand.turning[i * outs + j] == 0) continue;
            routes.push_back({in_links[i], out_links[j]});
            shares.push_back(demand.turning[i * outs + j]);
        }
        node.demand({{0, hours * 3600, demand.sending[i] / 3600}}, routes, shares);
    }
    node.run(hours * 3600);
    std::vector<double> flows(ins * outs, 0);
    for (city::Passage const& p : node.passages) {
        if (p.link.value() >= ins || p.exit_ms <= core::ms_per_hour) continue;
        std::size_t const j = node.routes()[p.leg][1].value() - ins;
        flows[p.link.value() * outs + j] += 1 / (hours - 1);
    }
    return flows;
}

void check_flows(traffic::NodeDemand const& demand, double hours)
{
    std::vector<double> const exact = traffic::node_flow(demand);
    std::vector<double> const flows = vehicle_flows(demand, hours);
    std::size_t const outs = demand.receiving.size();
    for (std::size_t turn = 0; turn < flows.size(); ++turn) {
        INFO("from in-link " << turn / outs << " to out-link " << turn % outs);
        CHECK(std::abs(flows[turn] - exact[turn]) <= 0.005 * exact[turn] + 2);
    }
}

// The example of Tampère et al. (2011).
traffic::NodeDemand tampere_example()
{
    return {{500, 2000, 800, 1700},
            {1000, 2000, 1000, 2000},
            {1000, 2000, 1000, 2000},
            {0, .1, .3, .6, .05, 0, .15, .8, .125, .125, 0, .75, 1 / 17., 8 / 17., 8 / 17., 0}};
}

}  // namespace

TEST_CASE("N1: vehicles at the four-by-four node of Tampère", "[traffic][analytic]")
{
    check_flows(tampere_example(), 6);
}

TEST_CASE("N7: vehicles held back by supply do not depend on how much more would come", "[traffic][analytic]")
{
    traffic::NodeDemand more = tampere_example();
    more.sending[3] = more.capacity[3];
    traffic::NodeDemand less = tampere_example();
    less.sending[1] = 1500;
    check_flows(more, 6);
    check_flows(less, 6);
}

TEST_CASE("whole vehicles follow the fluid at random nodes", "[traffic][analytic]")
{
    std::mt19937 random(20'260'101);
    auto const draw = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low));
    };
    char const* const asked = std::getenv("HALONG_CASES");
    int const rounds = asked == nullptr ? 30 : std::atoi(asked);
    for (int round = 0; round < rounds; ++round) {
        auto const ins = static_cast<std::size_t>(draw(1, 5));
        auto const outs = static_cast<std::size_t>(draw(1, 5));
        traffic::NodeDemand demand;
        for (std::size_t i = 0; i < ins; ++i) {
            demand.capacity.push_back(100 * draw(4, 25));
            demand.sending.push_back(demand.capacity.back() * draw(2, 11) / 10.0);
            std::vector<int> weights;
            int sum = 0;
            for (std::size_t j = 0; j < outs; ++j) sum += weights.emplace_back(draw(0, 4) + (j == i % outs ? 1 : 0));
            for (int const weight : weights) demand.turning.push_back(static_cast<double>(weight) / sum);
        }
        for (std::size_t j = 0; j < outs; ++j) demand.receiving.push_back(100 * draw(3, 25));
        INFO("round " << round);
        for (std::size_t i = 0; i < ins; ++i) {
            UNSCOPED_INFO("in-link " << i << ": sending " << demand.sending[i] << ", capacity " << demand.capacity[i]);
            for (std::size_t j = 0; j < outs; ++j) UNSCOPED_INFO("  share " << demand.turning[i * outs + j]);
        }
        for (double const receiving : demand.receiving) UNSCOPED_INFO("receiving " << receiving);
        check_flows(demand, 4);
    }
}
