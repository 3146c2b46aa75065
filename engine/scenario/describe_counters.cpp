#include "scenario/describe.hpp"

#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr Range share{0, 1};
constexpr Range minutes{0, 600, true};
constexpr std::string_view no_survey = "no survey of a centre was found; a starting value";

void describe_errands(Visitor& v, CounterParameters& c)
{
    v.field(HALONG_KEY(c, visits_factor),
            {.text = "Scales how many people need something of an authority: 1 on an ordinary day, about 1.2 on a "
                     "Monday, 1.4 on the first day after a holiday.",
             .range = {0, 10},
             .mark = Mark::assumption,
             .source = no_survey});
    auto share_of = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "share", .range = share, .mark = Mark::assumption, .source = no_survey});
    };
    share_of(HALONG_KEY(c, quick_share), "Share of the visits for something quick, such as a certified copy.");
    share_of(HALONG_KEY(c, land_share), "Share of the visits about land or a business; the others are standard.");
    auto minutes_of = [&v](std::string_view key, double& value, std::string_view text, std::string_view source) {
        v.field(key, value,
                {.text = text, .unit = "min", .range = minutes, .mark = Mark::assumption, .source = source});
    };
    minutes_of(HALONG_KEY(c, quick_min), "Mean time at the window for something quick.", no_survey);
    minutes_of(HALONG_KEY(c, standard_min), "Mean time at the window for a standard procedure.",
               "one visit of 15 minutes was told as an example (VNA, about 2020)");
    minutes_of(HALONG_KEY(c, land_min), "Mean time at the window about land or a business.", no_survey);
    v.field(HALONG_KEY(c, service_cv), {.text = "Variation of these times and of the work on dossiers, log-normal.",
                                        .range = {0, 5},
                                        .mark = Mark::assumption,
                                        .source = no_survey});
    v.check(
        {"quick_share", "land_share"}, c.quick_share + c.land_share <= 1,
        fmt::format("'quick_share' = {} and 'land_share' = {} are more than all visits", c.quick_share, c.land_share),
        "lower one of them: what they leave of 1 is standard");
}

void describe_windows(Visitor& v, CounterParameters& c)
{
    v.field(HALONG_KEY(c, window_utilisation),
            {.text = "A centre that does not state its windows (column posts) has as many as its visits of an ordinary "
                     "day keep busy for this share of the hours.",
             .unit = "share",
             .range = {0, 1, true},
             .mark = Mark::assumption,
             .source = "usual in planning of counters; windows of the centres are not published"});
    v.field(HALONG_KEY(c, windows_factor), {.text = "Scales the windows of every centre.", .range = {0, 20, true}});
    v.field(HALONG_KEY(c, window_policy),
            {.text = "Whether a centre keeps its windows, or opens one more when many wait."});
    v.field(HALONG_KEY(c, open_more_above),
            {.text = "With the policy 'threshold': one more opens when somebody comes and more than so many wait.",
             .unit = "persons",
             .range = {0, 10'000},
             .mark = Mark::assumption,
             .source = no_survey});
    v.field(HALONG_KEY(c, most_more_windows), {.text = "With the policy 'threshold': so many more at most.",
                                               .unit = "windows",
                                               .range = {0, 1'000},
                                               .mark = Mark::assumption,
                                               .source = no_survey});
    v.field(HALONG_KEY(c, lunch_from_h), {.text = "When the pause at noon begins.",
                                          .unit = "hour of the day",
                                          .range = {0, 24},
                                          .mark = Mark::assumption,
                                          .source = "usual hours of authorities"});
    v.field(HALONG_KEY(c, lunch_to_h), {.text = "When it ends.",
                                        .unit = "hour of the day",
                                        .range = {0, 24},
                                        .mark = Mark::assumption,
                                        .source = "usual hours of authorities"});
    v.field(HALONG_KEY(c, lunch_share),
            {.text = "Share of the windows and clerks at work in the pause (one at least, unless it is 0).",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = no_survey});
    v.check({"lunch_from_h", "lunch_to_h"}, c.lunch_from_h <= c.lunch_to_h,
            fmt::format("the pause at noon lasts from {} h to {} h", c.lunch_from_h, c.lunch_to_h),
            "exchange the two; write the same hour twice where there is no pause");
}

void describe_patience(Visitor& v, CounterParameters& c)
{
    v.field(HALONG_KEY(c, appointment_share),
            {.text = "Share of the visits with an appointment: they go first from its time on.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = no_survey});
    v.field(HALONG_KEY(c, appointment_spread_min),
            {.text = "Standard deviation of how early or late people come to an appointment.",
             .unit = "min",
             .range = {0, 120},
             .mark = Mark::assumption,
             .source = no_survey});
    v.field(HALONG_KEY(c, balk_least),
            {.text = "Who finds more people waiting for each open window than his own limit turns round; limits are "
                     "uniform from this one on.",
             .unit = "persons/window",
             .range = {0, 1'000},
             .mark = Mark::assumption,
             .source = no_survey});
    v.field(HALONG_KEY(c, balk_most), {.text = "The highest such limit.",
                                       .unit = "persons/window",
                                       .range = {0, 1'000},
                                       .mark = Mark::assumption,
                                       .source = no_survey});
    v.field(HALONG_KEY(c, patience_mean_min),
            {.text = "Mean time after which somebody leaves the queue, Weibull with shape 2.",
             .unit = "min",
             .range = {0, 1440, true},
             .mark = Mark::assumption,
             .source = no_survey});
    v.check({"balk_least", "balk_most"}, c.balk_least <= c.balk_most,
            fmt::format("'balk_least' = {} is above 'balk_most' = {}", c.balk_least, c.balk_most), "exchange the two");
}

void describe_dossiers(Visitor& v, CounterParameters& c)
{
    v.field(HALONG_KEY(c, dossiers_per_visit),
            {.text = "New dossiers for each visit.",
             .unit = "share",
             .range = share,
             .mark = Mark::estimate,
             .source = "13,385 dossiers of 18,000 visits at the provincial centre, first half of 2016 (press)"});
    v.field(HALONG_KEY(c, dossier_min),
            {.text = "Mean work of the back office on a dossier.",
             .unit = "min",
             .range = minutes,
             .mark = Mark::estimate,
             .source = "with the windows it makes 14 dossiers a day for each of the 28 staff of Hồng Gai, July 2025"});
    v.field(HALONG_KEY(c, back_office_utilisation),
            {.text = "A back office has as many clerks as the dossiers of an ordinary day keep busy for this share of "
                     "the hours.",
             .unit = "share",
             .range = {0, 1, true},
             .mark = Mark::assumption,
             .source = no_survey});
}

void describe_channel(Visitor& v, CounterParameters& c)
{
    constexpr Range below_all{0, 0.99};
    v.field(HALONG_KEY(c, usual_online_share),
            {.text = "Share of the dossiers that are filed online where the visits of the centres are as published.",
             .unit = "share",
             .range = below_all,
             .mark = Mark::published,
             .source = "Hồng Gai ward, July 2025 (press): 63.6 %"});
    v.field(HALONG_KEY(c, channel),
            {.text = "Whether people choose between counter and online, or a given share files online."});
    v.field(HALONG_KEY(c, online_share),
            {.text = "With the channel 'given': the share of the dossiers that are filed online.",
             .unit = "share",
             .range = below_all,
             .mark = Mark::published,
             .source = "Hồng Gai ward, July 2025 (press): 63.6 %"});
    v.field(HALONG_KEY(c, online_constant),
            {.text = "With the channel 'choice': utility of filing online at the age of 40, against a counter without "
                     "travel and wait. A minute of these counts as demand.time_utility_per_min.",
             .range = {-20, 20},
             .mark = Mark::estimate,
             .source = "chosen to give the usual share in Hạ Long"});
    v.field(HALONG_KEY(c, online_age_utility),
            {.text = "Further utility of filing online for each ten years of age beyond 40.",
             .range = {-20, 20},
             .mark = Mark::assumption,
             .source = "skill with devices falls with age; no coefficient is public"});
    v.field(HALONG_KEY(c, usual_wait_min), {.text = "Wait that people expect at a counter.",
                                            .unit = "min",
                                            .range = {0, 600},
                                            .mark = Mark::assumption,
                                            .source = no_survey});
}

}  // namespace

void describe(Visitor& v, CounterParameters& c)
{
    describe_errands(v, c);
    describe_windows(v, c);
    describe_patience(v, c);
    describe_dossiers(v, c);
    describe_channel(v, c);
}

}  // namespace halong::scenario
