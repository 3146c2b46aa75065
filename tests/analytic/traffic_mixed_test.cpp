// Mixed traffic: capacity in PCU, passing, seepage, and a bus among motorbikes.
#include "traffic/traffic_case.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace halong;
using city::Mode;
using network::VehicleClass;
using test::LinkId;
using test::TrafficCase;

TEST_CASE("motorbikes of 0.25 PCU let more vehicles pass 1,800 PCU/h", "[traffic][analytic]")
{
    // q_veh = q_pcu / sum of share x PCU: 1,800 / (0.25 p + 1 - p).
    struct Mix {
        double motorbikes, vehicles_per_h;
    };
    auto const mix = GENERATE(Mix{0.8, 4500}, Mix{0.9, 5538.46}, Mix{1, 7200}, Mix{0, 1800}, Mix{0.5, 2880});
    TrafficCase road;
    LinkId const link = road.link(0, 1, {.exit_per_s = 0.5, .entrance_per_s = 0.5, .jam_per_m = 1});
    road.demand({{0, 4600, mix.vehicles_per_h / 3600 * 1.2}}, {{link}, {link}}, {mix.motorbikes, 1 - mix.motorbikes},
                {Mode::motorbike, Mode::car});
    road.run(4600);
    CHECK(road.exits_between(link, 1000, 4600) == Approx(mix.vehicles_per_h).margin(1));
}

TEST_CASE("a faster vehicle passes a slower one and nobody else", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.model(link).free_time_ms[static_cast<std::size_t>(VehicleClass::bicycle)] = 200'000;
    auto const bicycle = road.leg(0, {link}, Mode::bicycle);
    auto const car = road.leg(5, {link}, Mode::car);
    road.run();
    REQUIRE(road.arrivals.size() == 2);
    CHECK(road.arrivals[0].leg == car);
    CHECK(road.arrivals[0].time_ms == 55'000);
    CHECK(road.arrivals[1].leg == bicycle);
    CHECK(road.arrivals[1].time_ms == 200'000);
}

namespace {

struct MeanDelay {
    double motorbike_s = 0;
    double car_s = 0;
};

MeanDelay delays_with(double seepage)
{
    TrafficCase road;
    road.parameters.seepage = seepage;
    LinkId const link = road.link(0, 1, {.length_m = 300, .speed_mps = 13.9, .exit_per_s = 0.5, .entrance_per_s = 0.5});
    road.model(link).green = {90'000, 45'000, 45'000};
    road.demand({{0, 9000, 0.44}}, {{link}, {link}}, {0.75, 0.25}, {Mode::motorbike, Mode::car});
    road.run();
    REQUIRE(road.arrivals.size() == road.legs());
    MeanDelay delay;
    std::array<int, 2> vehicles{};
    for (traffic::Arrival const& a : road.arrivals) {
        bool const car = road.plans().mode[a.leg] == Mode::car;
        (car ? delay.car_s : delay.motorbike_s) += (a.time_ms - a.departure_ms - a.free_ms) / 1e3;
        ++vehicles[car ? 1 : 0];
    }
    delay.motorbike_s /= vehicles[0];
    delay.car_s /= vehicles[1];
    return delay;
}

}  // namespace

TEST_CASE("seepage shifts delay from motorbikes to cars", "[traffic][analytic]")
{
    MeanDelay const none = delays_with(0);
    MeanDelay const half = delays_with(0.5);
    MeanDelay const full = delays_with(1);
    CHECK(none.motorbike_s == Approx(none.car_s).margin(1));  // strict order treats all alike
    CHECK(half.motorbike_s < none.motorbike_s - 0.2);
    CHECK(full.motorbike_s < half.motorbike_s - 1);
    CHECK(half.car_s > none.car_s + 0.2);
    CHECK(full.car_s > half.car_s + 1);
    // Only places are swapped; the stop line does the same work in the same time: PCU-weighted delay stays.
    double const before = 0.75 * 0.25 * none.motorbike_s + 0.25 * none.car_s;
    double const after = 0.75 * 0.25 * full.motorbike_s + 0.25 * full.car_s;
    CHECK(after == Approx(before).epsilon(0.05));
}

TEST_CASE("seepage 0 keeps the order of arrival across classes", "[traffic][analytic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1, {.exit_per_s = 0.1});
    road.demand({{0, 400, 0.5}}, {{link}, {link}}, {0.5, 0.5}, {Mode::motorbike, Mode::car});
    road.run();
    for (std::size_t i = 1; i < road.arrivals.size(); ++i) {
        CHECK(road.arrivals[i].departure_ms >= road.arrivals[i - 1].departure_ms);
    }
}

TEST_CASE("a bus gets its share of a full link beside a stream of motorbikes", "[traffic][analytic]")
{
    TrafficCase node;
    LinkId const out = node.link(2, 3, {.length_m = 100, .exit_per_s = 0.25});
    LinkId const buses = node.link(0, 2);
    LinkId const bikes = node.link(1, 2);
    node.demand({{0, 6000, 0.2}}, {{buses, out}}, {1}, {Mode::bus});
    node.demand({{0, 6000, 3}}, {{bikes, out}}, {1}, {Mode::motorbike});
    node.run(6000);
    double const bus_pcu = node.exits_between(buses, 1000, 6000) * 3.0;
    double const bike_pcu = node.exits_between(bikes, 1000, 6000) * 0.25;
    CHECK(bus_pcu + bike_pcu == Approx(1250).margin(4));
    CHECK(bus_pcu / (bus_pcu + bike_pcu) == Approx(0.5).margin(0.01));
}
