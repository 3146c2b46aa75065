#include "scenario/describe.hpp"

namespace halong::scenario {

void describe(Visitor& v, StudyKpi& kpi)
{
    v.field(HALONG_KEY(kpi, id), {.text = "Indicator, as listed by `halong explain kpis`.",
                                  .required = true,
                                  .if_missing = "name an indicator; `halong explain kpis` lists them",
                                  .is_id = true});
    v.field(HALONG_KEY(kpi, better), {.text = "Whether more or less of it is an improvement.",
                                      .required = true,
                                      .if_missing = "write better = \"more\" or better = \"less\""});
    v.field(HALONG_KEY(kpi, weight_vnd_per_unit),
            {.text = "What an improvement by one unit is worth in this study; shown beside the answer.",
             .unit = "VND/unit",
             .range = {0, 1e12},
             .mark = Mark::assumption,
             .source = "0 leaves the indicator out of the sum"});
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
    v.field(HALONG_KEY(study, seed), {.text = "Replication r (0, 1, ...) runs with seed + r.", .range = {0, 1e15}});
    v.field(HALONG_KEY(study, confidence),
            {.text = "Confidence of the intervals around the differences.", .unit = "share", .range = {0.5, 0.999}});
    v.field(
        HALONG_KEY(study, days_per_year),
        {.text = "Days like the simulated one, for benefits per year.", .unit = "days/year", .range = {0, 366, true}});
    v.field(HALONG_KEY(study, discount_rate),
            {.text = "Yearly rate at which capital costs are spread over an option's life.",
             .unit = "share/year",
             .range = {0, 1},
             .mark = Mark::assumption,
             .source = "10 %, with 6 to 12 % as a sensitivity; ADB appraised at 9 to 12 %"});
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
