// What options change of a city: roads, places, lines and sites, on a town of thirty junctions.
#include "city/apply.hpp"

#include "city/option_faults.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"
#include "study/small_city.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using Catch::Contains;
using halong::test::faults_of;

namespace {

std::vector<double> lon_lat(double column, double row)
{
    auto const point = geo::Projection("EPSG:5899").to_lon_lat(test::small_city_point(column, row));
    return {point.lon_deg, point.lat_deg};
}

scenario::Option named(std::string id)
{
    scenario::Option option;
    option.id = std::move(id);
    return option;
}

scenario::NewRoad diagonal()
{
    scenario::NewRoad road;
    road.id = "bridge";
    road.name = "Cầu mới";
    auto const from = lon_lat(0.1, 0.1);
    auto const to = lon_lat(4.9, 3.9);
    road.points_lon_lat = {from[0], from[1], to[0], to[1]};
    return road;
}

}  // namespace

TEST_CASE("a new road joins the nearest junctions and leaves all ids as they were")
{
    auto const city = test::small_city();
    auto option = named("crossing");
    option.new_roads = {diagonal()};
    auto const changed = city::apply(option, city);
    REQUIRE(changed.network.link_count() == city.network.link_count() + 2);
    CHECK(changed.network.node_count() == city.network.node_count());
    for (auto const link : city.network.links()) {
        REQUIRE(changed.network.stable_id(link) == city.network.stable_id(link));
    }
    core::LinkId const there{city.network.link_count()};
    core::LinkId const back{city.network.link_count() + 1};
    CHECK(changed.network.from(there) == test::small_city_node(0, 0));
    CHECK(changed.network.to(there) == test::small_city_node(5, 4));
    CHECK(changed.network.reverse(there) == back);
    CHECK(changed.network.name(there) == "Cầu mới");
    CHECK(changed.network.is_bridge(there));
    double const way = geo::distance_m(test::small_city_point(0, 0), test::small_city_point(5, 4));
    CHECK(changed.network.length_m(there) == Approx(way).margin(1));

    option.new_roads[0].oneway = true;
    CHECK(city::apply(option, city).network.link_count() == city.network.link_count() + 1);

    SECTION("an end in the sea is told")
    {
        option.new_roads[0].points_lon_lat[2] += 0.2;
        CHECK_THAT(faults_of(option, city), Contains("option 'crossing'") && Contains("the end of new road 'bridge'"));
    }
}

TEST_CASE("a ban in one direction makes a one-way street")
{
    auto const city = test::small_city();
    auto option = named("oneway");
    scenario::RoadChange change;
    change.name = "Trần Phú";
    change.ban = {"car"};
    change.heading_deg = 90;  // to the east
    option.roads = {change};
    auto const changed = city::apply(option, city);
    auto const cars = network::Access::of(network::VehicleClass::car);
    int eastward = 0;
    for (auto const link : city.network.links()) {
        if (city.network.name(link) != "Trần Phú") continue;
        bool const east =
            city.network.position(city.network.to(link)).x_m > city.network.position(city.network.from(link)).x_m;
        eastward += east ? 1 : 0;
        CHECK(changed.network.access(link).overlaps(cars) == !east);
    }
    CHECK(eastward == 5);
    option.roads[0].box_lon_lat = {100, 10, 101, 11};
    CHECK_THAT(faults_of(option, city), Contains("no part of 'Trần Phú' in box_lon_lat leads to 90 degrees"));
}

TEST_CASE("places change by id and kind, and only in what is said")
{
    auto const city = test::small_city();
    auto option = named("slots");
    scenario::PlaceChange change;
    change.ids = {"beach"};
    change.kinds = {"pier"};
    change.opens_h = 6;
    change.closes_h = 22;
    change.slot_min = 30;
    change.slot_persons = 200;
    option.places = {change};
    auto const changed = city::apply(option, city);
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        city::Place const& before = city.places[core::PlaceId{i}];
        city::Place const& after = changed.places[core::PlaceId{i}];
        bool const is_meant = before.id == "beach" || before.id == "pier";
        CHECK(after.slot_min == (is_meant ? 30 : before.slot_min));
        CHECK(after.closes_h == (is_meant ? 22 : before.closes_h));
        CHECK(after.fee_vnd == before.fee_vnd);
    }
    option.places[0].ids = {"beech"};
    option.places[0].kinds = {"museum"};
    option.places[0].slot_persons = -1;
    auto const faults = faults_of(option, city);
    CHECK_THAT(faults, Contains("no place with the id 'beech'") && Contains("did you mean 'beach'?"));
    CHECK_THAT(faults, Contains("no place of the kind 'museum'"));
    option.places[0].ids = {"beach"};
    option.places[0].kinds.clear();
    CHECK_THAT(faults_of(option, city), Contains("place 'beach' would let nobody in at its times"));
}

TEST_CASE("a new line calls at places both ways at its headway, and lines are changed by route")
{
    auto const city = test::small_city();
    auto option = named("shuttle");
    scenario::NewLine line;
    line.id = "S1";
    line.stops = {"gate", "hotel", "beach"};
    line.headway_min = 30;
    line.from_h = 7;
    line.to_h = 9;
    option.new_lines = {line};
    auto const with = city::apply(option, city);
    REQUIRE(with.transit.lines.size() == 2);
    CHECK(with.transit.stops.size() == 6);
    CHECK(with.transit.trips.size() == 10);  // 7:00 to 9:00, both ways
    for (auto const& trip : with.transit.trips) {
        REQUIRE(trip.times.size() == 3);
        CHECK(trip.times[1].departure_ms - trip.times[1].arrival_ms == 30'000);
        CHECK(std::ranges::is_sorted(trip.times, {}, &city::StopTime::arrival_ms));
    }
    for (auto const& stop : with.transit.stops) CHECK(stop.node.valid());
    // 18 km/h as the crow flies.
    auto const& first = with.transit.trips.front();
    double const way = geo::distance_m(test::small_city_point(0, 2), test::small_city_point(2, 1));
    bool const is_out = with.transit.lines[first.line].id == "S1/out";
    if (is_out) CHECK(first.times[1].arrival_ms - first.times[0].departure_ms == Approx(way / 5 * 1000).margin(1000));

    auto more = named("denser");
    more.lines = {{{"S1"}, false, 1, 80}};
    auto const denser = city::apply(more, with);
    CHECK(denser.transit.trips.size() == 18);  // one between each two of each direction
    CHECK(denser.transit.lines[0].capacity == 80);
    CHECK(std::ranges::is_sorted(denser.transit.trips, {},
                                 [](auto const& trip) { return trip.times.front().departure_ms; }));
    auto none = named("cancelled");
    none.lines = {{{"S1"}, true, 0, 0}};
    CHECK(city::apply(none, with).transit.trips.empty());

    // A storm that bars boats bars those of the option, too.
    auto boats = option;
    boats.new_lines[0].kind = scenario::LineKind::boat;
    scenario::Scenario storm;
    CHECK(city::on_day(storm, city, boats).transit.trips.size() == 10);
    storm.weather.boats_barred = true;
    CHECK(city::on_day(storm, city, boats).transit.trips.empty());
    auto slow = option;
    slow.new_lines[0].dwell_s = 3'600;
    slow.new_lines[0].stops = {"gate",  "hotel", "beach", "gate",  "hotel", "beach", "gate",
                               "hotel", "beach", "gate",  "hotel", "beach", "gate"};
    CHECK_THAT(faults_of(slow, city), Contains("a trip of line 'S1' would take 13"));

    option.new_lines[0].stops[1] = "hotell";
    CHECK_THAT(faults_of(option, city), Contains("did you mean 'hotel'?"));
    none.lines[0].routes = {"S2"};
    CHECK_THAT(faults_of(none, with), Contains("no line of the route 'S2'"));
}

TEST_CASE("sites are moved, changed and taken away by id and rule")
{
    auto const city = test::small_city();
    auto option = named("move");
    scenario::SiteChange move;
    move.sites = {"hotspot/beach"};
    move.move_to_lon_lat = lon_lat(1, 1);
    move.uplink_mbps = 500;
    scenario::SiteChange turn;
    turn.sites = {"camera/centre"};
    turn.heading_deg = 0;
    scenario::SiteChange away;
    away.sites = {"hotspot/pier"};
    away.remove = true;
    option.change_sites = {move, turn, away};
    auto const changed = city::apply(option, city);
    REQUIRE(changed.sites.size() == 2);
    auto const& moved = changed.sites[core::SiteId{0}];
    CHECK(geo::distance_m(moved.position, test::small_city_point(1, 1)) < 0.01);
    CHECK(moved.zone == core::ZoneId{0});
    CHECK(moved.hotspot.uplink_mbps == 500);
    CHECK(changed.sites[core::SiteId{1}].heading_rad == Approx(std::numbers::pi / 2));
    option.change_sites[1].uplink_mbps = 100;
    CHECK_THAT(faults_of(option, city), Contains("'uplink_mbps' does nothing to 'camera/centre', which are cameras"));
    option.change_sites[1].uplink_mbps = -1;
    option.change_sites[0].sites = {"test"};  // the rule of all
    CHECK_THAT(faults_of(option, city), Contains("'test' names 3 sites, which cannot all move to one point"));
    option.change_sites[0].sites = {"hotspot/beech"};
    CHECK_THAT(faults_of(option, city), Contains("did you mean 'hotspot/beach'?"));
}

TEST_CASE("sites stand where a layer has its points, and cameras look where it says")
{
    test::ScratchFolder const folder;
    auto const at = lon_lat(2.5, 2.5);
    auto const file = folder.write(
        "drawn.geojson", fmt::format(R"({{"type":"FeatureCollection","features":[{{"type":"Feature","properties":)"
                                     R"({{"id":"mast","heading_deg":180}},"geometry":{{"type":"Point",)"
                                     R"("coordinates":[{},{}]}}}}]}})",
                                     at[0], at[1]));
    auto option = named("drawn");
    scenario::SiteRule rule;
    rule.id = "drawn";
    rule.service = scenario::ServiceKind::camera;
    rule.anchor = scenario::Anchor::layer;
    rule.layer = file.string();
    option.add_sites = {rule};
    auto const city = test::small_city();
    auto const changed = city::apply(option, city);
    REQUIRE(changed.sites.size() == city.sites.size() + 1);
    auto const& site = changed.sites.values().back();
    CHECK(site.id == "drawn/mast/0");
    CHECK(geo::distance_m(site.position, test::small_city_point(2.5, 2.5)) < 0.5);
    CHECK(site.heading_rad == Approx(-std::numbers::pi / 2));
}
