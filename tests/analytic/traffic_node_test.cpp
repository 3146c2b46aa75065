// Whole vehicles at nodes against the fluid's exact shares: N1-N6, N10-N12, and a merge bound by storage.
#include "traffic/traffic_case.hpp"

#include <array>
#include <catch2/catch.hpp>

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

TEST_CASE("N1: vehicles at the four-by-four node of Tampère", "[traffic][analytic]")
{
    std::array<double, 4> const sending{500, 2000, 800, 1700};
    std::array<double, 4> const capacity{1000, 2000, 1000, 2000};
    std::array<std::array<double, 4>, 4> const turning{
        {{0, .1, .3, .6}, {.05, 0, .15, .8}, {.125, .125, 0, .75}, {1 / 17., 8 / 17., 8 / 17., 0}}};
    std::array<double, 4> const exact{500, 1369.6682, 800, 1369.6682};
    TrafficCase node;
    std::array<LinkId, 4> ins;
    std::array<LinkId, 4> outs;
    for (int i = 0; i < 4; ++i) {
        auto const k = static_cast<std::size_t>(i);
        ins[k] = node.link(i, 4, wide_link(capacity[k] / 3600, 0));
        outs[k] = node.link(4, 5 + i, wide_link(0, capacity[k] / 3600));
    }
    double constexpr hours = 6;
    for (std::size_t i = 0; i < 4; ++i) {
        std::vector<std::vector<LinkId>> routes;
        std::vector<double> shares;
        for (std::size_t j = 0; j < 4; ++j) {
            if (turning[i][j] == 0) continue;
            routes.push_back({ins[i], outs[j]});
            shares.push_back(turning[i][j]);
        }
        node.demand({{0, hours * 3600, sending[i] / 3600}}, routes, shares);
    }
    node.run(hours * 3600);
    for (std::size_t i = 0; i < 4; ++i) {
        INFO("in-link " << i);
        double const per_h = node.exits_between(ins[i], 3600, hours * 3600) / (hours - 1);
        CHECK(per_h == Approx(exact[i]).epsilon(0.005));
    }
}
