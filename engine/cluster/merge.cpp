#include "cluster/merge.hpp"

#include "cluster/csv_text.hpp"
#include "cluster/status.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "results/hdf5_file.hpp"
#include "results/kpi.hpp"
#include "scenario/save.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace halong::cluster {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// Columns of the merged table, by task.
struct Columns {
    std::vector<std::string> id;
    std::vector<std::string> state;
    std::vector<std::string> variant;
    std::vector<std::string> row;
    std::vector<std::int64_t> seed;
    std::vector<std::string> digest;
    std::vector<std::int32_t> valid;
    std::vector<std::vector<std::string>> keys;  // [key][task]
    std::vector<std::vector<double>> kpis;       // [kpi][task]
};

std::vector<std::string> wanted_kpis(scenario::Sweep const& sweep)
{
    if (!sweep.kpis.empty()) return sweep.kpis;
    std::vector<std::string> all;
    for (results::KpiInfo const& info : results::all_kpis()) all.emplace_back(info.id);
    return all;
}

results::KpiInfo const* info_of(std::string const& kpi)
{
    auto const& all = results::all_kpis();
    auto const found = std::ranges::find(all, kpi, &results::KpiInfo::id);
    return found == all.end() ? nullptr : &*found;
}

// Nothing where the task has no result that counts; why is added to `end`.
std::optional<TaskResult> result_of(Plan const& plan, TaskStore const& store, std::size_t number,
                                    std::map<std::string, std::string> const& failures, MergeEnd& end)
{
    std::string const& id = plan.ids()[number];
    try {
        auto result = store.read(id);
        if (result && result->software == plan.software()) return result;
        if (result) {
            end.left_out.push_back(
                {number, fmt::format("version mismatch: was run by {}, but the sweep was planned by {}",
                                     result->software, plan.software())});
        } else if (auto const failure = failures.find(id); failure != failures.end()) {
            end.left_out.push_back({number, "failed: " + failure->second});
        } else {
            end.left_out.push_back({number, "is missing"});
        }
    } catch (core::UserError const& error) {
        end.left_out.push_back({number, error.what()});
    }
    return std::nullopt;
}

void add_task(Plan const& plan, Task const& task, std::optional<TaskResult> const& result,
              std::vector<std::string> const& kpis, Columns& columns)
{
    auto const point = plan.design().point(task.point);
    columns.id.push_back(task.id);
    columns.state.emplace_back(result ? "finished" : "missing");
    columns.variant.push_back(task.variant);
    columns.row.push_back(point.row);
    columns.seed.push_back(static_cast<std::int64_t>(task.seed));
    columns.digest.push_back(result ? core::hex(result->digest) : "");
    columns.valid.push_back(result && result->valid ? 1 : 0);
    auto const values = plan.design().values(point);
    for (std::size_t k = 0; k < values.size(); ++k) columns.keys[k].push_back(values[k]);
    for (std::size_t k = 0; k < kpis.size(); ++k) {
        double value = no_number;
        if (result) {
            auto const found = std::ranges::find(result->kpis, kpis[k]);
            if (found != result->kpis.end())
                value = result->values[static_cast<std::size_t>(found - result->kpis.begin())];
        }
        columns.kpis[k].push_back(value);
    }
}

// The values of a key where all of them are numbers.
std::optional<std::vector<double>> as_numbers(std::vector<std::string> const& texts)
{
    std::vector<double> numbers;
    for (std::string const& text : texts) {
        double number = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
        numbers.push_back(number);
    }
    return numbers;
}

// A text as TOML has it in quotes, without them.
std::string unquoted(std::string const& text)
{
    bool const is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

std::string csv_of(Plan const& plan, std::vector<std::string> const& kpis, Columns const& columns)
{
    CsvText csv;
    csv.cells({"task", "id", "state", "variant", "seed", "row"});
    csv.cells(plan.design().keys());
    csv.cells({"digest", "valid"});
    csv.cells(kpis);
    csv.end_row();
    for (std::size_t t = 0; t < columns.id.size(); ++t) {
        bool const is_finished = columns.state[t] == "finished";
        csv.cells({fmt::format("{}", t), columns.id[t], columns.state[t], columns.variant[t],
                   fmt::format("{}", columns.seed[t]), columns.row[t]});
        for (auto const& key : columns.keys) csv.cell(unquoted(key[t]));
        csv.cell(columns.digest[t]);
        csv.cell(is_finished ? fmt::format("{}", columns.valid[t]) : "");
        for (auto const& kpi : columns.kpis) {
            csv.cell(kpi[t] != kpi[t] ? std::string() : fmt::format("{}", kpi[t]));  // NaN: empty
        }
        csv.end_row();
    }
    return csv.take();
}

std::string name_of_file(std::string const& path) { return std::filesystem::path(path).filename().string(); }

void write_provenance(results::Hdf5Writer& file, Plan const& plan)
{
    scenario::Sweep sweep = plan.sweep();
    scenario::Scenario scenario = plan.scenario();
    // Where files lie is no part of the result.
    sweep.scenario = "scenario.toml";
    scenario.city.clear();
    for (scenario::Option& option : sweep.options) {
        for (scenario::SiteRule& rule : option.add_sites) rule.layer = name_of_file(rule.layer);
    }
    auto& demand = scenario.demand;
    for (std::string* path : {&demand.route_file, &demand.change_file, &scenario.replanning.warm_start})
        *path = name_of_file(*path);
    file.add_group("/provenance");
    file.add_scalar("/provenance/sweep", scenario::to_toml(sweep));
    file.add_scalar("/provenance/scenario", scenario::to_toml(scenario));
    std::string inputs;
    for (city::InputFile const& input : plan.inputs()) {
        inputs += fmt::format("{} {}\n", input.hash, name_of_file(input.path));
    }
    file.add_scalar("/provenance/inputs", inputs);
    file.attribute("/", "title", plan.name());
    file.attribute("/", "halong_format", "halong-sweep-results/1");
    file.attribute("/", "software", plan.software());
}

void write_hdf5(std::filesystem::path const& path, Plan const& plan, std::vector<std::string> const& kpis,
                Columns const& columns)
{
    results::Hdf5Writer file(path);
    results::Hdf5Writer::Dimensions const by_task{"/task"};
    file.add_dimension("/task", columns.id.size());
    file.add("/id", columns.id, by_task);
    file.add("/state", columns.state, by_task);
    file.add("/variant", columns.variant, by_task);
    file.add("/seed", std::span<std::int64_t const>(columns.seed), by_task);
    file.add("/row", columns.row, by_task);
    file.add("/digest", columns.digest, by_task);
    file.add("/valid", std::span<std::int32_t const>(columns.valid), by_task);
    file.add_group("/keys");
    for (std::size_t k = 0; k < columns.keys.size(); ++k) {
        std::string const name = "/keys/" + plan.design().keys()[k];
        if (auto const numbers = as_numbers(columns.keys[k])) {
            file.add(name, std::span<double const>(*numbers), by_task);
        } else {
            std::vector<std::string> texts;
            for (std::string const& text : columns.keys[k]) texts.push_back(unquoted(text));
            file.add(name, texts, by_task);
        }
    }
    file.add_group("/kpis");
    for (std::size_t k = 0; k < kpis.size(); ++k) {
        std::string const name = "/kpis/" + kpis[k];
        file.add(name, std::span<double const>(columns.kpis[k]), by_task);
        results::KpiInfo const* const info = info_of(kpis[k]);
        core::ensure(info != nullptr, "a merged indicator that no run reports");
        file.attribute(name, "units", std::string(info->unit));
        file.attribute(name, "long_name", std::string(info->name_en));
    }
    write_provenance(file, plan);
    file.close();
}

}  // namespace

void check_kpis(scenario::Sweep const& sweep)
{
    std::vector<std::string> known;
    for (results::KpiInfo const& info : results::all_kpis()) known.emplace_back(info.id);
    std::vector<core::Diagnostic> findings;
    for (std::string const& kpi : sweep.kpis) {
        if (std::ranges::count(sweep.kpis, kpi) > 1) {
            findings.push_back(
                {sweep.id + ".toml", 0, 0, fmt::format("'kpis' names '{}' more than once", kpi), "name it once"});
            break;
        }
        if (info_of(kpi) != nullptr) continue;
        std::string const near = core::nearest(kpi, known);
        findings.push_back({sweep.id + ".toml", 0, 0, fmt::format("no run reports a KPI '{}'", kpi),
                            near.empty() ? "`halong explain kpis` lists all"
                                         : fmt::format("did you mean '{}'? `halong explain kpis` lists all", near)});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

std::filesystem::path table_beside(std::filesystem::path const& file)
{
    auto table = file;
    return table.replace_extension(".csv");
}

MergeEnd merge(Plan const& plan, TaskStore const& store, std::filesystem::path const& file)
{
    auto const kpis = wanted_kpis(plan.sweep());
    std::map<std::string, std::string> failures;
    for (TaskFailure const& failure : store.content().failed) failures.emplace(failure.id, failure.reason);
    MergeEnd end;
    Columns columns;
    columns.keys.resize(plan.design().keys().size());
    columns.kpis.resize(kpis.size());
    for (std::size_t number = 0; number < plan.size(); ++number) {
        auto const result = result_of(plan, store, number, failures, end);
        if (result) ++end.merged;
        if (result && !result->valid) ++end.invalid;
        add_task(plan, plan.task(number), result, kpis, columns);
    }
    write_hdf5(file, plan, kpis, columns);
    core::write_file(table_beside(file), csv_of(plan, kpis, columns));
    return end;
}

std::string merge_text(Plan const& plan, MergeEnd const& end, std::size_t most)
{
    std::string text = fmt::format("{} of {} tasks merged", end.merged, plan.size());
    if (end.invalid > 0) text += fmt::format(", {} of them not valid", end.invalid);
    text += '\n';
    if (end.left_out.empty()) return text;
    std::vector<std::size_t> numbers;
    for (LeftOut const& one : end.left_out) numbers.push_back(one.number);
    text += fmt::format("{} tasks have no result: {}\n", numbers.size(), ranges_text(numbers));
    // Of tasks with one address, which are run once, the first.
    std::set<std::string> told;
    std::size_t more = 0;
    for (LeftOut const& one : end.left_out) {
        if (!told.insert(plan.ids()[one.number]).second) continue;
        if (told.size() > most) {
            ++more;
            continue;
        }
        text += fmt::format("  task {} ({}) {}\n", one.number, plan.text_of(plan.task(one.number)),
                            one.reason.substr(0, one.reason.find('\n')));
    }
    if (more > 0) text += fmt::format("  and {} more\n", more);
    return text;
}

}  // namespace halong::cluster
