// What the changes of an option may say: roads, sites, lines.
#include "scenario/degrees.hpp"
#include "scenario/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

bool changes_something(RoadChange const& change)
{
    return change.lanes_change != 0 || change.speed_limit_kmh != 0 || !change.ban.empty();
}

bool is_all_day(RoadChange const& change) { return change.ban_from_h == 0 && change.ban_to_h == 24; }

// Of the day: bans are kept to the second.
long second_of(double hours) { return std::lround(hours * 3600) % 86'400; }

}  // namespace

void describe(Visitor& v, RoadChange& change)
{
    v.field(HALONG_KEY(change, name), {.text = "Name of the road, as on the map.",
                                       .required = true,
                                       .if_missing = "write e.g. name = \"Trần Quốc Nghiễn\""});
    v.field(HALONG_KEY(change, lanes_change),
            {.text = "Lanes added (or, negative, taken away) in each direction; a link keeps at "
                     "least half a lane.",
             .unit = "lanes",
             .range = {-10, 10}});
    v.field(HALONG_KEY(change, speed_limit_kmh),
            {.text = "New speed limit; 0 keeps the limits as they are.", .unit = "km/h", .range = {0, 130}});
    v.field(HALONG_KEY(change, ban),
            {.text = "Vehicles that may no longer use the road.", .words = vehicle_class_words()});
    v.field(HALONG_KEY(change, ban_from_h),
            {.text = "When the ban begins each day; with ban_to_h = 24 and 0 here it holds all day.",
             .unit = "hour of the day",
             .range = {0, 24}});
    v.field(HALONG_KEY(change, ban_to_h),
            {.text = "When the ban ends each day; earlier than ban_from_h means over midnight.",
             .unit = "hour of the day",
             .range = {0, 24}});
    v.field(
        HALONG_KEY(change, heading_deg),
        {.text =
             "Only the direction of the road that leads this way, clockwise from north, to within 90 degrees; with a "
             "ban of all vehicles it makes a one-way street. -1: both directions.",
         .unit = "degrees",
         .range = {-1, 360}});
    v.field(HALONG_KEY(change, box_lon_lat),
            {.text = "Only the part of the road in this box: west, south, east, north (WGS 84); "
                     "empty: all of it.",
             .unit = "degrees",
             .range = {-180, 180}});
    v.check({"name", "lanes_change", "speed_limit_kmh", "ban"}, changes_something(change),
            fmt::format("the change to road '{}' changes nothing", change.name),
            "say lanes_change, speed_limit_kmh or ban");
    v.check({"speed_limit_kmh"}, change.speed_limit_kmh == 0 || change.speed_limit_kmh >= 5,
            fmt::format("'speed_limit_kmh' = {} is slower than walking", change.speed_limit_kmh),
            "write at least 5, or 0 to keep the limits; ban = [...] closes the road to vehicles");
    v.check({"ban_from_h", "ban_to_h"}, !change.ban.empty() || is_all_day(change),
            fmt::format("the change to road '{}' has hours of a ban, but bans nobody", change.name),
            "say whom, e.g. ban = [\"lorry\"]");
    v.check({"ban_from_h", "ban_to_h"},
            is_all_day(change) || second_of(change.ban_from_h) != second_of(change.ban_to_h),
            fmt::format("the ban on road '{}' lasts from {} h to {} h, which is no time", change.name,
                        change.ban_from_h, change.ban_to_h),
            "write e.g. ban_from_h = 6 and ban_to_h = 20, or leave both out for all day");
    v.check({"name"}, !change.name.empty(), "'name' is empty", "write the road's name as on the map");
    v.check({"box_lon_lat"}, change.box_lon_lat.empty() || is_box(change.box_lon_lat),
            "'box_lon_lat' is not west, south, east, north",
            "write four numbers, e.g. box_lon_lat = [107.08, 20.93, 107.12, 20.97]");
}

void describe(Visitor& v, NewRoad& road)
{
    v.field(HALONG_KEY(road, id), {.text = "Tells it from other new roads.",
                                   .required = true,
                                   .if_missing = "give the road an id, e.g. id = \"cua-luc-4\"",
                                   .is_id = true});
    v.field(HALONG_KEY(road, name), {.text = "Name of the road on maps."});
    v.field(HALONG_KEY(road, road_class), {.text = "Class of the road, such as \"secondary\"."});
    v.field(HALONG_KEY(road, lanes), {.text = "Lanes in each direction.", .unit = "lanes", .range = {1, 10}});
    v.field(HALONG_KEY(road, speed_limit_kmh), {.text = "Speed limit.", .unit = "km/h", .range = {5, 130}});
    v.field(HALONG_KEY(road, oneway), {.text = "Whether it leads from its first point to its last only."});
    v.field(HALONG_KEY(road, bridge), {.text = "Whether it is a bridge or tunnel: nobody lives at it."});
    v.field(
        HALONG_KEY(road, points_lon_lat),
        {.text = "Its course: longitude, latitude, longitude, latitude, ... (WGS 84). It joins the nearest junctions "
                 "at its ends and passes over or under what it crosses.",
         .unit = "degrees",
         .range = {-180, 180},
         .required = true,
         .if_missing = "write e.g. points_lon_lat = [107.055, 20.960, 107.070, 20.962]"});
    v.field(HALONG_KEY(road, join_m),
            {.text = "An end further than that from every junction is an error.", .unit = "m", .range = {1, 5'000}});
    auto const classes = road_class_words();
    bool const is_road = std::ranges::find(classes, road.road_class) != classes.end() && road.road_class != "ferry" &&
                         road.road_class != "footway";
    std::string const near = core::nearest(road.road_class, {classes.begin(), classes.end()});
    v.check({"road_class"}, is_road, fmt::format("'road_class' = {} is no class of roads", toml_text(road.road_class)),
            near.empty() ? "write e.g. road_class = \"secondary\"" : fmt::format("did you mean \"{}\"?", near));
    v.check({"points_lon_lat"}, road.points_lon_lat.empty() || are_points(road.points_lon_lat, 2),
            "'points_lon_lat' is not a course of at least two points",
            "write longitude, latitude, longitude, latitude, ...: Hạ Long lies at 107.08, 20.95");
}

void describe(Visitor& v, SiteChange& change)
{
    v.field(HALONG_KEY(change, sites),
            {.text = "Ids of sites, as in the layer of sites of a run, or of rules: all sites of that rule.",
             .required = true,
             .if_missing = "write e.g. sites = [\"public-wifi\"]"});
    v.field(HALONG_KEY(change, remove), {.text = "Whether they are taken away."});
    v.field(HALONG_KEY(change, move_to_lon_lat),
            {.text = "Where one site is moved to: longitude, latitude (WGS 84); empty: it stays.",
             .unit = "degrees",
             .range = {-180, 180}});
    v.field(
        HALONG_KEY(change, heading_deg),
        {.text = "Where cameras look, clockwise from north; -1: as before.", .unit = "degrees", .range = {-1, 360}});
    v.field(HALONG_KEY(change, height_m),
            {.text = "Height above the ground; -1: as before.", .unit = "m", .range = {-1, 150}});
    v.field(HALONG_KEY(change, uplink_mbps),
            {.text = "Line of hotspots; -1: as before.", .unit = "Mbit/s", .range = {-1, 100'000}});
    v.field(HALONG_KEY(change, association_cap),
            {.text = "Phones at once at hotspots; -1: as before.", .unit = "phones", .range = {-1, 10'000}});
    bool const moves = !change.move_to_lon_lat.empty();
    bool const sets =
        change.heading_deg >= 0 || change.height_m > 0 || change.uplink_mbps > 0 || change.association_cap > 0;
    v.check({"sites", "remove"}, change.remove || moves || sets, "the change of sites changes nothing",
            "say remove = true, move_to_lon_lat, heading_deg, height_m, uplink_mbps or association_cap");
    v.check({"remove"}, !change.remove || (!moves && !sets), "sites that are taken away cannot be changed as well",
            "leave remove out, or all else");
    v.check({"move_to_lon_lat"}, !moves || is_point(change.move_to_lon_lat), "'move_to_lon_lat' is not one point",
            "write longitude and latitude, e.g. move_to_lon_lat = [107.08, 20.95]");
    v.check({"move_to_lon_lat", "sites"}, !moves || change.sites.size() == 1,
            "several sites cannot be moved to one point", "write one [[options.change_sites]] for each");
}

void describe(Visitor& v, LineChange& change)
{
    v.field(HALONG_KEY(change, routes),
            {.text = "Routes, as riders know them.", .required = true, .if_missing = "write e.g. routes = [\"01\"]"});
    v.field(HALONG_KEY(change, cancel), {.text = "Whether no vehicle runs."});
    v.field(HALONG_KEY(change, trips_between),
            {.text = "Further trips between each two that follow each other: 1 doubles the service.",
             .unit = "trips",
             .range = {0, 20}});
    v.field(HALONG_KEY(change, capacity),
            {.text = "Persons per vehicle; 0: as before.", .unit = "persons", .range = {0, 5'000}});
    bool const changes = change.trips_between > 0 || change.capacity > 0;
    v.check({"routes", "cancel"}, change.cancel || changes, "the change of lines changes nothing",
            "say cancel = true, trips_between or capacity");
    v.check({"cancel"}, !change.cancel || !changes, "a line that does not run cannot be changed as well",
            "leave cancel out, or all else");
}

void describe(Visitor& v, NewLine& line)
{
    v.field(HALONG_KEY(line, id), {.text = "The route, as riders know it.",
                                   .required = true,
                                   .if_missing = "give the line an id, e.g. id = \"shuttle\"",
                                   .is_id = true});
    v.field(HALONG_KEY(line, name), {.text = "Name of the route."});
    v.field(HALONG_KEY(line, kind), {.text = "Buses drive on the roads among all others; boats keep their timetable, "
                                             "and carry passengers from place to "
                                             "place as buses do."});
    v.field(HALONG_KEY(line, stops), {.text = "Ids of the places where it calls, in their order.",
                                      .required = true,
                                      .if_missing = R"(write e.g. stops = ["bai-tam-bai-chay", "sun-world"])"});
    v.field(HALONG_KEY(line, both_ways), {.text = "Whether it runs back as well, at the same times."});
    v.field(HALONG_KEY(line, headway_min),
            {.text = "Time from one vehicle to the next.", .unit = "min", .range = {1, 1'440}});
    v.field(HALONG_KEY(line, from_h), {.text = "First departure.", .unit = "hour of the day", .range = {0, 28}});
    v.field(HALONG_KEY(line, to_h), {.text = "No vehicle leaves later.", .unit = "hour of the day", .range = {0, 28}});
    v.field(HALONG_KEY(line, speed_kmh),
            {.text = "Speed of the timetable between stops, as the crow flies; 0: 18 for buses, 12 for boats.",
             .unit = "km/h",
             .range = {0, 100},
             .mark = Mark::assumption,
             .source = "city buses; day boats of the bay"});
    v.field(HALONG_KEY(line, dwell_s),
            {.text = "Halt at each stop in the timetable.", .unit = "s", .range = {0, 3'600}});
    v.field(HALONG_KEY(line, capacity),
            {.text = "Persons per vehicle; 0: 60 for buses, 48 for boats.", .unit = "persons", .range = {0, 5'000}});
    v.check({"stops"}, line.stops.size() != 1, "a line needs at least two stops", "write at least two ids of places");
    v.check({"speed_kmh"}, line.speed_kmh == 0 || line.speed_kmh >= 1,
            fmt::format("'speed_kmh' = {} is slower than anybody walks", line.speed_kmh),
            "write at least 1, or 0 for the usual speed of the kind");
    v.check({"from_h", "to_h"}, line.from_h <= line.to_h,
            fmt::format("'to_h' = {} is before 'from_h' = {}", line.to_h, line.from_h), "write a later hour");
}

}  // namespace halong::scenario
