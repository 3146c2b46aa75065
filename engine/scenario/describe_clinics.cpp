#include "scenario/describe.hpp"

#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr Range share{0, 1};
constexpr std::string_view no_survey = "no record of a hospital of the city was found; a starting value";

void describe_posts(Visitor& v, ClinicParameters& c)
{
    v.field(HALONG_KEY(c, posts_factor),
            {.text = "Scales the doctors, desks and laboratories of every place.", .range = {0, 20, true}});
    v.field(HALONG_KEY(c, hospital_utilisation),
            {.text = "A hospital that does not state its doctors (column posts) has as many as its patients of an "
                     "ordinary day keep busy for this share of the hours; so have its desks and laboratories.",
             .unit = "share",
             .range = {0, 1, true},
             .mark = Mark::estimate,
             .source = "chosen so that patients wait for about as long as in district hospitals of Việt Nam, 2015: "
                       "32.6 min to the first care (PMC7151016)"});
    v.field(HALONG_KEY(c, clinic_utilisation),
            {.text = "The same for clinics.",
             .unit = "share",
             .range = {0, 1, true},
             .mark = Mark::estimate,
             .source = "chosen likewise for commune health stations, 2015: 11.6 min (PMC7151016)"});
    auto hour_of = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text,
                 .unit = "hour of the day",
                 .range = {0, 24},
                 .mark = Mark::assumption,
                 .source = "usual hours of public hospitals"});
    };
    hour_of(HALONG_KEY(c, opens_h), "When outpatients are first seen where a place is always open.");
    hour_of(HALONG_KEY(c, closes_h), "When their hours end; who comes to a hospital later is seen by those on duty.");
    hour_of(HALONG_KEY(c, lunch_from_h), "When the pause at noon begins.");
    hour_of(HALONG_KEY(c, lunch_to_h), "When it ends.");
    auto share_of = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "share", .range = share, .mark = Mark::assumption, .source = no_survey});
    };
    share_of(HALONG_KEY(c, lunch_share), "Share of the staff at work in the pause (one at least).");
    share_of(HALONG_KEY(c, night_share), "Share of the staff of a hospital on duty out of hours (one at least).");
    v.check({"opens_h", "closes_h"}, c.opens_h < c.closes_h,
            fmt::format("outpatients are seen from {} h to {} h", c.opens_h, c.closes_h),
            "write the hour of opening before that of closing, e.g. opens_h = 7 and closes_h = 17");
    v.check({"lunch_from_h", "lunch_to_h"}, c.lunch_from_h <= c.lunch_to_h,
            fmt::format("the pause at noon lasts from {} h to {} h", c.lunch_from_h, c.lunch_to_h),
            "exchange the two; write the same hour twice where there is no pause");
}

void describe_way(Visitor& v, ClinicParameters& c)
{
    v.field(HALONG_KEY(c, emergency_share),
            {.text = "Share of the patients of a hospital who are emergencies: they go before all others.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = no_survey});
    v.field(HALONG_KEY(c, test_share),
            {.text = "Share of the patients of a hospital who are sent to laboratory or imaging.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = no_survey});
    auto minutes_of = [&v](std::string_view key, double& value, std::string_view text, Mark mark,
                           std::string_view source) {
        v.field(key, value, {.text = text, .unit = "min", .range = {0, 600, true}, .mark = mark, .source = source});
    };
    minutes_of(HALONG_KEY(c, register_min), "Mean time at registration.", Mark::assumption, no_survey);
    minutes_of(HALONG_KEY(c, exam_min), "Mean time of the first examination.", Mark::published,
               "a hospital in southern Việt Nam, 2019: 9.3 min");
    minutes_of(HALONG_KEY(c, test_min), "Mean time in laboratory or imaging.", Mark::assumption, no_survey);
    minutes_of(HALONG_KEY(c, second_exam_min), "Mean time with the doctor after the test.", Mark::assumption,
               no_survey);
    minutes_of(HALONG_KEY(c, pharmacy_min), "Mean time to pay and fetch medicine.", Mark::assumption, no_survey);
    v.field(HALONG_KEY(c, service_cv), {.text = "Variation of all these times, log-normal.",
                                        .range = {0, 5},
                                        .mark = Mark::assumption,
                                        .source = no_survey});
    v.field(
        HALONG_KEY(c, patience_mean_min),
        {.text = "Mean time after which a patient leaves a queue before he has seen a doctor, Weibull with shape 2.",
         .unit = "min",
         .range = {0, 10'000, true},
         .mark = Mark::assumption,
         .source = "few leave; no record was found"});
}

void describe_beds(Visitor& v, ClinicParameters& c)
{
    v.field(HALONG_KEY(c, admission_share),
            {.text = "Share of the patients of a place with beds who are given one and stay for the night.",
             .unit = "share",
             .range = share,
             .mark = Mark::estimate,
             .source = "chosen so that as many come as go home; Uông Bí: 33,000 inpatients and 140,000 outpatients a "
                       "year"});
    v.field(HALONG_KEY(c, beds_taken_share),
            {.text = "Share of the beds that are taken when the day begins.",
             .unit = "share",
             .range = {0, 2},
             .mark = Mark::estimate,
             .source = "Bãi Cháy hospital, August 2025 (press): more than 1,100 patients in 1,300 beds"});
    v.field(HALONG_KEY(c, stay_days),
            {.text = "Mean stay in a bed: of those who are there, one in so many goes home today.",
             .unit = "day",
             .range = {1, 365},
             .mark = Mark::estimate,
             .source = "Uông Bí: 580 beds for 33,000 inpatients a year are 6.4 days each"});
}

}  // namespace

void describe(Visitor& v, ClinicParameters& c)
{
    describe_posts(v, c);
    describe_way(v, c);
    describe_beds(v, c);
}

}  // namespace halong::scenario
