// Cases with exact answers from kinematic wave theory on single roads: L1-L7, L9, L10, L12, L13 (Newell 1993; the same
// cases as UXsim's verification tests, with the fluid's exact figures). Tolerance: one vehicle, one headway.
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

TEST_CASE("L1: below capacity every trip takes the free time", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.demand({{0, 500, 0.5}}, {{link}});
    road.run();
    REQUIRE(road.arrivals.size() == 250);
    CHECK(road.total_time_s() == 12'500);
    CHECK(road.largest_delay_s() == 0);
}

TEST_CASE("L2: demand above capacity passes at capacity and free speed", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.demand({{0, 500, 2.0}}, {{link}});
    road.run();
    CHECK(road.exits_between(link, 100, 600) == 400);
    CHECK(road.mean_time_s(link, 100, 600) == Approx(50));
    CHECK(road.inside(link, 300) == 40);
}

TEST_CASE("L3: two links of different speed", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const a = road.link(0, 1);
    LinkId const b = road.link(1, 2, {.speed_mps = 10});
    road.demand({{0, 500, 0.5}}, {{a, b}});
    road.run();
    CHECK(road.total_time_s() == 37'500);
    CHECK(road.inside(b, 300) == 50);
}

namespace {

// L4-L7: the same bottleneck of 2/3 veh/s made in four ways.
void check_bottleneck(test::LinkSpec const& first, test::LinkSpec const& second, double free_s)
{
    TrafficCase road;
    LinkId const a = road.link(0, 1, first);
    LinkId const b = road.link(1, 2, second);
    road.demand({{0, 500, 0.8}, {500, 1500, 0.4}}, {{a, b}});
    road.run();
    REQUIRE(road.arrivals.size() == 800);
    CHECK(road.total_time_s() == Approx(800 * free_s + 25'000).epsilon(0.005));
    CHECK(road.entries(a, 500) == Approx(366.67).margin(1));
    CHECK(road.largest_delay_s() == Approx(100).margin(1.5));
    double longest = 0;
    double first_s = 0;
    double last_s = 0;
    for (int t = 0; t < 1500; ++t) {
        int const waiting = road.departed(t) - road.entries(a, t);
        longest = std::max(longest, double(waiting));
        if (waiting > 0 && first_s == 0) first_s = t;
        if (waiting > 0) last_s = t;
    }
    CHECK(longest == Approx(33.33).margin(1));
    CHECK(first_s == Approx(250).margin(4));  // the queue grows by 2/15 veh/s, so one vehicle is 7.5 s
    CHECK(last_s == Approx(625).margin(4));
    // The queue's state: q 2/3, k 1/15, v 10, so the link holds 66.7 vehicles.
    CHECK(road.inside(a, 450) == Approx(66.67).margin(1));
}

}  // namespace

TEST_CASE("L4: bottleneck at the first link's exit", "[traffic][analytic]")
{
    check_bottleneck({.exit_per_s = 2.0 / 3}, {}, 100);
}

TEST_CASE("L5: bottleneck by a slower second link", "[traffic][analytic]")
{
    check_bottleneck({}, {.speed_mps = 10}, 150);
}

TEST_CASE("L6: bottleneck by a second link of half the jam density", "[traffic][analytic]")
{
    check_bottleneck({}, {.wave_mps = 10, .jam_per_m = 0.1}, 100);
}

TEST_CASE("L7: bottleneck at the second link's entrance", "[traffic][analytic]")
{
    check_bottleneck({}, {.entrance_per_s = 2.0 / 3}, 100);
}

TEST_CASE("L9: two lanes become one", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const a = road.link(0, 1, {.length_m = 3000, .lanes = 2});
    LinkId const b = road.link(1, 2, {.length_m = 3000});
    road.demand({{0, 4000, 2.0}}, {{a, b}});
    road.run(6000);
    CHECK(road.entries(a, 100) == Approx(160).margin(1));  // q 1.6 before the queue arrives
    CHECK(road.inside(a, 3500) == Approx(720).margin(1));  // k 0.24
    CHECK(road.exits_between(a, 2500, 3500) == Approx(800).margin(1));
    CHECK(road.mean_time_s(a, 2500, 3500) == Approx(900).margin(1.25));  // v 3.333
}

TEST_CASE("L10: the congested branch of a two-lane link", "[traffic][analytic]")
{
    bool const at_exit = GENERATE(true, false);
    TrafficCase road;
    LinkId const a = road.link(0, 1, {.lanes = 2, .exit_per_s = at_exit ? 1.0 : 0.0});
    LinkId const b = road.link(1, 2, {.lanes = 2, .entrance_per_s = at_exit ? 0.0 : 1.0});
    road.demand({{0, 2000, 1.5}}, {{a, b}});
    road.run(4000);
    CHECK(road.inside(a, 1900) == Approx(200).margin(1));             // k 0.2
    CHECK(road.mean_time_s(a, 1500, 1900) == Approx(200).margin(1));  // v 5
    CHECK(road.exits_between(a, 900, 1900) == Approx(1000).margin(1));
    CHECK(road.inside(b, 1900) == Approx(50).margin(1));  // k 0.05
}

TEST_CASE("L12: trips that end in the middle wait with those that go on", "[traffic][analytic]")
{
    // Three lanes become one. The n-th of those who go on departs at n/1.6 s and passes the node at 50 + n/0.8 s, so it
    // needs 100 + n/1.6 s: 400 s on average over 960. Those who end at the node depart beside n = 800 ... 960 and leave
    // the first link beside them: 50 + n/1.6 s, 600 s on average over 160 (UXsim asserts the same at 10 %).
    TrafficCase road;
    LinkId const a = road.link(0, 1, {.lanes = 3});
    LinkId const b = road.link(1, 2);
    road.demand({{0, 600, 1.6}}, {{a, b}});
    road.demand({{500, 600, 1.6}}, {{a}});
    road.run();
    double through_s = 0;
    double ending_s = 0;
    for (traffic::Arrival const& arrival : road.arrivals) {
        bool const through = road.routes()[arrival.leg].size() == 2;
        (through ? through_s : ending_s) += (arrival.time_ms - arrival.departure_ms) / 1e3;
    }
    REQUIRE(road.arrivals.size() == 960 + 160);
    CHECK(through_s == Approx(960 * 400).epsilon(0.005));
    CHECK(ending_s == Approx(160 * 600).epsilon(0.005));
    CHECK(road.last_exit_s(b) == Approx(100 + 960 / 0.8).margin(1.25));
}

TEST_CASE("L13: a run that stops counts who is where", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.demand({{0, 500, 2.0}}, {{link}});
    road.run(500);
    traffic::Counters const counters = road.traffic().counters();
    CHECK(counters.departures == 1000);
    CHECK(counters.arrivals == Approx(360).margin(1));  // q (T - L/u)
    CHECK(counters.on_road == 1000 - counters.arrivals);
    road.advance(700);
    CHECK(road.entries(link, 499.999) == Approx(400).margin(1));  // 40 on the road, 600 wait
}
