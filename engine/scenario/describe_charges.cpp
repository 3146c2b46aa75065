// What an option may say of tolls, and of signals of single junctions.
#include "scenario/degrees.hpp"
#include "scenario/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr double most_toll_vnd = 1e8;

}  // namespace

void describe(Visitor& v, Toll& toll)
{
    v.field(HALONG_KEY(toll, id), {.text = "Tells it from other tolls.",
                                   .required = true,
                                   .if_missing = "give the toll an id, e.g. id = \"bai-chay-cars\"",
                                   .is_id = true});
    v.field(HALONG_KEY(toll, vehicles), {.text = "Vehicles that pay.",
                                         .required = true,
                                         .if_missing = R"(write e.g. vehicles = ["car", "van"])",
                                         .words = vehicle_class_words()});
    v.field(HALONG_KEY(toll, vnd),
            {.text = "Paid by each vehicle for each entry into the cordon, or each passage of the gate on the road.",
             .unit = "VND",
             .range = {0, most_toll_vnd}});
    v.field(HALONG_KEY(toll, vnd_per_km),
            {.text = "Paid by each vehicle for each kilometre on the road.", .unit = "VND/km", .range = {0, 1e6}});
    v.field(
        HALONG_KEY(toll, cordon_lon_lat),
        {.text = "Corners of an area: longitude, latitude, longitude, latitude, ... (WGS 84). Who drives into it pays.",
         .unit = "degrees",
         .range = {-180, 180}});
    v.field(HALONG_KEY(toll, road),
            {.text = "Name of a road, as on the map. With vnd a gate stands in each direction at the middle of it."});
    v.field(HALONG_KEY(toll, box_lon_lat),
            {.text = "Only the part of the road in this box: west, south, east, north (WGS 84); empty: all of it.",
             .unit = "degrees",
             .range = {-180, 180}});
    v.field(
        HALONG_KEY(toll, heading_deg),
        {.text = "Only the direction of the road that leads this way, clockwise from north, to within 90 degrees; -1: "
                 "both directions.",
         .unit = "degrees",
         .range = {-1, 360}});
    v.field(HALONG_KEY(toll, from_h),
            {.text = "From when it is paid each day.", .unit = "hour of the day", .range = {0, 24}});
    v.field(HALONG_KEY(toll, to_h), {.text = "Until when it is paid each day; earlier than from_h means over midnight.",
                                     .unit = "hour of the day",
                                     .range = {0, 24}});
    std::string const name = toll.id.empty() ? "the toll" : fmt::format("toll '{}'", toll.id);
    bool const has_cordon = !toll.cordon_lon_lat.empty();
    bool const has_road = !toll.road.empty();
    v.check({"cordon_lon_lat", "road"}, has_cordon != has_road,
            has_cordon ? name + " has a cordon and a road" : name + " has neither a cordon nor a road",
            "write cordon_lon_lat = [...] or road = \"...\", and a second toll for the other");
    v.check({"vnd", "vnd_per_km"}, toll.vnd > 0 || toll.vnd_per_km > 0, name + " costs nothing",
            "say vnd, or vnd_per_km on a road");
    v.check({"vnd_per_km"}, toll.vnd_per_km == 0 || !has_cordon, name + " counts kilometres in a cordon",
            "a cordon is paid at each entry: say vnd");
    v.check({"vehicles"}, !toll.vehicles.empty(), "nobody pays " + name, R"(write e.g. vehicles = ["car", "van"])");
    v.check({"cordon_lon_lat"}, !has_cordon || are_points(toll.cordon_lon_lat, 3),
            "'cordon_lon_lat' has not three corners or more",
            "write longitude, latitude, longitude, latitude, ...: Hạ Long lies at 107.08, 20.95");
    v.check({"box_lon_lat"}, toll.box_lon_lat.empty() || is_box(toll.box_lon_lat),
            "'box_lon_lat' is not west, south, east, north",
            "write four numbers, e.g. box_lon_lat = [107.08, 20.93, 107.12, 20.97]");
    v.check({"from_h", "to_h"},
            (toll.from_h == 0 && toll.to_h == 24) ||
                std::lround(toll.from_h * 3600) % 86'400 != std::lround(toll.to_h * 3600) % 86'400,
            fmt::format("{} is paid from {} h to {} h, which is no time", name, toll.from_h, toll.to_h),
            "write e.g. from_h = 6 and to_h = 20, or leave both out for all day");
}

void describe(Visitor& v, SignalChange& change)
{
    v.field(HALONG_KEY(change, node),
            {.text = "Number of the junction, as in the layers of a run; -1: by place or point.",
             .range = {-1, 4'294'967'295}});
    v.field(HALONG_KEY(change, place), {.text = "Id of a place of the city: the junction nearest to it."});
    v.field(HALONG_KEY(change, at_lon_lat),
            {.text = "The junction nearest to this point: longitude, latitude (WGS 84).",
             .unit = "degrees",
             .range = {-180, 180}});
    v.field(
        HALONG_KEY(change, reach_m),
        {.text = "No junction further than that from the place or point is meant.", .unit = "m", .range = {1, 5'000}});
    v.field(HALONG_KEY(change, cycle_s),
            {.text = "Length of the cycle; greens known by turn grow or shrink with it; 0: as before.",
             .unit = "s",
             .range = {0, 600}});
    v.field(HALONG_KEY(change, offset_s),
            {.text = "When a cycle begins, counted from 00:00; -1: as before.", .unit = "s", .range = {-1, 600}});
    v.field(HALONG_KEY(change, main_green_share),
            {.text = "Share of the green time that the widest road gets, in both directions; 0: as before. Not for "
                     "signals whose greens are known by turn.",
             .unit = "share",
             .range = {0, 0.95}});
    v.field(HALONG_KEY(change, add), {.text = "Whether a signal is set up where there is none."});
    v.field(HALONG_KEY(change, remove), {.text = "Whether the signal is taken away."});
    int const named = (change.node >= 0 ? 1 : 0) + (change.place.empty() ? 0 : 1) + (change.at_lon_lat.empty() ? 0 : 1);
    v.check({"node", "place", "at_lon_lat"}, named == 1,
            named == 0 ? "the change of a signal names no junction" : "the change of a signal names its junction twice",
            "write one of node, place and at_lon_lat");
    v.check({"at_lon_lat"}, change.at_lon_lat.empty() || is_point(change.at_lon_lat), "'at_lon_lat' is not one point",
            "write longitude and latitude, e.g. at_lon_lat = [107.08, 20.95]");
    bool const times = change.cycle_s > 0 || change.offset_s >= 0 || change.main_green_share > 0;
    v.check({"cycle_s", "add", "remove"}, times || change.add || change.remove,
            "the change of a signal changes nothing",
            "say cycle_s, offset_s, main_green_share, add = true or remove = true");
    v.check({"remove"}, !change.remove || (!times && !change.add),
            "a signal that is taken away cannot be timed or added", "leave remove out, or all else");
    v.check({"cycle_s"}, change.cycle_s == 0 || change.cycle_s >= 20,
            fmt::format("'cycle_s' = {} is too short to serve two roads", change.cycle_s),
            "write at least 20, or 0 to keep the cycle");
    v.check({"main_green_share"}, change.main_green_share == 0 || change.main_green_share >= 0.05,
            fmt::format("'main_green_share' = {} leaves the main road hardly any green", change.main_green_share),
            "write 0.05 to 0.95, or 0 to keep the shares");
}

}  // namespace halong::scenario
