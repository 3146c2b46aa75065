#include "cluster/plan.hpp"

#include "cluster/csv_text.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/input_file.hpp"
#include "core/parallel.hpp"
#include "core/version.hpp"
#include "scenario/save.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::cluster {
namespace {

using Json = nlohmann::ordered_json;

constexpr char const* plan_file = "plan.json";
constexpr char const* plan_format = "halong-plan/1";

// All that a run follows from: no names, and no places of files, whose content is hashed by itself.
scenario::Scenario content_of(scenario::Scenario scenario)
{
    scenario.title = {};
    scenario.city.clear();
    scenario.demand.route_file.clear();
    scenario.demand.change_file.clear();
    scenario.replanning.warm_start.clear();
    scenario.seed = 0;
    return scenario;
}

std::vector<scenario::Option> whole_options(std::vector<scenario::Option> const& options)
{
    std::vector<scenario::Option> whole;
    whole.reserve(options.size());
    for (scenario::Option const& option : options) whole.push_back(scenario::whole_option(option, options));
    return whole;
}

[[noreturn]] void refuse(std::filesystem::path const& path, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

nlohmann::json read_json(std::filesystem::path const& path)
{
    auto json = nlohmann::json::parse(core::read_input(path), nullptr, false);
    auto const format = json.is_object() ? json.find("format") : json.end();
    if (format == json.end() || *format != plan_format) {
        refuse(path, "is no plan of a sweep, or another version of it",
               "plan the sweep again: halong sweep FILE --out FOLDER --resume");
    }
    return json;
}

}  // namespace

// What plan.json holds for.
constexpr std::array planned_files{"sweep.toml", "scenario.toml"};

std::string own_software() { return fmt::format("halong {} ({})", core::program_version, core::git_commit()); }

bool has_plan(std::filesystem::path const& folder)
{
    std::error_code error;
    return std::filesystem::exists(folder / plan_file, error);
}

std::vector<city::InputFile> sweep_inputs(scenario::LoadedSweep const& loaded, city::City const& city)
{
    std::vector<city::InputFile> files = city.inputs;
    auto const add = [&files](std::string const& path) {
        if (!path.empty()) files.push_back({path, core::hash_of_file(path)});
    };
    add(loaded.scenario.demand.route_file);
    add(loaded.scenario.demand.change_file);
    add(loaded.scenario.replanning.warm_start);
    for (scenario::Option const& option : loaded.sweep.options) {
        for (scenario::SiteRule const& rule : option.add_sites) add(rule.layer);
    }
    return files;
}

Plan::Plan(scenario::LoadedSweep loaded, city::City const& city)
    : loaded_(std::move(loaded)),
      design_(loaded_.sweep, loaded_.scenario),
      options_(whole_options(loaded_.sweep.options)),
      name_(loaded_.sweep.id),
      software_(own_software()),
      inputs_(sweep_inputs(loaded_, city)),
      ids_(addresses())
{}

Plan::Plan(std::filesystem::path const& folder)
    : loaded_([&folder] {
          if (!has_plan(folder)) refuse(folder, "holds no sweep", "begin one: halong sweep FILE --out FOLDER");
          return scenario::load_sweep(folder / "sweep.toml");
      }()),
      design_(loaded_.sweep, loaded_.scenario),
      options_(whole_options(loaded_.sweep.options))
{
    auto const path = folder / plan_file;
    try {
        nlohmann::json const json = read_json(path);
        name_ = json.at("name");
        software_ = json.at("software");
        for (nlohmann::json const& input : json.at("inputs")) inputs_.push_back({input.at("path"), input.at("hash")});
        ids_ = json.at("ids").get<std::vector<std::string>>();
        for (char const* file : planned_files) {
            if (core::hash_of_file(folder / file) == json.at("files").at(file).get<std::string>()) continue;
            refuse(folder / file, "has changed since the sweep was planned",
                   "change the sweep's own file and plan it again, with --resume");
        }
    } catch (Json::exception const& error) {
        refuse(path, fmt::format("is damaged: {}", error.what()), "plan the sweep again, with --resume");
    }
    if (ids_.size() != scenario::task_count(loaded_.sweep)) {
        refuse(
            path,
            fmt::format("has {} tasks, but sweep.toml beside it {}", ids_.size(), scenario::task_count(loaded_.sweep)),
            "plan the sweep again, with --resume");
    }
}

// The scenario of a point is read only once for all its options and seeds.
std::vector<std::string> Plan::addresses() const
{
    core::Digest common;
    common.add(software_);
    for (city::InputFile const& input : inputs_) common.add(input.hash);
    std::vector<std::uint64_t> options{0};
    for (scenario::Option const& option : options_) {
        scenario::Option changes = scenario::changes_of(option);
        changes.id.clear();
        options.push_back(core::hash_of(scenario::to_toml(changes)));
    }
    std::vector<std::uint64_t> points(design_.size());
    constexpr std::size_t grain = 16;
    core::for_each_index(points.size(), grain, [&](std::size_t p) {
        auto const patch = design_.point(p).patch;
        try {
            points[p] = core::hash_of(scenario::to_toml(content_of(scenario::patched(loaded_.scenario, patch))));
        } catch (core::UserError const&) {  // keys that do not go together: the task says so when its turn comes
            points[p] = core::combine(core::hash_of(scenario::to_toml(content_of(loaded_.scenario))),
                                      core::hash_of(patch.text()));
        }
    });
    std::vector<std::string> ids(scenario::task_count(loaded_.sweep));
    for (std::size_t number = 0; number < ids.size(); ++number) {
        std::size_t const variant = number / points.size() % scenario::variant_count(loaded_.sweep);
        std::size_t const seed = number / points.size() / scenario::variant_count(loaded_.sweep);
        core::Digest digest = common;
        digest.add(points[number % points.size()]);
        digest.add(options[variant + (loaded_.sweep.with_base ? 0 : 1)]);
        digest.add(loaded_.sweep.seed + seed);
        ids[number] = core::hex(digest.value());
    }
    return ids;
}

Task Plan::task(std::size_t number) const
{
    std::size_t const points = design_.size();
    std::size_t const variants = scenario::variant_count(loaded_.sweep);
    std::size_t const option = number / points % variants + (loaded_.sweep.with_base ? 0 : 1);
    Task task;
    task.number = number;
    task.id = ids_.at(number);
    task.seed = loaded_.sweep.seed + number / points / variants;
    task.option = option == 0 ? nullptr : &options_[option - 1];
    task.variant = option == 0 ? std::string(base_variant) : options_[option - 1].id;
    task.point = number % points;
    return task;
}

scenario::Scenario Plan::scenario_of(Task const& task) const
{
    auto scenario = scenario::patched(loaded_.scenario, design_.point(task.point).patch);
    if (task.option != nullptr) scenario = scenario::with_option(std::move(scenario), *task.option);
    scenario.seed = task.seed;
    return scenario;
}

std::string Plan::text_of(Task const& task) const
{
    auto const point = design_.point(task.point);
    std::string text = fmt::format("{}, seed {}", task.variant, task.seed);
    if (!point.row.empty()) text += fmt::format(", row {}", point.row);
    auto const values = design_.values(point);
    for (std::size_t k = 0; k < values.size(); ++k) text += fmt::format(", {} = {}", design_.keys()[k], values[k]);
    return text;
}

std::string Plan::table() const
{
    CsvText csv;
    csv.cells({"task", "id", "variant", "seed", "row"});
    csv.cells(design_.keys());
    csv.end_row();
    for (std::size_t number = 0; number < size(); ++number) {
        Task const one = task(number);
        auto const point = design_.point(one.point);
        csv.cells({fmt::format("{}", number), one.id, one.variant, fmt::format("{}", one.seed), point.row});
        csv.cells(design_.values(point));
        csv.end_row();
    }
    return csv.take();
}

void Plan::write(std::filesystem::path const& folder) const
{
    scenario::Sweep sweep = loaded_.sweep;
    sweep.scenario = (folder / "scenario.toml").string();
    std::error_code ignored;
    std::filesystem::remove(folder / plan_file, ignored);  // it does not hold for what is written now
    core::write_file(folder / "scenario.toml", scenario::to_toml(loaded_.scenario, folder));
    core::write_file(folder / "sweep.toml", scenario::to_toml(sweep, folder));
    core::write_file(folder / "tasks.csv", table());
    Json json{{"format", plan_format}, {"name", name_}, {"software", software_}, {"inputs", Json::array()}};
    for (city::InputFile const& input : inputs_) json["inputs"].push_back({{"path", input.path}, {"hash", input.hash}});
    for (char const* file : planned_files) json["files"][file] = core::hash_of_file(folder / file);
    json["ids"] = ids_;
    core::write_file(folder / plan_file, json.dump(1) + "\n");
}

void Plan::require_same_program_and_inputs(city::City const& city) const
{
    constexpr char const* advice = "plan the sweep again with --resume: finished tasks that still hold are kept";
    std::vector<core::Diagnostic> findings;
    if (software_ != own_software()) {
        findings.push_back(
            {name_, 0, 0,
             fmt::format("version mismatch: the sweep was planned by {}, but this is {}", software_, own_software()),
             "run its tasks by the program that planned it, or plan it again with --resume"});
    }
    auto const now = sweep_inputs(loaded_, city);
    for (std::size_t i = 0; i < std::max(now.size(), inputs_.size()); ++i) {
        if (i >= now.size() || i >= inputs_.size()) {
            findings.push_back(
                {name_, 0, 0,
                 fmt::format("was planned with {} input files, but there are {}", inputs_.size(), now.size()), advice});
            break;
        }
        if (now[i].hash == inputs_[i].hash) continue;
        findings.push_back({now[i].path, 0, 0, "has changed since the sweep was planned", advice});
    }
    if (!findings.empty()) throw core::UserError(findings);
}

}  // namespace halong::cluster
