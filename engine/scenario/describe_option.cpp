#include "scenario/describe.hpp"

#include <cmath>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr Range vnd{0, 1e15};

bool changes_something(RoadChange const& change)
{
    return change.lanes_change != 0 || change.speed_limit_kmh != 0 || !change.ban.empty();
}

bool is_all_day(RoadChange const& change) { return change.ban_from_h == 0 && change.ban_to_h == 24; }

// Of the day: bans are kept to the second.
long second_of(double hours) { return std::lround(hours * 3600) % 86'400; }

// West, south, east, north, in this order.
bool is_box(std::vector<double> const& box)
{
    return box.size() == 4 && box[0] < box[2] && box[1] < box[3] && box[1] >= -90 && box[3] <= 90;
}

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

void describe(Visitor& v, Option& option)
{
    v.field(HALONG_KEY(option, id), {.text = "Name of the option in tables and folders; \"base\" is taken.",
                                     .required = true,
                                     .if_missing = "give the option a name, e.g. id = \"more-hotspots\"",
                                     .is_id = true});
    v.field(HALONG_KEY(option, title), {.text = "Name of the option in reports.", .is_inline = true});
    v.field(HALONG_KEY(option, capex_vnd),
            {.text = "What it costs once, to build.",
             .unit = "VND",
             .range = vnd,
             .required = true,
             .if_missing = "an option needs its cost: write capex_vnd = 0 if it is free"});
    v.field(HALONG_KEY(option, opex_vnd_per_year),
            {.text = "What it costs each year, to run.",
             .unit = "VND/year",
             .range = vnd,
             .required = true,
             .if_missing = "an option needs its cost: write opex_vnd_per_year = 0 if running it is free"});
    v.field(HALONG_KEY(option, life_years), {.text = "Years over which the capital cost is spread.",
                                             .unit = "years",
                                             .range = {0.1, 100},
                                             .mark = Mark::estimate,
                                             .source = "5 years for electronics, 10 for poles and fibre"});
    v.field(HALONG_KEY(option, start_year), {.text = "Year at whose beginning it is built; 0: the study's first year.",
                                             .unit = "year",
                                             .range = {0, 2300}});
    v.field(HALONG_KEY(option, add_sites), {.text = "Sites that the option adds, by rule.", .item = "site rule"});
    v.field(HALONG_KEY(option, roads), {.text = "Roads that the option changes.", .item = "road change"});
    v.field(
        HALONG_KEY(option, operators_change),
        {.text = "Operators added to (or, negative, taken from) each shift of the operations centre, with their posts.",
         .unit = "operators",
         .range = {-1'000, 1'000}});
    v.field(HALONG_KEY(option, chargers),
            {.text = "Charging points that the option adds at the car parks of places.", .item = "charger rule"});
    v.check({"id"}, option.id != "base", "an option cannot have the id \"base\"",
            "the base case is called so; choose another name");
}

}  // namespace halong::scenario
