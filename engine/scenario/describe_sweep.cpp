#include "scenario/describe.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr double largest = 1e18;

bool is_batch_word(std::string const& text)
{
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"_-.,:&|*[]()"}.find(c) != std::string_view::npos;
    });
}

void batch_word(Visitor& v, std::string_view key, std::string& value, std::string_view text)
{
    v.field(key, value, {.text = text});
    v.check({key}, is_batch_word(value), fmt::format("'{}' = \"{}\" cannot stand in a batch script", key, value),
            "use letters, digits and the signs _-.,:&|*[]()");
}

}  // namespace

void describe(Visitor& v, GridAxis& axis)
{
    v.field(HALONG_KEY(axis, key), {.text = "Key of the scenario that takes several values.",
                                    .required = true,
                                    .if_missing = "write e.g. key = \"demand.visitors_per_day\""});
    v.field(HALONG_KEY(axis, values), {.text = "The values, each as the key takes it.",
                                       .required = true,
                                       .if_missing = "give at least one value, e.g. values = [20000, 30000]"});
}

void describe(Visitor& v, SweepRow& row)
{
    v.field(HALONG_KEY(row, id), {.text = "Name of the row in tables.",
                                  .required = true,
                                  .if_missing = "give each row its own id, e.g. id = \"rainy\"",
                                  .is_id = true});
    v.field(HALONG_KEY(row, scenario), {.text = "Keys of the scenario that hold together in this row.",
                                        .required = true,
                                        .if_missing = "write e.g. scenario = { demand.visitors_per_day = 20000 }",
                                        .item = "a sweep",
                                        .kept_keys = keys_of_no_sweep});
}

void describe(Visitor& v, SampledKey& key)
{
    v.field(HALONG_KEY(key, key), {.text = "A number of the scenario; whole numbers stay whole.",
                                   .required = true,
                                   .if_missing = "write e.g. key = \"wifi.take_rate_foreign\""});
    v.field(HALONG_KEY(key, low), {.text = "Least value, in the key's own unit.",
                                   .range = {-largest, largest},
                                   .required = true,
                                   .if_missing = "say how low it may be, e.g. low = 0.1"});
    v.field(HALONG_KEY(key, high), {.text = "Greatest value, in the key's own unit.",
                                    .range = {-largest, largest},
                                    .required = true,
                                    .if_missing = "say how high it may be, e.g. high = 0.4"});
    v.field(HALONG_KEY(key, scale), {.text = "Whether equal steps or equal factors are equally likely."});
    v.check({"low", "high"}, key.low < key.high, fmt::format("'high' = {} is not above 'low' = {}", key.high, key.low),
            "write the lower value as low");
    v.check({"scale", "low"}, key.scale == SampleScale::linear || key.low > 0,
            fmt::format("'scale' = \"log\" needs values above 0, but 'low' = {}", key.low),
            "raise low above 0, or write scale = \"linear\"");
}

void describe(Visitor& v, SweepSample& sample)
{
    v.field(HALONG_KEY(sample, method), {.text = "How the points are spread."});
    v.field(HALONG_KEY(sample, points),
            {.text = "How many points, 0: none; of Sobol sequences, powers of 2 are spread best.",
             .unit = "points",
             .range = {0, 10'000'000}});
    v.field(HALONG_KEY(sample, seed),
            {.text = "Another seed gives other points; runs have seeds of their own.", .range = {0, 1e15}});
    v.field(HALONG_KEY(sample, keys), {.text = "The numbers that are drawn.", .item = "sampled key"});
    v.check({"points", "keys"}, sample.points > 0 || sample.keys.empty(), "keys are sampled, but at no point",
            "write e.g. points = 64");
    v.check({"points"}, sample.points == 0 || !sample.keys.empty(),
            fmt::format("{} points are sampled, but no key", sample.points), "write at least one [[sample.keys]]");
    v.check(
        {"keys", "method"}, sample.method != SampleMethod::sobol || sample.keys.size() <= most_sobol_keys,
        fmt::format("{} keys are sampled, but Sobol sequences have {} dimensions", sample.keys.size(), most_sobol_keys),
        "write method = \"latin_hypercube\", which has no such limit");
}

void describe(Visitor& v, SlurmSettings& slurm)
{
    batch_word(v, "partition", slurm.partition, "Partition; empty: the cluster's default.");
    batch_word(v, "account", slurm.account, "Account that is charged; empty: the user's default.");
    batch_word(v, "qos", slurm.qos, "Quality of service; empty: the default.");
    batch_word(v, "constraint", slurm.constraint, "Features that nodes must have; empty: any node.");
    batch_word(v, "reservation", slurm.reservation, "Reservation to run in; empty: none.");
    v.field(HALONG_KEY(slurm, tasks_per_element),
            {.text = "Tasks of one element of the job array. Many short ones make less work for the batch system.",
             .unit = "tasks",
             .range = {1, 1'000'000}});
    v.field(HALONG_KEY(slurm, cores),
            {.text = "Cores of one element: as many of its tasks run at once.", .unit = "cores", .range = {1, 4096}});
    v.field(HALONG_KEY(slurm, minutes), {.text = "Longest time of one element.", .unit = "min", .range = {1, 100'000}});
    v.field(HALONG_KEY(slurm, memory_mb),
            {.text = "Memory of one element; 0: the cluster's default. A weekday of the whole city takes about 700 MB "
                     "for each task that runs at once.",
             .unit = "MB",
             .range = {0, 100'000'000}});
    v.field(HALONG_KEY(slurm, max_running),
            {.text = "Most elements that run at once; 0: no limit.", .unit = "elements", .range = {0, 1'000'000}});
    v.field(HALONG_KEY(slurm, warning_s),
            {.text = "How long before the end of its time an element is told to write checkpoints.",
             .unit = "s",
             .range = {1, 65'535}});
    v.field(HALONG_KEY(slurm, requeue),
            {.text = "Whether an element goes on in another job after a checkpoint or the failure of its node."});
    constexpr int early_s = 60;  // by which Slurm may send the signal sooner
    v.check({"warning_s", "minutes"}, slurm.warning_s + early_s < 60 * slurm.minutes,
            fmt::format("a warning {} s before the end, which may come {} s sooner, leaves nothing of {} min",
                        slurm.warning_s, early_s, slurm.minutes),
            "raise minutes, or lower warning_s");
}

void describe(Visitor& v, Sweep& sweep)
{
    v.field(HALONG_KEY(sweep, title), {.text = "Name of the sweep.", .is_inline = true});
    v.field(HALONG_KEY(sweep, scenario),
            {.text = "File of the scenario that varies; relative to the file that says it.",
             .required = true,
             .if_missing = "write e.g. scenario = \"weekday.toml\"",
             .is_path = true});
    v.field(HALONG_KEY(sweep, seed), {.text = "Seed of the first run of each variant.", .range = {0, 1e15}});
    v.field(HALONG_KEY(sweep, seeds), {.text = "Runs of each variant, with seed, seed + 1, ...; all variants have the "
                                               "same ones.",
                                       .unit = "runs",
                                       .range = {1, 1'000'000}});
    v.field(HALONG_KEY(sweep, with_base), {.text = "Whether the scenario is also run without any option."});
    v.field(HALONG_KEY(sweep, options),
            {.text = "Options, each run with all values of the keys.", .item = "option", .items_from_file = true});
    v.field(HALONG_KEY(sweep, options_of),
            {.text = "A study whose options take part, too; relative to this file.", .is_path = true});
    v.field(HALONG_KEY(sweep, option_ids), {.text = "Which options of that study; empty: all."});
    v.field(HALONG_KEY(sweep, grid),
            {.text = "Keys that take several values each: every combination is run.", .item = "axis"});
    v.field(HALONG_KEY(sweep, rows),
            {.text = "A list of variants: each row sets several keys together.", .item = "row"});
    v.field(HALONG_KEY(sweep, sample), {.text = "Numbers that are drawn between two ends, all at once."});
    v.field(HALONG_KEY(sweep, kpis),
            {.text = "Indicators of the merged table, as listed by `halong explain kpis`; empty: all."});
    v.field(HALONG_KEY(sweep, checkpoint_min),
            {.text = "Wall time between two checkpoints of a task; 0: only when it is asked to stop.",
             .unit = "min",
             .range = {0, 100'000}});
    v.field(HALONG_KEY(sweep, slurm), {.text = "What a cluster's batch system is asked for (--slurm)."});
    v.check({"option_ids", "options_of"}, sweep.option_ids.empty() || !sweep.options_of.empty(),
            "'option_ids' is given, but not the study that has these options",
            "write e.g. options_of = \"hotspots-or-cameras.toml\"");
    bool const has_variant = sweep.with_base || !sweep.options.empty() || !sweep.options_of.empty();
    v.check({"with_base", "options"}, has_variant,
            "'with_base' = false leaves nothing to run, since there is no option",
            "write with_base = true, or name options");
}

}  // namespace halong::scenario
