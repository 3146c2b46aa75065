#include "scenario/describe.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>

namespace halong::scenario {

void describe(Visitor& v, StudyKpi& kpi)
{
    v.field(HALONG_KEY(kpi, id), {.text = "Indicator, as listed by `halong explain kpis`.",
                                  .required = true,
                                  .if_missing = "name an indicator; `halong explain kpis` lists them",
                                  .is_id = true});
    v.field(HALONG_KEY(kpi, better), {.text = "Whether more or less of it is an improvement.",
                                      .required = true,
                                      .if_missing = R"(write better = "more" or better = "less")"});
    v.field(HALONG_KEY(kpi, weight_vnd_per_unit),
            {.text = "What an improvement by one unit is worth in this study; shown beside the answer.",
             .unit = "VND/unit",
             .range = {0, 1e12},
             .mark = Mark::assumption,
             .source = "0 leaves the indicator out of the sum"});
    v.field(HALONG_KEY(kpi, precision),
            {.text = "Wanted half-width of the interval of each option's difference, in the indicator's unit; 0: none.",
             .range = {0, 1e15}});
    v.field(HALONG_KEY(kpi, precision_pct),
            {.text = "The same in per cent of the base's mean; 0: none. Where both are given, both hold.",
             .unit = "%",
             .range = {0, 100}});
}

void describe(Visitor& v, StudyDay& day)
{
    v.field(HALONG_KEY(day, id), {.text = "Name of the kind of day in tables and folders.",
                                  .required = true,
                                  .if_missing = "give the kind of day a name, e.g. id = \"holiday\"",
                                  .is_id = true});
    v.field(HALONG_KEY(day, scenario), {.text = "File of its scenario; relative to the file that says it.",
                                        .required = true,
                                        .if_missing = "write e.g. scenario = \"holiday.toml\"",
                                        .is_path = true});
    v.field(HALONG_KEY(day, days_per_year),
            {.text = "Days like it in a year; 0: a day of stress, which is shown, but brings no yearly benefit.",
             .unit = "days/year",
             .range = {0, 366}});
}

void describe(Visitor& v, UncertainKey& key)
{
    v.field(HALONG_KEY(key, key),
            {.text = "A number of the study (\"discount_rate\", \"kpis.person_delay_h.weight_vnd_per_unit\", "
                     "\"options.x.capex_vnd\") or of the scenario (\"wifi.take_rate_foreign\").",
             .required = true,
             .if_missing = "write e.g. key = \"discount_rate\""});
    v.field(HALONG_KEY(key, title), {.text = "Its name in reports.", .is_inline = true});
    v.field(HALONG_KEY(key, low), {.text = "The lowest value that is likely.",
                                   .range = {-1e18, 1e18},
                                   .required = true,
                                   .if_missing = "say how low it may be, e.g. low = 0.06"});
    v.field(HALONG_KEY(key, high), {.text = "The highest value that is likely.",
                                    .range = {-1e18, 1e18},
                                    .required = true,
                                    .if_missing = "say how high it may be, e.g. high = 0.12"});
    v.check({"low", "high"}, key.low < key.high, fmt::format("'high' = {} is not above 'low' = {}", key.high, key.low),
            "write the lower value as low");
}

void describe(Visitor& v, Study& study)
{
    v.field(HALONG_KEY(study, question), {.text = "The question that the study answers.", .is_inline = true});
    v.field(HALONG_KEY(study, scenario), {.text = "File of the base scenario; relative to the file that says it.",
                                          .required = true,
                                          .if_missing = "write e.g. scenario = \"weekday.toml\"",
                                          .is_path = true});
    v.field(HALONG_KEY(study, replications),
            {.text = "Runs of the base and of each option, each with other random numbers.",
             .unit = "runs",
             .range = {2, 1000}});
    v.field(
        HALONG_KEY(study, max_replications),
        {.text = "Replications are added up to this number until every indicator has its precision; 0: none are added.",
         .unit = "runs",
         .range = {0, 1000}});
    v.field(HALONG_KEY(study, budget_minutes),
            {.text = "Time for all runs: none is added that would probably end later; 0: no limit.",
             .unit = "min",
             .range = {0, 1e6}});
    v.field(HALONG_KEY(study, indifference_vnd_per_year),
            {.text = "Differences in net worth a year that do not matter, for screening options out; 0: not screened.",
             .unit = "VND/year",
             .range = {0, 1e15}});
    v.field(HALONG_KEY(study, seed), {.text = "Replication r (0, 1, ...) runs with seed + r.",
                                      .range = {0, static_cast<double>(most_study_seed)}});
    v.field(HALONG_KEY(study, confidence),
            {.text = "Confidence of the intervals around the differences.", .unit = "share", .range = {0.5, 0.999}});
    v.field(
        HALONG_KEY(study, days_per_year),
        {.text = "Days like that of `scenario`, for benefits per year.", .unit = "days/year", .range = {0, 366, true}});
    v.field(HALONG_KEY(study, days),
            {.text = "Further kinds of days: the base and all options are simulated on each.", .item = "kind of day"});
    v.field(HALONG_KEY(study, discount_rate),
            {.text = "Yearly rate at which capital costs are spread over an option's life.",
             .unit = "share/year",
             .range = {0, 1},
             .mark = Mark::assumption,
             .source = "10 %, with 6 to 12 % as a sensitivity; ADB appraised at 9 to 12 %"});
    v.field(HALONG_KEY(study, discount_rates),
            {.text = "Rates at which net present values are shown as well.",
             .unit = "share/year",
             .range = {0, 1},
             .mark = Mark::assumption,
             .source = "social projects are appraised at 6 %, projects of ADB in Vietnam were at up to 12 %"});
    v.field(HALONG_KEY(study, first_year), {.text = "Year in which the horizon begins, and whose money values are.",
                                            .unit = "year",
                                            .range = {2000, 2200}});
    v.field(
        HALONG_KEY(study, horizon_years),
        {.text =
             "Years over which costs and benefits are added up; what wears out is renewed, what is left is taken off.",
         .unit = "years",
         .range = {1, 100},
         .mark = Mark::assumption,
         .source = "the life of poles and fibre; electronics are renewed once"});
    v.field(HALONG_KEY(study, options), {.text = "What is compared with the base.",
                                         .required = true,
                                         .if_missing = "a study needs at least one [[options]]",
                                         .item = "option",
                                         .items_from_file = true});
    v.field(HALONG_KEY(study, kpis),
            {.text = "Indicators of the answer, each in its own unit.",
             .required = true,
             .if_missing = "a study needs at least one [[kpis]]; `halong explain kpis` lists them",
             .item = "KPI"});
    v.field(
        HALONG_KEY(study, uncertain),
        {.text =
             "Numbers that are not known for sure: the answer is worked out anew at both ends of each. Those of the "
             "scenario take two further runs of every variant.",
         .item = "uncertain number"});
    v.field(HALONG_KEY(study, sensitivity_samples),
            {.text = "Samples of all uncertain numbers at once, for the range of the net present value; 0: none.",
             .unit = "samples",
             .range = {0, 100'000}});
    double const days = std::accumulate(study.days.begin(), study.days.end(), study.days_per_year,
                                        [](double sum, StudyDay const& day) { return sum + day.days_per_year; });
    v.check({"days", "days_per_year"}, days <= 366, fmt::format("the study's days are {} a year", days),
            "let days_per_year of the study and of its [[days]] together be at most 366");
    bool const wants_precision =
        std::ranges::any_of(study.kpis, [](StudyKpi const& kpi) { return kpi.precision > 0 || kpi.precision_pct > 0; });
    v.check({"max_replications", "replications"},
            study.max_replications == 0 || study.max_replications >= study.replications,
            fmt::format("'max_replications' = {} is less than 'replications' = {}", study.max_replications,
                        study.replications),
            "write a larger number, or 0 to run as many as 'replications'");
    v.check({"max_replications", "kpis"}, study.max_replications == 0 || wants_precision,
            "'max_replications' is given, but no indicator has a precision to reach",
            "write precision = ... or precision_pct = ... under one of [[kpis]]");
    v.check({"kpis", "max_replications"}, study.max_replications > 0 || !wants_precision,
            "an indicator has a precision, but 'max_replications' is not given",
            "write e.g. replications = 10 and max_replications = 50");
    v.check({"budget_minutes", "max_replications"}, study.max_replications > 0 || study.budget_minutes == 0,
            "'budget_minutes' limits replications that are added, but 'max_replications' is not given",
            "write e.g. max_replications = 50, or leave budget_minutes out");
    std::vector<std::string> ids;
    for (Option const& option : study.options) ids.push_back(option.id);
    for (Option const& option : study.options) {
        for (std::string const& part : option.combines) {
            std::string const near = core::nearest(part, ids);
            v.check({"options"}, std::ranges::find(ids, part) != ids.end(),
                    fmt::format("option '{}' combines '{}', which is no option of the study", option.id, part),
                    near.empty() ? fmt::format("its options are: {}", fmt::join(ids, ", "))
                                 : fmt::format("did you mean '{}'?", near));
        }
        bool const starts_in_time =
            option.start_year == 0 ||
            (option.start_year >= study.first_year && option.start_year < study.first_year + study.horizon_years);
        v.check({"options", "first_year", "horizon_years"}, starts_in_time,
                fmt::format("option '{}' starts in {}, but the study's years are {} to {}", option.id,
                            option.start_year, study.first_year, study.first_year + study.horizon_years - 1),
                "change start_year of the option, or first_year or horizon_years of the study");
    }
}

void describe_document(Visitor& v, Kind kind)
{
    std::string_view const format = format_of(kind);
    v.document_key(format_key, {.text = "Kind and version of this file.", .required = true, .words = {&format, 1}});
    if (kind == Kind::sites) return;
    v.document_key(extends_key, {.text = "A file of the same kind whose values hold where this one says nothing; "
                                         "relative to this file. Tables merge by key, lists of tables by id.",
                                 .is_path = true});
}

}  // namespace halong::scenario
