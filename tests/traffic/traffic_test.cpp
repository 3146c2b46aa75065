#include "traffic/traffic.hpp"

#include "core/error.hpp"
#include "traffic/free_movers.hpp"
#include "traffic/street_grid.hpp"
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using city::Mode;
using core::Millis;
using test::LinkId;
using test::StreetGrid;
using test::TrafficCase;

TEST_CASE("departures may be announced far ahead and in any order", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.leg(80'000, {link});
    road.leg(30, {link});
    road.leg(40'000, {link}, Mode::walk);
    road.run(90'000);
    REQUIRE(road.arrivals.size() == 3);
    CHECK(road.arrivals[0].leg == 1);
    CHECK(road.arrivals[0].time_ms == 80'000);
    CHECK(road.arrivals[1].leg == 2);
    CHECK(road.arrivals[2].leg == 0);
    CHECK(road.arrivals[2].time_ms == 80'050'000);
}

TEST_CASE("legs that depart at the same time leave in the order of their numbers", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    for (int i = 0; i < 5; ++i) road.leg(10, {link});
    road.build();
    std::vector<traffic::Departure> backwards(road.departures().rbegin(), road.departures().rend());
    road.traffic().depart(backwards);
    road.advance(1000);
    REQUIRE(road.arrivals.size() == 5);
    for (std::uint32_t i = 0; i < 5; ++i) {
        CHECK(road.arrivals[i].leg == i);
        CHECK(road.arrivals[i].time_ms == 60'000 + static_cast<Millis>(i) * 1250);  // 0.8 veh/s
    }
}

TEST_CASE("departures that cannot be are faults", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    auto const leg = road.leg(0, {link});
    auto const none = road.leg(0, {link}, Mode::none);
    road.build();
    traffic::WindowEvents events;
    road.traffic().advance(10'000, events);
    auto const depart = [&](std::uint32_t number, Millis time_ms) {
        std::vector<traffic::Departure> const one{{number, time_ms}};
        road.traffic().depart(one);
    };
    CHECK_THROWS_WITH(depart(leg, 9'999), "a leg departs before the present time");
    CHECK_THROWS_WITH(depart(none, 20'000), "a departing leg must have a mode");
    CHECK_THROWS_WITH(depart(7, 20'000), "a departing leg must exist");
    CHECK_THROWS_AS(depart(leg, core::never), core::InternalFault);
    depart(leg, 20'000);
    depart(leg, 30'000);
    CHECK_THROWS_WITH(road.traffic().advance(40'000, events), "a leg departs twice");
    CHECK_THROWS_WITH(road.traffic().advance(5'000, events), "traffic cannot go back in time");
}

TEST_CASE("parameters that break the window's promise are faults", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1, {.length_m = 15});  // 0.75 s
    road.parameters.window_ms = 1000;
    CHECK_THROWS_WITH(road.build(), "a link's free time and wave time must be at least the traffic window");
    road.model(link).free_time_ms.fill(1000);
    CHECK_NOTHROW(road.build());
    road.parameters.window_ms = 1001;
    CHECK_THROWS_WITH(road.build(), "the traffic window must not exceed the least link time");
    road.parameters.window_ms = -1;
    CHECK_THROWS_WITH(road.build(), "the traffic window must be 0 or more");
}

TEST_CASE("a leg within one node arrives at once", "[traffic]")
{
    TrafficCase road;
    road.link(0, 1);
    road.leg(12.345, {});
    road.leg(3, {}, Mode::walk);
    road.run(60);
    REQUIRE(road.arrivals.size() == 2);
    CHECK(road.arrivals[1].time_ms == 12'345);
    CHECK(road.arrivals[1].departure_ms == 12'345);
    CHECK(road.arrivals[1].free_ms == 0);
    CHECK(road.traffic().counters().arrivals == 2);
    CHECK(road.traffic().counters().on_road == 0);
}

TEST_CASE("links are counted by hour of exit and class", "[traffic]")
{
    TrafficCase road;
    LinkId const a = road.link(0, 1);
    LinkId const b = road.link(1, 2);
    road.leg(3590, {a, b});                   // leaves a at 3640 s, b at 3690 s
    road.leg(3500, {a, b}, Mode::motorbike);  // leaves a at 3550 s, b at 3600 s
    road.leg(86'390, {a}, Mode::bus);         // leaves after midnight: hour 0
    road.leg(100, {a}, Mode::walk);
    road.run(90'000);
    traffic::LinkHours const& hours = road.traffic().link_hours();
    auto const vehicles = [&](LinkId link, int hour, network::VehicleClass vehicle) {
        return hours
            .vehicles[hours.cell(link, hour) * network::vehicle_class_count + static_cast<std::size_t>(vehicle)];
    };
    CHECK(vehicles(a, 0, network::VehicleClass::motorbike) == 1);
    CHECK(vehicles(b, 1, network::VehicleClass::motorbike) == 1);
    CHECK(vehicles(a, 1, network::VehicleClass::car) == 1);
    CHECK(vehicles(b, 1, network::VehicleClass::car) == 1);
    CHECK(vehicles(a, 0, network::VehicleClass::bus) == 1);
    CHECK(std::accumulate(hours.vehicles.begin(), hours.vehicles.end(), 0U) == 5);
    CHECK(std::accumulate(hours.walkers.begin(), hours.walkers.end(), 0U) == 1);
    CHECK(hours.time_ms[hours.cell(b, 1)] == 100'000);
    CHECK(hours.free_time_ms[hours.cell(b, 1)] == 100'000);
    // Asking twice does not count twice.
    CHECK(std::accumulate(hours.time_ms.begin(), hours.time_ms.end(), 0LL) == 250'000);
    CHECK(std::accumulate(road.traffic().link_hours().time_ms.begin(), hours.time_ms.end(), 0LL) == 250'000);
}

TEST_CASE("hourly time is free time plus delay", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1, {.exit_per_s = 0.1});
    for (int i = 0; i < 3; ++i) road.leg(0, {link});  // enter 1.25 s apart, leave 10 s apart
    road.run();
    traffic::LinkHours const& hours = road.traffic().link_hours();
    CHECK(hours.free_time_ms[hours.cell(link, 0)] == 150'000);
    CHECK(hours.time_ms[hours.cell(link, 0)] == 50'000 + 58'750 + 67'500);
}

TEST_CASE("passages tell entry, exit and how full the link was", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1, {.length_m = 50, .exit_per_s = 0.1});  // holds 10 cars
    for (int i = 0; i < 4; ++i) road.leg(0, {link});
    road.run();
    REQUIRE(road.passages.size() == 4);
    CHECK(road.passages[0].entry_ms == 0);
    CHECK(road.passages[0].exit_ms == 2'500);
    CHECK(road.passages[0].occupancy_permille == 300);  // the third has just entered, the fourth has not
    CHECK(road.passages[1].exit_ms == 12'500);
    CHECK(road.passages[1].occupancy_permille == 300);
    CHECK(road.passages[3].occupancy_permille == 100);
}

TEST_CASE("counters tell what has happened by now", "[traffic]")
{
    TrafficCase road;
    LinkId const a = road.link(0, 1);
    LinkId const b = road.link(1, 2);
    road.leg(0, {a, b});
    road.leg(20, {a, b}, Mode::walk);
    road.leg(30, {b}, Mode::passenger);
    road.leg(5000, {a});
    road.run(60);
    traffic::Counters const counters = road.traffic().counters();
    CHECK(counters.departures == 3);
    CHECK(counters.arrivals == 0);
    CHECK(counters.link_moves == 1);
    CHECK(counters.free_moves == 0);
    CHECK(counters.on_road == 1);
    CHECK(road.traffic().now() == 60'000);
}

TEST_CASE("walkers go at their own speed and passengers at a car's", "[traffic]")
{
    TrafficCase road;
    LinkId const a = road.link(0, 1, {.length_m = 600});
    LinkId const b = road.link(1, 2, {.length_m = 4000});
    auto const walker = road.leg(10, {a, b}, Mode::walk);
    auto const passenger = road.leg(10, {a, b}, Mode::passenger);
    road.leg(10, {b, a}, Mode::walk);
    road.run();
    REQUIRE(road.arrivals.size() == 3);
    CHECK(road.arrivals[0].leg == passenger);
    CHECK(road.arrivals[0].time_ms == 10'000 + 30'000 + 200'000);
    auto const speed = traffic::walking_speed_mm_per_s(walker);  // the traveller's key
    Millis const on_a = traffic::walking_time_ms(600, speed);
    Millis const on_b = traffic::walking_time_ms(4000, speed);  // far beyond one turn of the calendar
    for (city::Passage const& p : road.passages) {
        if (p.leg != walker) continue;
        CHECK(p.entry_ms == (p.link == a ? 10'000 : 10'000 + on_a));
        CHECK(p.exit_ms == (p.link == a ? 10'000 + on_a : 10'000 + on_a + on_b));
        CHECK(p.occupancy_permille == 0);
    }
    for (traffic::Arrival const& arrival : road.arrivals) {
        CHECK(arrival.time_ms - arrival.departure_ms == arrival.free_ms);
    }
    CHECK(road.traffic().counters().free_moves == 6);
    CHECK(road.traffic().counters().on_road == 0);
}

TEST_CASE("walking speeds lie between 0.8 and 1.2 times 1.2 m/s and differ", "[traffic]")
{
    double sum = 0;
    std::uint32_t least = UINT32_MAX;
    std::uint32_t most = 0;
    for (std::uint64_t key = 0; key < 20'000; ++key) {
        std::uint32_t const speed = traffic::walking_speed_mm_per_s(key * 0x9e3779b97f4a7c15U);
        least = std::min(least, speed);
        most = std::max(most, speed);
        sum += speed;
    }
    CHECK(least == 960);
    CHECK(most == 1440);
    CHECK(sum / 20'000 == Approx(1200).margin(4));  // standard error 1
    CHECK(traffic::walking_time_ms(1200, 1200) == 1'000'000);
    CHECK(traffic::walking_time_ms(0.0001, 1200) == 1);
}

TEST_CASE("free time of a leg is what it takes alone", "[traffic]")
{
    StreetGrid grid(4, 120);
    grid.parameters.signal_cycle_s = 90;
    grid.add_legs(40, 5, 1, 9);
    for (std::size_t i = 0; i < grid.departures.size(); ++i) {
        grid.departures[i].time_ms = static_cast<Millis>(i) * 600'000;  // never two at a time
    }
    auto const record = grid.run(500, 1, 40 * 600'000, 60'000);
    REQUIRE(record.arrivals.size() == 40);
    for (auto const& [time, leg, departure, free] : record.arrivals) {
        Mode const mode = grid.plans.mode[leg];
        if (mode == Mode::walk) continue;
        CHECK(free == traffic::free_time_ms(grid.network, grid.routes[leg], mode, grid.parameters));
        if (mode == Mode::passenger) CHECK(time - departure == free);
        CHECK(time - departure <= free + 5 * 90'000);
    }
    CHECK(traffic::free_time_ms(grid.network, {}, Mode::car, grid.parameters) == 0);
    std::vector<LinkId> const one{LinkId(0)};
    CHECK(traffic::free_time_ms(grid.network, one, Mode::walk, grid.parameters) == 100'000);
    CHECK(traffic::free_time_ms(grid.network, one, Mode::bicycle, grid.parameters) == 30'857);  // 14 km/h
}

TEST_CASE("the memory of the links is known", "[traffic]")
{
    TrafficCase road;
    LinkId const link = road.link(0, 1);
    road.demand({{0, 100, 0.5}}, {{link}});
    road.run();
    CHECK(road.traffic().bytes() > 1000);
    CHECK(road.traffic().bytes() < 100'000);
}
