#include "scenario/describe.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr std::string_view no_log = "no log of the city's centre is public; to be replaced by its records";

void describe_shifts(Visitor& v, OperationsParameters& o)
{
    v.field(HALONG_KEY(o, posts), {.text = "Workplaces in the room of the centre: no shift has more operators.",
                                   .unit = "posts",
                                   .range = {0, 10'000},
                                   .mark = Mark::estimate,
                                   .source = "the centre of Huế worked with 14 people a shift (VnExpress, 2021)"});
    auto operators = [&v](std::string_view key, int& value, std::string_view text) {
        v.field(key, value,
                {.text = text,
                 .unit = "operators",
                 .range = {0, 10'000},
                 .mark = Mark::assumption,
                 .source = "37 people in shifts of 14 in Huế (VnExpress, 2021), fewer before screens"});
    };
    operators(HALONG_KEY(o, operators_morning), "Operators before the screens in the morning.");
    operators(HALONG_KEY(o, operators_afternoon), "Operators in the afternoon and evening.");
    operators(HALONG_KEY(o, operators_night), "Operators at night, from the evening to the morning.");
    auto hour = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text,
                 .unit = "hour of the day",
                 .range = {0, 24},
                 .mark = Mark::assumption,
                 .source = "usual hours of three shifts"});
    };
    hour(HALONG_KEY(o, morning_from_h), "When the shift of the morning begins.");
    hour(HALONG_KEY(o, afternoon_from_h), "When the shift of the afternoon begins.");
    hour(HALONG_KEY(o, night_from_h), "When the shift of the night begins.");
    int const most = std::max({o.operators_morning, o.operators_afternoon, o.operators_night});
    v.check({"posts", "operators_morning", "operators_afternoon", "operators_night"}, most <= o.posts,
            fmt::format("a shift has {} operators, but the room 'posts' = {}", most, o.posts),
            "lower the operators of the largest shift, or raise posts");
    v.check({"morning_from_h", "afternoon_from_h", "night_from_h"},
            o.morning_from_h < o.afternoon_from_h && o.afternoon_from_h < o.night_from_h,
            fmt::format("the shifts begin at {}, {} and {} h, which is not morning, afternoon, night", o.morning_from_h,
                        o.afternoon_from_h, o.night_from_h),
            "write them in this order, e.g. morning_from_h = 6, afternoon_from_h = 14 and night_from_h = 22");
}

void describe_incidents(Visitor& v, OperationsParameters& o)
{
    v.field(HALONG_KEY(o, road_incidents_per_million_km),
            {.text = "Incidents on roads that somebody should see to: crashes, breakdowns, blocked lanes.",
             .unit = "1/million vehicle-km",
             .range = {0, 100'000},
             .mark = Mark::assumption,
             .source = no_log});
    v.field(HALONG_KEY(o, public_incidents_per_million_h),
            {.text = "Incidents among people outdoors, on foot or at a place: falls, fights, thefts, lost children.",
             .unit = "1/million person-hours",
             .range = {0, 100'000},
             .mark = Mark::assumption,
             .source = no_log});
    auto visible = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "min", .range = {0, 1440, true}, .mark = Mark::assumption, .source = no_log});
    };
    visible(HALONG_KEY(o, road_visible_min), "Mean time for which an incident on a road lasts and can be seen.");
    visible(HALONG_KEY(o, public_visible_min), "The same of an incident among people outdoors.");
    v.field(HALONG_KEY(o, call_delay_min),
            {.text = "Mean time until somebody calls the centre; a call after the incident is over counts as none.",
             .unit = "min",
             .range = {0, 1440, true},
             .mark = Mark::assumption,
             .source = no_log});
}

void describe_screens(Visitor& v, OperationsParameters& o)
{
    v.field(HALONG_KEY(o, views),
            {.text = "Views that one operator has before him at once; the more, the less he notices.",
             .unit = "views",
             .range = {1, 100},
             .mark = Mark::assumption,
             .source = "4 can be watched well, 16 are the usual upper goal (control room guides)"});
    v.field(HALONG_KEY(o, view_s), {.text = "How long a view stays before the tour shows the next camera.",
                                    .unit = "s",
                                    .range = {1, 3600},
                                    .mark = Mark::assumption,
                                    .source = "5 to 10 s are usual"});
    v.field(HALONG_KEY(o, analytics_chance),
            {.text = "Chance that video analytics raises an alarm for an incident in full view of a camera; light and "
                     "weather lower it as in [camera].",
             .unit = "share",
             .range = {0, 1},
             .mark = Mark::assumption,
             .source = no_log});
    v.field(HALONG_KEY(o, analytics_delay_s), {.text = "Mean time until that alarm.",
                                               .unit = "s",
                                               .range = {0, 3600, true},
                                               .mark = Mark::assumption,
                                               .source = no_log});
    v.field(HALONG_KEY(o, false_alarms_per_camera_h),
            {.text = "Alarms of video analytics for nothing, for each camera and hour.",
             .unit = "1/h",
             .range = {0, 60},
             .mark = Mark::assumption,
             .source = no_log});
}

void describe_handling(Visitor& v, OperationsParameters& o)
{
    v.field(HALONG_KEY(o, urgent_share), {.text = "Share of the alarms, true and false, that are handled first.",
                                          .unit = "share",
                                          .range = {0, 1},
                                          .mark = Mark::assumption,
                                          .source = no_log});
    auto minutes = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text,
                 .unit = "min",
                 .range = {0, 600, true},
                 .mark = Mark::assumption,
                 .source = "3 to 5 min are usual"});
    };
    minutes(HALONG_KEY(o, handling_min), "Mean time of an operator on an incident, exponential.");
    minutes(HALONG_KEY(o, false_alarm_min), "Mean time of an operator on a false alarm, exponential.");
}

}  // namespace

void describe(Visitor& v, OperationsParameters& o)
{
    describe_shifts(v, o);
    describe_incidents(v, o);
    describe_screens(v, o);
    describe_handling(v, o);
}

}  // namespace halong::scenario
