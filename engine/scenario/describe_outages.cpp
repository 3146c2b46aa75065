// What a scenario may say of outages, and of what bridges them.
#include "scenario/degrees.hpp"
#include "scenario/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr std::string_view roads_word = "roads";

// Outages begin and end with seconds of the day (city/outages.cpp).
long long second_of(double hour) { return std::llround(hour * 3'600); }

void describe_extent(Visitor& v, Extent& extent)
{
    constexpr Range degrees{-180, 180};
    v.field(
        HALONG_KEY(extent, zones),
        {.text = "Ids of zones in which it holds. Without zones, places, sites, box, circle and polygon it holds in "
                 "the whole city; of several of them, in all that any encloses."});
    v.field(HALONG_KEY(extent, places), {.text = "Ids of places where it holds, and within their radius."});
    v.field(HALONG_KEY(extent, sites),
            {.text = "Ids of sites, as in the layer of sites of a run, or of rules: all sites of that rule."});
    v.field(
        HALONG_KEY(extent, box_lon_lat),
        {.text = "A box in which it holds: west, south, east, north (WGS 84).", .unit = "degrees", .range = degrees});
    v.field(HALONG_KEY(extent, circle_lon_lat),
            {.text = "Middle of a circle in which it holds: longitude, latitude (WGS 84).",
             .unit = "degrees",
             .range = degrees});
    v.field(HALONG_KEY(extent, radius_m), {.text = "Radius of that circle.", .unit = "m", .range = {0, 100'000, true}});
    v.field(HALONG_KEY(extent, polygon_lon_lat),
            {.text = "Corners of an area in which it holds: longitude, latitude, longitude, latitude, ... (WGS 84).",
             .unit = "degrees",
             .range = degrees});
    auto const& circle = extent.circle_lon_lat;
    v.check({"box_lon_lat"}, extent.box_lon_lat.empty() || is_box(extent.box_lon_lat),
            "'box_lon_lat' is not west, south, east, north",
            "write four numbers, e.g. box_lon_lat = [107.03, 20.94, 107.06, 20.97]");
    v.check({"circle_lon_lat"}, circle.empty() || is_point(circle), "'circle_lon_lat' is not one point",
            "write longitude and latitude, e.g. circle_lon_lat = [107.05, 20.955]");
    v.check({"polygon_lon_lat"}, extent.polygon_lon_lat.empty() || are_points(extent.polygon_lon_lat, 3),
            "'polygon_lon_lat' is not an area of at least three corners",
            "write longitude, latitude, longitude, latitude, ...: Hạ Long lies at 107.08, 20.95");
}

void check_roads(Visitor& v, Outage const& outage, bool closes_roads)
{
    v.check({"what", "roads"}, closes_roads == !outage.roads.empty(),
            closes_roads ? "the outage closes roads, but names none"
                         : "the outage names roads, but 'what' does not say that they are closed",
            closes_roads ? "say which, e.g. roads = [\"Cầu Bãi Cháy\"]" : "add \"roads\" to what, or leave roads out");
    v.check({"vehicles", "roads"}, outage.vehicles.empty() || !outage.roads.empty(),
            "'vehicles' says to whom roads are closed, but none is", "say what = [\"roads\"] and roads = [...]");
    v.check({"announced", "vehicles"}, outage.announced || outage.vehicles.empty(),
            "a closure that nobody knows of beforehand is one for all vehicles",
            "leave vehicles out, or write announced = true");
}

}  // namespace

void describe(Visitor& v, Outage& outage)
{
    v.field(HALONG_KEY(outage, id), {.text = "Name of the outage in messages.",
                                     .required = true,
                                     .if_missing = "give the outage a name, e.g. id = \"power-cut\"",
                                     .is_id = true});
    v.field(HALONG_KEY(outage, title), {.text = "Name of the outage in reports.", .is_inline = true});
    v.field(
        HALONG_KEY(outage, what),
        {.text = "What fails: hotspots, cameras, the uplink (hotspots, cameras and windows of one-stop centres), the "
                 "power (these, signals, gates, cabins, charging points, the mains of hotels and sights; hospitals "
                 "and clinics have generators), or roads, bridges among them.",
         .required = true,
         .if_missing = "write e.g. what = [\"power\"]",
         .words = outage_words()});
    v.field(HALONG_KEY(outage, from_h),
            {.text = "When it begins, to the second. A run that goes on after 24:00 finds what "
                     "fails in the first hours of the day once more.",
             .unit = "hour of the day",
             .range = {0, 24}});
    v.field(HALONG_KEY(outage, to_h), {.text = "When all works again; one that goes over midnight is two outages, at "
                                               "the end of the day and at its beginning.",
                                       .unit = "hour of the day",
                                       .range = {0, 24}});
    describe_extent(v, outage.extent);
    v.field(HALONG_KEY(outage, roads),
            {.text = "Names of the roads that are closed, as on the map; without an extent all of each."});
    v.field(HALONG_KEY(outage, vehicles),
            {.text = "Vehicles to which the roads are closed; empty: all.", .words = vehicle_class_words()});
    v.field(HALONG_KEY(outage, announced),
            {.text = "Whether drivers know of the closed roads when they choose their way. If not, they wait where the "
                     "road is closed, but for informed drivers (traffic.informed_share)."});
    bool const closes_roads = std::ranges::find(outage.what, roads_word) != outage.what.end();
    v.check({"from_h", "to_h"}, second_of(outage.from_h) < second_of(outage.to_h),
            fmt::format("the outage lasts from {} h to {} h, which is no time", outage.from_h, outage.to_h),
            "write both as hours of the day, a second apart at least, e.g. from_h = 18 and to_h = 22");
    check_roads(v, outage, closes_roads);
}

void describe(Visitor& v, Backup& backup)
{
    v.field(HALONG_KEY(backup, id), {.text = "Tells it from other batteries.",
                                     .required = true,
                                     .if_missing = "give the batteries a name, e.g. id = \"key-sites\"",
                                     .is_id = true});
    v.field(HALONG_KEY(backup, battery_min),
            {.text = "How long hotspots, cameras, signals, windows and gates there go on after the power fails; where "
                     "several hold, the longest.",
             .unit = "min",
             .range = {0, 1'440}});
    describe_extent(v, backup.extent);
}

void describe(Visitor& v, PowerParameters& p)
{
    auto battery = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text,
                 .unit = "min",
                 .range = {0, 1'440},
                 .mark = Mark::assumption,
                 .source = "0, the worst case: no figure for the city is public"});
    };
    battery(HALONG_KEY(p, hotspot_battery_min), "How long hotspots go on after the power fails.");
    battery(HALONG_KEY(p, camera_battery_min), "The same of cameras.");
    battery(HALONG_KEY(p, signal_battery_min), "The same of signals.");
    battery(HALONG_KEY(p, window_battery_min), "The same of the windows of one-stop centres.");
    battery(HALONG_KEY(p, gate_battery_min), "The same of gates at the entrances of places.");
    v.field(
        HALONG_KEY(p, gate_by_hand_factor),
        {.text = "Time of each person at a gate without power, where tickets are looked at by hand, over the usual.",
         .range = {1, 20},
         .mark = Mark::assumption,
         .source = "no measurement of such gates was found"});
}

}  // namespace halong::scenario
