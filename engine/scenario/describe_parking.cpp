#include "scenario/describe.hpp"

namespace halong::scenario {
namespace {

constexpr std::string_view no_count = "no count of the city's car parks is public; to be replaced by a survey";

}  // namespace

void describe(Visitor& v, ParkingParameters& p)
{
    v.field(HALONG_KEY(p, spaces_factor), {.text = "Scales the spaces of every car park.", .range = {0, 20}});
    auto spaces = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(
            key, value,
            {.text = text, .unit = "spaces/person", .range = {0, 10}, .mark = Mark::assumption, .source = no_count});
    };
    spaces(HALONG_KEY(p, motorbike_spaces_per_person),
           "Motorbike spaces of a place for each person whom it holds at once on a busy day.");
    spaces(HALONG_KEY(p, car_spaces_per_person), "Car spaces for each such person.");
    spaces(HALONG_KEY(p, coach_spaces_per_person), "Coach spaces for each such person, at sights, piers and hotels.");
    v.field(HALONG_KEY(p, walk_m), {.text = "How far from his place somebody parks at most, as the crow flies.",
                                    .unit = "m",
                                    .range = {0, 5'000},
                                    .mark = Mark::assumption,
                                    .source = "the usual catchment of a car park is 300 to 500 m"});
    v.field(HALONG_KEY(p, walk_kmh), {.text = "Speed on foot from the car park.",
                                      .unit = "km/h",
                                      .range = {0.5, 10},
                                      .mark = Mark::assumption,
                                      .source = "1.2 m/s, the mean of walkers in a run"});
    v.field(HALONG_KEY(p, look_s), {.text = "Until a driver sees that a car park is full.",
                                    .unit = "s",
                                    .range = {1, 3'600},
                                    .mark = Mark::assumption,
                                    .source = no_count});
    v.field(HALONG_KEY(p, search_patience_min),
            {.text = "For how long a driver looks for a space before he parks at the kerb or goes on.",
             .unit = "min",
             .range = {0, 120},
             .mark = Mark::assumption,
             .source = "press of 29 April 2024 reports over an hour in Bãi Cháy, traffic jam included"});
    v.field(HALONG_KEY(p, search_kmh), {.text = "Speed of a coach from a full car park to the next one.",
                                        .unit = "km/h",
                                        .range = {1, 60},
                                        .mark = Mark::assumption,
                                        .source = no_count});
    auto fee = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "VND", .range = {0, 1e7}, .mark = Mark::assumption, .source = no_count});
    };
    fee(HALONG_KEY(p, car_fee_vnd), "What it costs to park a car at a sight, pier, market or mall.");
    fee(HALONG_KEY(p, motorbike_fee_vnd), "The same of a motorbike.");
    fee(HALONG_KEY(p, coach_fee_vnd), "The same of a coach.");
    v.field(
        HALONG_KEY(p, vnd_per_min),
        {.text = "Worth of a minute, against which fees are weighed where a car park is chosen; 0: each driver's own "
                 "(value_of_time).",
         .unit = "VND/min",
         .range = {0, 1e6},
         .mark = Mark::assumption,
         .source = "30 % of an income of 8 million VND a month over 176 h, rounded up"});
}

void describe(Visitor& v, ValueOfTimeParameters& p)
{
    constexpr std::string_view income =
        "an income of 8 million VND a month over 176 h is 45,000 VND/h: 30 % of it outside work, 133 % on business "
        "(Gwilliam, World Bank 1997)";
    auto worth = [&v](std::string_view key, double& value, std::string_view text, Mark mark, std::string_view source) {
        v.field(key, value, {.text = text, .unit = "VND/h", .range = {1, 1e7}, .mark = mark, .source = source});
    };
    worth(HALONG_KEY(p, resident_vnd_per_h), "Mean worth of an hour to a resident who does not work.", Mark::estimate,
          income);
    worth(HALONG_KEY(p, worker_vnd_per_h), "The same to a resident who works.", Mark::estimate,
          "25,100 VND/h of a motorbike rider in the survey of a road appraisal of 2015, times 1.3 for prices until "
          "2024");
    worth(HALONG_KEY(p, domestic_visitor_vnd_per_h), "The same to a visitor from Việt Nam.", Mark::assumption,
          "as residents, somewhat richer");
    worth(HALONG_KEY(p, foreign_visitor_vnd_per_h), "The same to a visitor from abroad.", Mark::assumption,
          "three times a domestic visitor's");
    worth(HALONG_KEY(p, business_vnd_per_h), "The same to who drives for a living.", Mark::estimate, income);
    v.field(HALONG_KEY(p, spread),
            {.text = "How far persons of a class are apart: standard deviation of the logarithm of their worth of an "
                     "hour; 0: all are alike. The means stay.",
             .range = {0, 2},
             .mark = Mark::estimate,
             .source = "log-normal, as values of time are found to be (Fosgerau 2006), as far apart as incomes: a Gini "
                       "index of 0.38 is 0.70, and 0.43, that of Việt Nam in 2010 (General Statistics Office), 0.80"});
}

}  // namespace halong::scenario
