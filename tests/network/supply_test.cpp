#include "network/supply.hpp"

#include "core/error.hpp"
#include "network/road_defaults.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using network::RoadClass;
using network::supply_of;

namespace {

double wave_kmh(network::LinkSupply const& supply) { return supply.wave_speed_mps * 3.6; }

}  // namespace

TEST_CASE("A lane of 3.5 m at 50 km/h and above carries the saturation flow", "[supply]")
{
    for (double const speed : {50.0, 60.0, 80.0, 100.0}) {
        auto const supply = supply_of(3.5, speed, RoadClass::primary);
        CHECK(supply.capacity_pcu_per_h == Approx(1837.5));
        CHECK(supply.jam_pcu_per_m == Approx(1.0 / 7.5));
        CHECK(supply.free_speed_mps == Approx(speed / 3.6));
    }
    // By hand: q = 1837.5/3600 = 0.510417, q/u = 0.03675, w = 0.510417 / 0.0965833 = 5.28473 m/s.
    CHECK(supply_of(3.5, 50, RoadClass::primary).wave_speed_mps == Approx(5.284728).epsilon(1e-6));
}

TEST_CASE("Main roads of 3.5 m lanes lie within 10 % of 1,840 PCU/h from 40 to 60 km/h", "[supply]")
{
    for (auto const road_class : {RoadClass::trunk, RoadClass::primary, RoadClass::secondary, RoadClass::tertiary}) {
        for (double speed = 40; speed <= 60; speed += 1) {
            double const capacity = supply_of(7.0, speed, road_class).capacity_pcu_per_h / 2;
            CHECK(capacity == Approx(1840).epsilon(0.10));
        }
    }
    // 40 km/h: u = 11.1111, w = 5.55556, u w k_j / (u + w) = 0.493827 PCU/s.
    CHECK(supply_of(3.5, 40, RoadClass::tertiary).capacity_pcu_per_h == Approx(1777.7778));
}

TEST_CASE("Capacity and jam density follow width", "[supply]")
{
    auto const one = supply_of(3.5, 30, RoadClass::residential);
    auto const three = supply_of(10.5, 30, RoadClass::residential);
    CHECK(three.capacity_pcu_per_h == Approx(3 * one.capacity_pcu_per_h));
    CHECK(three.jam_pcu_per_m == Approx(3 * one.jam_pcu_per_m));
    CHECK(three.wave_speed_mps == Approx(one.wave_speed_mps));
}

TEST_CASE("The triangle closes and its wave stays within 12-20 km/h for every class, width and speed", "[supply]")
{
    for (int c = 0; c < network::road_class_count; ++c) {
        for (double width = 0.5; width < 30; width *= 1.7) {
            double last_capacity = 0;
            for (double speed = 1; speed <= 130; speed += 1) {
                auto const s = supply_of(width, speed, static_cast<RoadClass>(c));
                double const q = s.capacity_pcu_per_h / 3600;
                REQUIRE(q == Approx(s.free_speed_mps * s.wave_speed_mps * s.jam_pcu_per_m /
                                    (s.free_speed_mps + s.wave_speed_mps)));
                REQUIRE(wave_kmh(s) > 12.0);
                REQUIRE(wave_kmh(s) < 20.0 + 1e-9);
                REQUIRE(network::has_plausible_wave(s));
                REQUIRE(s.capacity_pcu_per_h >= last_capacity - 1e-9);  // faster roads never carry less
                last_capacity = s.capacity_pcu_per_h;
            }
        }
    }
}

TEST_CASE("Small streets carry less than main roads of the same width and speed", "[supply]")
{
    double const main_road = supply_of(3.5, 30, RoadClass::tertiary).capacity_pcu_per_h;
    CHECK(main_road == Approx(1600));
    CHECK(supply_of(3.5, 30, RoadClass::residential).capacity_pcu_per_h == Approx(0.9 * 1600));
    CHECK(supply_of(3.5, 30, RoadClass::living_street).capacity_pcu_per_h == Approx(0.8 * 1600));
    // At walking pace the floor of 13 km/h binds: u = 5/3.6, w = 13/3.6: 5 x 13 / 18 / 3.6 / 7.5 PCU/s.
    CHECK(supply_of(3.5, 5, RoadClass::service).capacity_pcu_per_h == Approx(65.0 / 18 * 1000 / 7.5));
}

TEST_CASE("A ferry carries 120 PCU/h whatever its width, and holds what fits its boats", "[supply]")
{
    auto const ferry = supply_of(3.5, 12, RoadClass::ferry);
    CHECK(ferry.capacity_pcu_per_h == 120);
    CHECK(supply_of(20, 12, RoadClass::ferry).jam_pcu_per_m == ferry.jam_pcu_per_m);
    CHECK(wave_kmh(ferry) == Approx(18));
    // 1 km: 5 minutes at 12 km/h and 120/h is 10 PCU under way, and the wave's 200 s are 6.667 more.
    CHECK(ferry.jam_pcu_per_m * 1000 == Approx(10 + 120 * 200.0 / 3600));
}

TEST_CASE("A wave outside 12-25 km/h is implausible", "[supply]")
{
    network::LinkSupply supply{10, 1000, 0.1, 12.0 / 3.6 - 1e-3};
    CHECK_FALSE(network::has_plausible_wave(supply));
    supply.wave_speed_mps = 25.0 / 3.6 + 1e-3;
    CHECK_FALSE(network::has_plausible_wave(supply));
    supply.wave_speed_mps = 5;
    CHECK(network::has_plausible_wave(supply));
}

TEST_CASE("Width and speed must be positive", "[supply]")
{
    CHECK_THROWS_WITH(supply_of(0, 50, RoadClass::trunk), "supply_of: width must be positive");
    CHECK_THROWS_WITH(supply_of(3.5, -1, RoadClass::trunk), "supply_of: speed limit must be positive");
}
