// What outages of a scenario take out of a town: by extent, for their hours, after what batteries bridge.
#include "city/apply.hpp"
#include "city/every_day.hpp"
#include "city/foreseen.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace halong;
using namespace halong::test;
using Catch::Contains;
using city::on_day;
using city::Spell;
using core::Millis;
using core::PlaceId;
using core::SiteId;

namespace {

constexpr SiteId hotspot{0};
constexpr SiteId camera{1};

// A hotspot beside the town hall at the street's beginning, a camera at its end, a signal at its middle.
city::City town_with_hall()
{
    auto town = line_town();
    city::Place hall;
    hall.id = "hall";
    hall.kind = city::PlaceKind::one_stop_centre;
    hall.position = {0, 0};
    hall.zone = core::ZoneId{0};
    hall.radius_m = 100;
    town.places.push_back(hall);
    put_sites(town, {hotspot_at("at-hall", {0, 10}), camera_at("at-end", {600, 0}, 0)});
    network::SignalPlan plan;
    plan.node = core::NodeId{1};
    plan.cycle_ms = 90'000;
    plan.turns = {{core::LinkId{0}, core::LinkId{2}, {{0, 40'000}}, false}};
    town.network.set_signal_plans({plan});
    return town;
}

scenario::Scenario day_with(scenario::Outage outage)
{
    scenario::Scenario scenario;
    scenario.id = "evening";
    outage.id = "cut";
    outage.from_h = 18;
    outage.to_h = 21;
    scenario.outages = {outage};
    return scenario;
}

using Names = std::vector<std::string>;

scenario::Extent at(Names places, Names sites = {}, Names zones = {})
{
    scenario::Extent extent;
    extent.places = std::move(places);
    extent.sites = std::move(sites);
    extent.zones = std::move(zones);
    return extent;
}

scenario::Scenario power_cut(scenario::Extent extent)
{
    scenario::Outage outage;
    outage.what = {"power"};
    outage.extent = std::move(extent);
    return day_with(outage);
}

using Spells = std::vector<Spell>;

constexpr Spell evening{18 * hour, 21 * hour};

}  // namespace

TEST_CASE("outages: a cut of the power takes out what stands within the radius of a place, and nothing else")
{
    auto const town = town_with_hall();
    auto const dark = on_day(power_cut(at({"hall"})), town);
    CHECK(dark.faults.sites.of(hotspot) == Spells{evening});
    CHECK(dark.faults.sites.of(camera).empty());
    CHECK(dark.faults.windows.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.faults.gates.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.faults.mains.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.network.dark_signals().empty());
    CHECK(town.faults.sites.empty());
}

TEST_CASE("outages: extents are zones, sites, boxes, circles and polygons, and without any the whole city")
{
    auto const town = town_with_hall();
    geo::Projection const projection(town.crs);
    auto const a = projection.to_lon_lat({500, -50});
    auto const b = projection.to_lon_lat({700, 50});
    auto const end = projection.to_lon_lat({600, 0});
    std::vector<scenario::Extent> round_the_end(4);
    round_the_end[0].sites = {"at-end"};
    round_the_end[1].box_lon_lat = {a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg};
    round_the_end[2].circle_lon_lat = {end.lon_deg, end.lat_deg};
    round_the_end[2].radius_m = 50;
    round_the_end[3].polygon_lon_lat = {a.lon_deg, a.lat_deg, b.lon_deg, a.lat_deg,
                                        b.lon_deg, b.lat_deg, a.lon_deg, b.lat_deg};
    for (auto const& extent : round_the_end) {
        auto const dark = on_day(power_cut(extent), town);
        CHECK(dark.faults.sites.of(camera) == Spells{evening});
        CHECK(dark.faults.sites.of(hotspot).empty());
        CHECK(dark.network.dark_signals().empty());
    }
    for (auto const& extent : {scenario::Extent{}, at({}, {}, {"z0"})}) {
        auto const dark = on_day(power_cut(extent), town);
        CHECK(dark.faults.sites.of(camera) == Spells{evening});
        CHECK(dark.faults.sites.of(hotspot) == Spells{evening});
        REQUIRE(dark.network.dark_signals().size() == 1);
        CHECK(dark.network.dark_signals()[0] == network::DarkSignal{core::NodeId{1}, 18 * hour, 21 * hour});
    }
}

TEST_CASE("outages: batteries bridge their minutes, the longest of those that hold")
{
    auto const town = town_with_hall();
    auto scenario = power_cut({});
    scenario.power.hotspot_battery_min = 30;
    scenario.power.signal_battery_min = 200;
    scenario.power.window_battery_min = 10;
    scenario.backups = {{"short", 45, at({}, {"at-end"})}, {"long", 60, at({}, {}, {"z0"})}};
    auto const dark = on_day(scenario, town);
    CHECK(dark.faults.sites.of(camera) == Spells{{19 * hour, 21 * hour}});
    CHECK(dark.faults.sites.of(hotspot) == Spells{{19 * hour, 21 * hour}});
    CHECK(dark.faults.windows.of(PlaceId{0}) == Spells{{19 * hour, 21 * hour}});
    CHECK(dark.faults.mains.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.network.dark_signals().empty());
    scenario.backups.clear();
    CHECK(on_day(scenario, town).faults.sites.of(hotspot) == Spells{{18 * hour + 30 * minute, 21 * hour}});
    CHECK(on_day(scenario, town).faults.sites.of(camera) == Spells{evening});
}

TEST_CASE("outages: batteries are full when the mains come back, and not between outages that touch or overlap")
{
    auto const town = town_with_hall();
    auto const evenings = [&](double second_from_h) {
        scenario::Outage first;
        first.what = {"power"};
        first.extent = at({"hall"});
        auto scenario = day_with(first);
        scenario.outages.push_back(scenario.outages.front());
        scenario.outages[0].from_h = 17;
        scenario.outages[0].to_h = 19;
        scenario.outages[1].extent = {};  // of the whole city
        scenario.outages[1].from_h = second_from_h;
        scenario.outages[1].to_h = 22;
        scenario.backups = {{"all", 120, {}}};
        return on_day(scenario, town);
    };
    for (double const from_h : {18.0, 19.0}) {
        CAPTURE(from_h);
        auto const dark = evenings(from_h);
        Spells const bridged{{19 * hour, 22 * hour}};
        CHECK(dark.faults.mains.of(PlaceId{0}) == Spells{{17 * hour, 22 * hour}});
        CHECK(dark.faults.sites.of(hotspot) == bridged);
        CHECK(dark.faults.windows.of(PlaceId{0}) == bridged);
        CHECK(dark.faults.gates.of(PlaceId{0}) == bridged);
        Millis const second_ms = static_cast<Millis>(from_h) * hour + 2 * hour;
        CHECK(dark.faults.sites.of(camera) == Spells{{second_ms, 22 * hour}});
        REQUIRE(dark.network.dark_signals().size() == 1);
        CHECK(dark.network.dark_signals()[0] == network::DarkSignal{core::NodeId{1}, second_ms, 22 * hour});
    }
    auto const apart = evenings(19.5);
    CHECK(apart.faults.sites.of(hotspot) == Spells{{21 * hour + 30 * minute, 22 * hour}});
    CHECK(apart.faults.windows.of(PlaceId{0}) == Spells{{21 * hour + 30 * minute, 22 * hour}});
}

TEST_CASE("outages: with power and uplink out batteries help what needs no uplink alone")
{
    scenario::Outage outage;
    outage.what = {"power", "uplink"};
    auto scenario = day_with(outage);
    scenario.backups = {{"all", 1'440, {}}};
    auto const dark = on_day(scenario, town_with_hall());
    CHECK(dark.faults.sites.of(hotspot) == Spells{evening});
    CHECK(dark.faults.sites.of(camera) == Spells{evening});
    CHECK(dark.faults.windows.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.faults.mains.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.faults.gates.empty());
    CHECK(dark.network.dark_signals().empty());
}

TEST_CASE("outages: a signal that stops nobody does not go dark")
{
    auto town = line_town();  // all approaches along one axis
    town.network.set_signal(core::NodeId{1}, true);
    put_sites(town, {hotspot_at("at-hall", {0, 10})});
    CHECK(on_day(power_cut({}), town).network.dark_signals().empty());
    scenario::Extent at_signal;
    auto const middle = geo::Projection(town.crs).to_lon_lat({300, 0});
    at_signal.circle_lon_lat = {middle.lon_deg, middle.lat_deg};
    at_signal.radius_m = 50;
    CHECK_THROWS_WITH(on_day(power_cut(at_signal), town), Contains("nothing of what fails stands there"));
}

TEST_CASE("outages: hours after 24:00 are as those of the morning")
{
    CHECK(city::every_day({}).empty());
    CHECK(city::every_day({evening}) == Spells{evening, {42 * hour, 45 * hour}});
    CHECK(city::every_day({{0, 2 * hour}, {22 * hour, 24 * hour}}) ==
          Spells{{0, 2 * hour}, {22 * hour, 26 * hour}, {46 * hour, 48 * hour}});
    CHECK(city::every_day({{0, 24 * hour}}) == Spells{{0, 48 * hour}});
}

TEST_CASE("outages: nobody foresees cuts and roads that are shut unannounced; closures that are announced stay")
{
    auto town = town_with_hall();
    town.network.set_signal_timing({core::NodeId{1}, 60'000, 5'000, 400});
    auto scenario = power_cut({});
    scenario::Outage closed = scenario.outages.front();
    closed.what = {"roads"};
    closed.roads = {"Phố 0"};
    scenario.outages.push_back(closed);
    closed.announced = false;
    scenario.outages.push_back(closed);
    auto const dark = on_day(scenario, town);
    CHECK(city::has_surprises(dark));
    CHECK_FALSE(city::has_surprises(town));
    auto const expected = city::as_foreseen(dark);
    CHECK_FALSE(city::has_surprises(expected));
    CHECK(expected.faults.mains.empty());
    CHECK(expected.network.has_signal(core::NodeId{1}));
    CHECK(expected.network.signal_plans() == town.network.signal_plans());
    CHECK(expected.network.signal_timings() == town.network.signal_timings());
    CHECK(expected.network.hour_bans().size() == 2);
}

TEST_CASE(
    "outages: an uplink stops hotspots, cameras and windows whatever batteries there are; outages of one thing join")
{
    auto const town = town_with_hall();
    scenario::Outage outage;
    outage.what = {"uplink"};
    auto scenario = day_with(outage);
    scenario.power.hotspot_battery_min = 1'440;
    outage.id = "more";
    outage.what = {"hotspots"};
    outage.from_h = 20;
    outage.to_h = 22;
    scenario.outages.push_back(outage);
    auto const dark = on_day(scenario, town);
    CHECK(dark.faults.sites.of(hotspot) == Spells{{18 * hour, 22 * hour}});
    CHECK(dark.faults.sites.of(camera) == Spells{evening});
    CHECK(dark.faults.windows.of(PlaceId{0}) == Spells{evening});
    CHECK(dark.faults.mains.empty());
    CHECK(dark.network.dark_signals().empty());
}

TEST_CASE("outages: roads are closed to whom it says, beforehand or to everybody's surprise")
{
    auto const town = town_with_hall();
    scenario::Outage outage;
    outage.what = {"roads"};
    outage.roads = {"Phố 0"};
    outage.vehicles = {"motorbike"};
    auto const told = on_day(day_with(outage), town);
    auto const& bans = told.network.hour_bans();
    REQUIRE(bans.size() == 2);  // both directions
    CHECK(bans[0].from_ms == 18 * hour);
    CHECK(bans[0].to_ms == 21 * hour);
    CHECK(bans[0].banned.overlaps(network::Access::of(network::VehicleClass::motorbike)));
    CHECK_FALSE(bans[0].banned.overlaps(network::Access::of(network::VehicleClass::car)));
    CHECK(told.faults.shut_roads.empty());

    outage.vehicles.clear();
    outage.announced = false;
    auto const untold = on_day(day_with(outage), town);
    CHECK(untold.network.hour_bans().empty());
    REQUIRE(untold.faults.shut_roads.rows().size() == 2);
    CHECK(untold.faults.shut_roads.of(core::LinkId{1}) == Spells{evening});
}

TEST_CASE("outages: cabins stand while a station of theirs has no power, and boats sail")
{
    auto town = town_with_hall();
    town.transit.stops.resize(2);
    town.transit.stops[1].position = {600, 0};
    for (auto const kind : {city::TransitKind::cabin, city::TransitKind::boat}) {
        city::TransitLine line;
        line.kind = kind;
        line.stops = {0, 1};
        for (core::Millis const at : {17 * hour, 18 * hour, 20 * hour, 21 * hour, 42 * hour}) {
            city::TransitTrip trip;
            trip.line = static_cast<std::uint32_t>(town.transit.lines.size());
            trip.times = {{at, at}, {at + hour, at + hour}};
            town.transit.trips.push_back(trip);
        }
        town.transit.lines.push_back(line);
    }
    auto const dark = on_day(power_cut(at({}, {"at-hall"})), town);
    CHECK(dark.transit.trips.size() == 10);  // no station is a site
    auto const at_end = on_day(power_cut(at({}, {}, {"z0"})), town);
    CHECK(at_end.transit.trips.size() == 10);  // nor does any station say its zone
    auto const all = on_day(power_cut({}), town);
    REQUIRE(all.transit.trips.size() == 7);
    CHECK(all.transit.trips[0].times[0].departure_ms == 17 * hour);
    CHECK(all.transit.trips[1].times[0].departure_ms == 21 * hour);
}

TEST_CASE("outages: all names that the city does not have are told at once, and an outage of nothing, too")
{
    auto scenario = power_cut(at({"hill"}, {"at-and"}, {"z9"}));
    scenario.backups = {{"b", 60, at({}, {}, {"zz"})}};
    scenario::Outage closed;
    closed.id = "bridge";
    closed.what = {"roads"};
    closed.roads = {"Phố O"};
    scenario.outages.push_back(closed);
    scenario::Outage nothing;
    nothing.id = "nothing";
    nothing.what = {"cameras"};
    nothing.extent.sites = {"at-hall"};
    scenario.outages.push_back(nothing);
    try {
        on_day(scenario, town_with_hall());
        FAIL("no error");
    } catch (core::UserError const& error) {
        std::string all;
        for (auto const& one : error.diagnostics()) all += core::text_of(one) + "\n";
        INFO(all);
        REQUIRE(error.diagnostics().size() == 6);
        CHECK_THAT(all, Contains("scenario 'evening', outage 'cut'") && Contains("no zone 'z9'"));
        CHECK_THAT(all, Contains("no place 'hill'") && Contains("did you mean 'hall'?"));
        CHECK_THAT(all, Contains("'at-and'") && Contains("did you mean 'at-end'?"));
        CHECK_THAT(all, Contains("backup 'b'") && Contains("no zone 'zz'"));
        CHECK_THAT(all, Contains("outage 'bridge'") && Contains("no road named 'Phố O'"));
        CHECK_THAT(all, Contains("outage 'nothing'") && Contains("nothing of what fails stands there"));
    }
}
