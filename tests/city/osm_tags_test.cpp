#include "city/osm_tags.hpp"

#include <catch2/catch.hpp>

using namespace halong::city;
using halong::network::Access;
using halong::network::RoadClass;
using halong::network::VehicleClass;

namespace {

WayReading read(std::vector<std::pair<std::string_view, std::string_view>> tags, OsmOptions const& options = {})
{
    return read_way_tags(OsmTags(std::move(tags)), options);
}

Access motorbike() { return Access::of(VehicleClass::motorbike); }

}  // namespace

TEST_CASE("speeds are read with their units")
{
    CHECK(parse_speed_kmh("50") == 50.0);
    CHECK(parse_speed_kmh("50 km/h") == 50.0);
    CHECK(parse_speed_kmh("50kmh") == 50.0);
    CHECK(*parse_speed_kmh("30 mph") == Approx(48.28032));
    CHECK(*parse_speed_kmh("10 knots") == Approx(18.52));
    CHECK(parse_speed_kmh("walk") == 5.0);
    for (auto const* bad : {"", "fast", "none", "0", "-50", "900", "50;60", "nan", "inf", "50 m"}) {
        CHECK_FALSE(parse_speed_kmh(bad));
    }
}

TEST_CASE("widths are read in metres, centimetres, feet and inches")
{
    CHECK(parse_width_m("3.5") == 3.5);
    CHECK(parse_width_m("3.5 m") == 3.5);
    CHECK(parse_width_m("350 cm") == 3.5);
    CHECK(*parse_width_m("12'") == Approx(3.6576));
    CHECK(*parse_width_m("12'6\"") == Approx(3.81));
    for (auto const* bad : {"", "wide", "-1", "0", "1000", "3,5", "12'6", "'"}) CHECK_FALSE(parse_width_m(bad));
}

TEST_CASE("lane counts are whole numbers from 1 to 16")
{
    CHECK(parse_lane_count("2") == 2);
    CHECK(parse_lane_count(" 16 ") == 16);
    for (auto const* bad : {"", "0", "-2", "17", "1.5", "2;3", "two"}) CHECK_FALSE(parse_lane_count(bad));
}

TEST_CASE("every highway value finds its class")
{
    CHECK(read({{"highway", "motorway"}}).way.road_class == RoadClass::motorway);
    CHECK(read({{"highway", "trunk_link"}}).way.road_class == RoadClass::ramp);
    CHECK(read({{"highway", "living_street"}}).way.road_class == RoadClass::living_street);
    for (auto const* walkway : {"footway", "pedestrian", "path", "steps", "cycleway", "track", "bridleway"}) {
        CHECK(read({{"highway", walkway}}).way.road_class == RoadClass::footway);
    }
    CHECK(read({{"route", "ferry"}}).way.road_class == RoadClass::ferry);
    CHECK(read({{"building", "yes"}}).use == WayUse::none);
    auto const proposed = read({{"highway", "proposed"}});
    CHECK(proposed.use == WayUse::unused);
    CHECK(proposed.unused_as == "highway=proposed");
    CHECK(read({{"highway", "pedestrian"}, {"area", "yes"}}).unused_as == "highway=pedestrian with area=yes");
}

TEST_CASE("roads under construction are left out unless asked for")
{
    CHECK(read({{"highway", "construction"}, {"construction", "primary"}}).use == WayUse::construction);
    OsmOptions const options{true};
    auto const primary = read({{"highway", "construction"}, {"construction", "primary"}}, options);
    CHECK(primary.use == WayUse::road);
    CHECK(primary.built_now);
    CHECK(primary.way.road_class == RoadClass::primary);
    CHECK(read({{"highway", "construction"}}, options).way.road_class == RoadClass::secondary);
    CHECK(read({{"highway", "construction"}, {"construction", "minor"}}, options).way.road_class ==
          RoadClass::secondary);
}

TEST_CASE("oneway and what implies it")
{
    for (auto const* yes : {"yes", "true", "1"}) {
        CHECK(read({{"highway", "primary"}, {"oneway", yes}}).way.oneway == Oneway::forward);
    }
    CHECK(read({{"highway", "primary"}, {"oneway", "-1"}}).way.oneway == Oneway::backward);
    auto const stated = read({{"highway", "primary"}, {"oneway", "no"}}).way;
    CHECK(stated.oneway == Oneway::no);
    CHECK(stated.oneway_stated);
    CHECK_FALSE(read({{"highway", "primary"}}).way.oneway_stated);
    auto const circle = read({{"highway", "tertiary"}, {"junction", "roundabout"}}).way;
    CHECK(circle.roundabout);
    CHECK(circle.oneway == Oneway::forward);
    CHECK(read({{"highway", "motorway"}}).way.oneway == Oneway::forward);
    CHECK(read({{"highway", "motorway"}, {"oneway", "no"}}).way.oneway == Oneway::no);
    auto const reversible = read({{"highway", "primary"}, {"oneway", "reversible"}});
    CHECK(reversible.way.oneway == Oneway::no);
    REQUIRE(reversible.bad_tags.size() == 1);
    CHECK(reversible.bad_tags[0] == "oneway=reversible cannot be read: taken as a two-way road");
}

TEST_CASE("classes that are exempt from one-way rules")
{
    auto const way = read({{"highway", "primary"}, {"oneway", "yes"}, {"oneway:motorcycle", "no"}}).way;
    CHECK(way.contraflow == motorbike());
    CHECK(read({{"highway", "primary"}, {"oneway:motorcycle", "no"}}).way.contraflow == Access());
}

TEST_CASE("lanes, width and speed; lanes by direction are summed")
{
    auto const way = read({{"highway", "primary"}, {"lanes", "4"}, {"width", "15 m"}, {"maxspeed", "60"}}).way;
    CHECK(way.lanes == 4);
    CHECK(way.width_m == 15.0);
    CHECK(way.speed_limit_kmh == 60.0);
    CHECK(read({{"highway", "primary"}, {"lanes:forward", "2"}, {"lanes:backward", "1"}}).way.lanes == 3);
    CHECK(read({{"highway", "primary"}, {"lanes:forward", "2"}}).way.lanes == 0);
    auto const bad = read({{"highway", "primary"}, {"lanes", "many"}, {"width", "wide"}, {"maxspeed", "VN:urban"}});
    CHECK(bad.way.lanes == 0);
    CHECK(bad.way.width_m == 0.0);
    CHECK(bad.way.speed_limit_kmh == 0.0);
    CHECK(bad.bad_tags.size() == 3);
}

TEST_CASE("the most special access key decides")
{
    auto const all = Access::all_vehicles().with(Access::walkers());
    CHECK(read({{"highway", "service"}}).way.banned == Access());
    CHECK(read({{"highway", "service"}, {"access", "private"}}).way.banned == all);
    auto const alley = read({{"highway", "residential"}, {"motor_vehicle", "no"}, {"motorcycle", "yes"}}).way;
    CHECK_FALSE(alley.banned.has(VehicleClass::motorbike));
    CHECK_FALSE(alley.banned.has(VehicleClass::bicycle));
    CHECK(alley.banned.has(VehicleClass::car));
    CHECK(alley.banned.has(VehicleClass::lorry));
    auto const on_foot = read({{"highway", "service"}, {"access", "no"}, {"foot", "yes"}}).way;
    CHECK(on_foot.banned == Access::all_vehicles());
    CHECK(read({{"highway", "primary"}, {"hgv", "no"}}).way.banned == Access::of(VehicleClass::lorry));
    auto const motorroad = read({{"highway", "trunk"}, {"motorroad", "yes"}}).way;
    CHECK(motorroad.banned == Access::walkers().with(Access::of(VehicleClass::bicycle)));
    auto const unreadable = read({{"highway", "primary"}, {"motor_vehicle", "sometimes"}});
    CHECK(unreadable.way.banned == Access());
    CHECK(unreadable.bad_tags == std::vector<std::string>{"motor_vehicle=sometimes cannot be read: ignored"});
}

TEST_CASE("only a special key opens what the class forbids")
{
    CHECK(read({{"highway", "path"}, {"motorcycle", "yes"}}).way.allowed.has(VehicleClass::motorbike));
    CHECK_FALSE(read({{"highway", "footway"}, {"access", "yes"}}).way.allowed.has(VehicleClass::motorbike));
    CHECK_FALSE(read({{"highway", "motorway"}, {"motor_vehicle", "yes"}}).way.allowed.has(VehicleClass::motorbike));
    auto const ramp = read({{"highway", "motorway_link"}}).way;
    CHECK(ramp.banned.has(VehicleClass::motorbike));
    CHECK(ramp.banned.has_walkers());
    CHECK_FALSE(read({{"highway", "motorway_link"}, {"motorcycle", "yes"}}).way.banned.has(VehicleClass::motorbike));
    CHECK(read({{"highway", "cycleway"}}).way.allowed == Access::of(VehicleClass::bicycle));
    CHECK(read({{"highway", "footway"}}).way.allowed == Access());
}

TEST_CASE("names fall back on the Vietnamese name and the number of the road")
{
    CHECK(read({{"highway", "trunk"}, {"name", "Hạ Long"}, {"ref", "QL18"}}).way.name == "Hạ Long");
    CHECK(read({{"highway", "trunk"}, {"name:vi", "Trần Phú"}, {"ref", "QL18"}}).way.name == "Trần Phú");
    CHECK(read({{"highway", "trunk"}, {"ref", "QL18"}}).way.name == "QL18");
    CHECK(read({{"highway", "trunk"}, {"bridge", "viaduct"}}).way.bridge);
    CHECK_FALSE(read({{"highway", "trunk"}, {"bridge", "no"}}).way.bridge);
}
