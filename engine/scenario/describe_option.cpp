#include "scenario/describe.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr Range vnd{0, 1e15};

}  // namespace

void describe(Visitor& v, Option& option)
{
    v.field(HALONG_KEY(option, id), {.text = "Name of the option in tables and folders; \"base\" is taken.",
                                     .required = true,
                                     .if_missing = "give the option a name, e.g. id = \"more-hotspots\"",
                                     .is_id = true});
    v.field(HALONG_KEY(option, title), {.text = "Name of the option in reports.", .is_inline = true});
    v.field(HALONG_KEY(option, capex_vnd),
            {.text = "What it costs once, to build; on top of what it combines.",
             .unit = "VND",
             .range = vnd,
             .required = true,
             .required_unless = "combines",
             .if_missing = "an option needs its cost: write capex_vnd = 0 if it is free"});
    v.field(HALONG_KEY(option, opex_vnd_per_year),
            {.text = "What it costs each year, to run; on top of what it combines.",
             .unit = "VND/year",
             .range = vnd,
             .required = true,
             .required_unless = "combines",
             .if_missing = "an option needs its cost: write opex_vnd_per_year = 0 if running it is free"});
    v.field(HALONG_KEY(option, cost_source),
            {.text = "Where the costs come from, and how sure they are; shown with them.", .is_inline = true});
    v.field(HALONG_KEY(option, life_years), {.text = "Years over which the capital cost is spread.",
                                             .unit = "years",
                                             .range = {0.1, 100},
                                             .mark = Mark::estimate,
                                             .source = "5 years for electronics, 10 for poles and fibre"});
    v.field(HALONG_KEY(option, start_year), {.text = "Year at whose beginning it is built; 0: the study's first year.",
                                             .unit = "year",
                                             .range = {0, 2300}});
    v.field(HALONG_KEY(option, combines),
            {.text = "Other options of the study, whose changes and costs this one has as well."});
    v.field(HALONG_KEY(option, add_sites), {.text = "Sites that the option adds, by rule.", .item = "site rule"});
    v.field(HALONG_KEY(option, change_sites),
            {.text = "Sites that the option moves, changes or takes away.", .item = "site change"});
    v.field(HALONG_KEY(option, roads), {.text = "Roads that the option changes.", .item = "road change"});
    v.field(HALONG_KEY(option, new_roads), {.text = "Roads that the option builds.", .item = "new road"});
    v.field(
        HALONG_KEY(option, tolls),
        {.text = "What vehicles pay on roads and for entering cordons, beside what they pay already.", .item = "toll"});
    v.field(HALONG_KEY(option, signals),
            {.text = "Signals of single junctions that the option times anew, adds or takes away.",
             .item = "signal change"});
    v.field(HALONG_KEY(option, new_places), {.text = "Places that the option opens.", .item = "new place"});
    v.field(HALONG_KEY(option, places),
            {.text = "Places whose hours, entrances, tickets or staff the option changes.", .item = "place change"});
    v.field(HALONG_KEY(option, lines), {.text = "Bus and boat lines that the option changes.", .item = "line change"});
    v.field(HALONG_KEY(option, new_lines), {.text = "Bus and boat lines that the option adds.", .item = "new line"});
    v.field(
        HALONG_KEY(option, operators_change),
        {.text = "Operators added to (or, negative, taken from) each shift of the operations centre, with their posts.",
         .unit = "operators",
         .range = {-1'000, 1'000}});
    v.field(HALONG_KEY(option, scenario),
            {.text = "Keys of the scenario that hold instead: demand, services, weather, events."});
    v.field(HALONG_KEY(option, chargers),
            {.text = "Charging points that the option adds at the car parks of places.", .item = "charger rule"});
    v.check({"id"}, option.id != "base", "an option cannot have the id \"base\"",
            "the base case is called so; choose another name");
    v.check({"combines"}, std::ranges::find(option.combines, option.id) == option.combines.end(),
            fmt::format("option '{}' combines itself", option.id), "name other options of the study");
}

}  // namespace halong::scenario
