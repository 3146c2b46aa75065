#include "network/road_class.hpp"

#include "core/error.hpp"
#include "network/road_defaults.hpp"
#include "network/supply.hpp"
#include "network/vehicle_class.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace halong;
using network::Access;
using network::find_road_class;
using network::RoadClass;
using network::VehicleClass;

TEST_CASE("Every road class is found by its own name, and names differ", "[road_class]")
{
    std::set<std::string_view> names;
    for (int i = 0; i < network::road_class_count; ++i) {
        auto const road_class = static_cast<RoadClass>(i);
        names.insert(network::name_of(road_class));
        CHECK(find_road_class(network::name_of(road_class)) == road_class);
    }
    CHECK(names.size() == static_cast<std::size_t>(network::road_class_count));
    CHECK(network::name_of(RoadClass::living_street) == "living_street");
    CHECK_THROWS_AS(network::name_of(static_cast<RoadClass>(99)), core::InternalFault);
}

TEST_CASE("OpenStreetMap's values become ramps, footways or nothing", "[road_class]")
{
    for (auto const* value : {"motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"}) {
        CHECK(find_road_class(value) == RoadClass::ramp);
    }
    for (auto const* value : {"pedestrian", "path", "steps", "cycleway", "footway", "corridor"}) {
        CHECK(find_road_class(value) == RoadClass::footway);
    }
    CHECK(find_road_class("road") == RoadClass::unclassified);
    for (auto const* value : {"track", "construction", "proposed", "", "Primary", "primary "}) {
        CHECK_FALSE(find_road_class(value).has_value());
    }
}

TEST_CASE("Defaults: faster and wider the more important the road", "[road_defaults]")
{
    double last_speed = 1000;
    double last_width = 1000;
    for (int i = 0; i <= static_cast<int>(RoadClass::service); ++i) {
        auto const defaults = network::road_defaults(static_cast<RoadClass>(i));
        CHECK(defaults.speed_limit_kmh <= last_speed);
        double const lanes_m = defaults.lanes * defaults.lane_width_m;
        CHECK(lanes_m <= last_width);
        CHECK(defaults.width_m() == lanes_m + defaults.slow_strip_m);
        CHECK(defaults.slow_strip_m >= 0);
        last_speed = defaults.speed_limit_kmh;
        last_width = lanes_m;
    }
    CHECK(network::road_defaults(RoadClass::motorway).speed_limit_kmh == 100);
    CHECK(network::road_defaults(RoadClass::trunk).width_m() == 9.0);       // 18 m both ways
    CHECK(network::road_defaults(RoadClass::secondary).width_m() == 5.25);  // 10.5 m
    CHECK(network::road_defaults(RoadClass::tertiary).width_m() == 3.75);   // 7.5 m
    CHECK(network::road_defaults(RoadClass::motorway).slow_strip_m == 0);   // no motorbikes there
    CHECK(network::road_defaults(RoadClass::ramp).speed_limit_kmh == 50);
}

TEST_CASE("Defaults: motorways are shut to motorbikes, bicycles and walkers, footways to vehicles", "[road_defaults]")
{
    Access const motorway = network::road_defaults(RoadClass::motorway).access;
    CHECK_FALSE(motorway.has(VehicleClass::motorbike));
    CHECK_FALSE(motorway.has(VehicleClass::bicycle));
    CHECK_FALSE(motorway.has_walkers());
    for (auto const vehicle :
         {VehicleClass::car, VehicleClass::van, VehicleClass::bus, VehicleClass::coach, VehicleClass::lorry}) {
        CHECK(motorway.has(vehicle));
    }
    CHECK(network::road_defaults(RoadClass::footway).access == Access::walkers());
    CHECK(network::road_defaults(RoadClass::residential).access == Access::all_vehicles().with(Access::walkers()));
}

TEST_CASE("Defaults of every class give a plausible supply", "[road_defaults]")
{
    for (int i = 0; i < network::road_class_count; ++i) {
        auto const road_class = static_cast<RoadClass>(i);
        auto const defaults = network::road_defaults(road_class);
        CHECK(
            network::has_plausible_wave(network::supply_of(defaults.width_m(), defaults.speed_limit_kmh, road_class)));
    }
}

TEST_CASE("Vehicle classes are found by name", "[vehicle_class]")
{
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const vehicle = static_cast<VehicleClass>(i);
        CHECK(network::find_vehicle_class(network::info(vehicle).name) == vehicle);
    }
    CHECK_FALSE(network::find_vehicle_class("tram").has_value());
}

TEST_CASE("Sets of users", "[vehicle_class]")
{
    Access const bikes = Access::of(VehicleClass::motorbike).with(Access::of(VehicleClass::bicycle));
    CHECK(bikes.has(VehicleClass::bicycle));
    CHECK_FALSE(bikes.has(VehicleClass::car));
    CHECK_FALSE(bikes.has_walkers());
    CHECK(bikes.overlaps(Access::all_vehicles()));
    CHECK_FALSE(bikes.overlaps(Access::walkers()));
    CHECK(Access::all_vehicles().without(bikes).with(bikes) == Access::all_vehicles());
    CHECK(Access::from_bits(bikes.bits()) == bikes);
    CHECK_FALSE(Access{}.overlaps(Access::all_vehicles().with(Access::walkers())));
}
