// Links and legs that cannot be: a message, never a crash or a hang.
#include "core/error.hpp"
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace halong;
using city::Mode;
using test::LinkId;
using test::TrafficCase;

namespace {

void check_refused(std::function<void(traffic::LinkModel&)> const& spoil, char const* message)
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.leg(0, {link});
    spoil(road.model(link));
    CHECK_THROWS_WITH(road.build(), message);
}

}  // namespace

TEST_CASE("links whose figures cannot be are refused", "[traffic]")
{
    using Model = traffic::LinkModel;
    constexpr auto times = "a link's free time and wave time must be at least the traffic window";
    check_refused([](Model& link) { link.free_time_ms[3] = 0; }, times);
    check_refused([](Model& link) { link.free_time_ms[0] = -5'000; }, times);
    check_refused([](Model& link) { link.wave_time_ms = -1; }, times);
    check_refused([](Model& link) { link.exit_capacity_pcu_per_h = 0; }, "a link's capacities must be positive");
    check_refused([](Model& link) { link.entrance_capacity_pcu_per_h = 0; }, "a link's capacities must be positive");
    check_refused([](Model& link) { link.exit_capacity_pcu_per_h = UINT32_MAX; },
                  "a link's capacities must not exceed 5,000,000 PCU/h");
    check_refused([](Model& link) { link.storage_mpcu = 0; }, "a link must hold something");
    check_refused([](Model& link) { link.right_of_way = 0; }, "a link's right of way must lie in 1-16");
    check_refused([](Model& link) { link.green = {60'000, 60'000, 10'000}; }, "a green must start within its cycle");
    check_refused([](Model& link) { link.green = {60'000, 0, 0}; }, "a green must last some of its cycle");
    check_refused([](Model& link) { link.green = {60'000, 0, 60'001}; }, "a green must last some of its cycle");
}

TEST_CASE("lengths of zero, below zero and NaN are refused with the network", "[traffic]")
{
    for (double const length_m : {0.0, -3.0, std::nan("")}) {
        TrafficCase road;
        road.link(0, 1);
        LinkId const link = road.link(1, 2, {.length_m = length_m});
        road.model(link) = road.model(LinkId(0));
        CHECK_THROWS_WITH(road.build(), "length of link must be positive");
    }
}

TEST_CASE("a share of seepage that cannot be is refused", "[traffic]")
{
    for (double const share : {-0.1, 1.1, std::nan("")}) {
        TrafficCase road;
        road.link(0, 1);
        road.parameters.seepage = share;
        CHECK_THROWS_WITH(road.build(), "the share of seepage must lie in 0-1");
    }
}

TEST_CASE("more links at a node than can be numbered are refused", "[traffic]")
{
    TrafficCase road;
    for (int i = 0; i < 65'600; ++i) road.link(0, 1);
    CHECK_THROWS_WITH(road.build(), "a node may have at most 65,534 links");
}

TEST_CASE("thousands of parallel links carry their traffic", "[traffic]")
{
    TrafficCase road;
    constexpr int count = 5'000;
    for (int i = 0; i < count; ++i) road.link(0, 1);
    LinkId const last = road.link(1, 2, {.jam_per_m = 10, .capacity_per_s = 9});
    for (std::size_t i = 0; i < count; ++i) road.leg(static_cast<double>(i), {LinkId(i), last});
    road.run();
    CHECK(road.arrivals.size() == count);
    CHECK(road.largest_delay_s() == 0);
}

TEST_CASE("a vehicle that fits nowhere waits, and the run has its end", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.model(link).storage_mpcu = 2'000;
    road.leg(0, {link}, Mode::bus);
    road.leg(5, {link}, Mode::motorbike);
    road.run(3600);
    CHECK(road.traffic().now() == 3'600'000);
    CHECK(road.traffic().counters().on_road == 2);
}

TEST_CASE("legs over midnight and days later keep their times", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    for (double const start_s : {86'399.0, 90'000.0, 10.0 * 86'400}) road.leg(start_s, {link});
    road.run(11 * 86'400);
    REQUIRE(road.arrivals.size() == 3);
    for (traffic::Arrival const& a : road.arrivals) CHECK(a.time_ms - a.departure_ms == 50'000);
    CHECK(road.arrivals.back().departure_ms == 864'000'000);
}
