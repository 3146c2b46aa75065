#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "app/stop_signals.hpp"
#include "city/city_folder.hpp"
#include "cluster/merge.hpp"
#include "cluster/mpi_ranks.hpp"
#include "cluster/part_files.hpp"
#include "cluster/run_sweep.hpp"
#include "cluster/slurm.hpp"
#include "cluster/status.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "scenario/save.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <unordered_set>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

constexpr char const* parts_folder = "parts";  // of people and ways that tasks of several processes have in common

[[noreturn]] void refuse(std::string what, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{std::move(what), 0, 0, std::move(message), std::move(help)});
}

// A sweep and where it is kept. Without a folder, it is only looked at.
struct OpenSweep {
    std::unique_ptr<cluster::Plan> plan;
    std::optional<city::City> city;  // where tasks may run
    fs::path folder;
};

scenario::LoadedSweep load(SweepSettings const& settings)
{
    auto loaded = scenario::load_sweep(settings.file, settings.overrides);
    cluster::check_kpis(loaded.sweep);
    if (!settings.city.empty()) loaded.scenario.city = settings.city.string();
    return loaded;
}

// The folder of a sweep that has begun: named itself, or by --out, or the latest of a sweep file. Empty: there is none.
fs::path begun_folder(SweepSettings const& settings)
{
    if (fs::is_directory(settings.file)) return settings.file;
    fs::path const folder = settings.out.empty() ? fs::path("runs") / settings.file.stem() / "latest" : settings.out;
    return cluster::has_plan(folder) ? folder : fs::path();
}

bool only_looks(SweepSettings const& settings) { return settings.status || settings.list || settings.dry_run; }

// The tasks of a sweep in a folder that others may share: their plan counts, whatever its file says by now.
OpenSweep join(fs::path const& folder)
{
    OpenSweep open{std::make_unique<cluster::Plan>(folder), std::nullopt, folder};
    open.city = city::load_city(open.plan->scenario().city);
    open.plan->require_same_program_and_inputs(*open.city);
    return open;
}

OpenSweep begin(SweepSettings const& settings)
{
    fs::path const folder = settings.resume ? begun_folder(settings) : settings.out;
    if (settings.resume && folder.empty() && settings.out.empty()) {
        refuse(settings.file.string(), "has no folder yet in which it was begun", "leave out --resume, or give --out");
    }
    auto loaded = load(settings);
    std::string const text = scenario::to_toml(loaded.sweep);
    OpenSweep open;
    open.city = city::load_city(loaded.scenario.city);
    open.plan = std::make_unique<cluster::Plan>(std::move(loaded), *open.city);
    open.folder = make_run_folder(folder.empty() ? settings.out : fs::weakly_canonical(folder), open.plan->name(), text,
                                  settings.force || settings.resume);
    open.plan->write(open.folder);
    link_latest(open.folder);
    return open;
}

OpenSweep open_to_run(SweepSettings const& settings)
{
    bool const is_folder = fs::is_directory(settings.file);
    bool const joins = !settings.tasks.empty() && cluster::has_plan(settings.out);
    if ((is_folder || joins) && (!settings.overrides.empty() || !settings.city.empty())) {
        refuse((is_folder ? settings.file : settings.out).string(), "is the folder of a sweep, whose keys are settled",
               "give --set and --city with the sweep's file");
    }
    OpenSweep open = is_folder ? join(settings.file) : joins ? join(settings.out) : begin(settings);
    core::remove_leftovers(open.folder);  // of killed processes of this machine; those that live keep theirs
    return open;
}

// The plan in a folder that nobody has named: nothing where another program has made it, whose tasks are not ours.
std::unique_ptr<cluster::Plan> own_plan(fs::path const& folder)
{
    try {
        auto plan = std::make_unique<cluster::Plan>(folder);
        if (plan->software() == cluster::own_software()) return plan;
        fmt::print(stderr, "{}: passed over: planned by {}, but this is {}; --out {} looks at it all the same\n",
                   folder.string(), plan->software(), cluster::own_software(), folder.string());
    } catch (core::UserError const& error) {  // of a version that laid out plans otherwise, or torn
        fmt::print(stderr, "{}: passed over: {}\n", folder.string(), error.what());
    }
    return nullptr;
}

OpenSweep open_to_look(SweepSettings const& settings)
{
    auto const folder = begun_folder(settings);
    bool const is_folder = fs::is_directory(settings.file);
    if (!folder.empty() && (settings.status || is_folder || (settings.list && !settings.out.empty()))) {
        return {std::make_unique<cluster::Plan>(folder), std::nullopt, folder};
    }
    if (!folder.empty() && settings.list) {
        if (auto plan = own_plan(folder)) return {std::move(plan), std::nullopt, folder};
    }
    if (settings.status) {
        refuse(settings.file.string(), "has no folder yet in which it was begun", "name it with --out FOLDER");
    }
    auto loaded = load(settings);
    auto const city = city::load_city(loaded.scenario.city);
    return {std::make_unique<cluster::Plan>(std::move(loaded), city), std::nullopt, settings.out};
}

// Of the plan, those that --task names, or all.
std::vector<std::size_t> chosen(SweepSettings const& settings, cluster::Plan const& plan)
{
    if (!settings.tasks.empty()) return cluster::numbers_of_ranges(settings.tasks, plan.size());
    std::vector<std::size_t> all(plan.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
}

// Tasks that are the same under two numbers are run once.
std::vector<std::size_t> unfinished(std::vector<std::size_t> numbers, cluster::Plan const& plan,
                                    cluster::SweepStatus const& status)
{
    std::unordered_set<std::string> taken;  // only asked, never walked through
    std::erase_if(numbers, [&](std::size_t number) {
        return status.states[number] == cluster::TaskState::finished || !taken.insert(plan.ids()[number]).second;
    });
    return numbers;
}

void print_list(cluster::Plan const& plan, cluster::SweepStatus const& status, std::vector<std::size_t> const& numbers)
{
    for (std::size_t const number : numbers) {
        cluster::Task const task = plan.task(number);
        fmt::print("{:>6}  {}  {:<8}  {}\n", number, task.id, cluster::word_of(status.states[number]),
                   plan.text_of(task));
    }
}

// What would be done, without doing it.
void print_dry_run(SweepSettings const& settings, OpenSweep const& open, std::vector<std::size_t> const& numbers)
{
    cluster::Plan const& plan = *open.plan;
    auto const& sweep = plan.sweep();
    fmt::print("{}: {} tasks = {} points x {} variants x {} seeds; {} would be run\n", plan.name(), plan.size(),
               plan.design().size(), scenario::variant_count(sweep), sweep.seeds, numbers.size());
    constexpr std::size_t shown = 10;
    for (std::size_t i = 0; i < std::min(shown, numbers.size()); ++i) {
        fmt::print("  task {}: {}\n", numbers[i], plan.text_of(plan.task(numbers[i])));
    }
    if (numbers.size() > shown) fmt::print("  and {} more (--list shows all)\n", numbers.size() - shown);
    if (!settings.slurm || numbers.empty()) return;
    fs::path const folder = open.folder.empty() ? fs::path("runs") / plan.name() / "TIME-HASH" : open.folder;
    fmt::print("\nscript for sbatch:\n{}", cluster::array_script(plan, cluster::own_program(), folder, numbers));
}

int look(SweepSettings const& settings)
{
    auto const open = open_to_look(settings);
    cluster::Plan const& plan = *open.plan;
    auto const status =
        open.folder.empty() ? cluster::nothing_done(plan) : cluster::status_of(plan, cluster::TaskStore(open.folder));
    auto const numbers = chosen(settings, plan);
    if (settings.list) print_list(plan, status, numbers);
    if (settings.dry_run) print_dry_run(settings, open, unfinished(numbers, plan, status));
    if (settings.status) fmt::print("{}", cluster::status_text(plan, status));
    return settings.status && status.count(cluster::TaskState::failed) > 0 ? invalid_run : done;
}

int submit_array(OpenSweep const& open, std::vector<std::size_t> const& numbers)
{
    if (numbers.empty()) {
        fmt::print("nothing to do: all tasks are finished\n");
        return done;
    }
    auto const script = cluster::array_script(*open.plan, cluster::own_program(), open.folder, numbers);
    auto const job = cluster::submit(open.folder, script);
    fmt::print(
        "job {}: {} tasks in {} elements\nprogress: halong sweep {} --status\nat the end: halong merge {} --out "
        "FILE.h5\n",
        job, numbers.size(), cluster::array_elements(open.plan->sweep().slurm, numbers).size(), open.folder.string(),
        open.folder.string());
    return done;
}

void print_failures(cluster::Plan const& plan, std::vector<cluster::TaskFailure> const& failures)
{
    for (cluster::TaskFailure const& failure : failures) {
        auto const place = std::ranges::find(plan.ids(), failure.id) - plan.ids().begin();
        cluster::Task const task = plan.task(static_cast<std::size_t>(place));
        fmt::print(stderr, "task {} ({}) failed: {}\n", task.number, plan.text_of(task), failure.reason);
    }
}

int report(OpenSweep const& open, cluster::SweepEnd const& end, std::size_t asked)
{
    print_failures(*open.plan, end.failures);
    fmt::print("{} of {} tasks finished here in {:.1f} s, the cores {:.1f} % at work", end.finished, asked, end.wall_s,
               100 * end.busy_share);
    if (!end.failures.empty()) fmt::print(", {} failed", end.failures.size());
    if (end.elsewhere > 0) fmt::print(", {} run in other processes", end.elsewhere);
    fmt::print("\n{}",
               cluster::status_text(*open.plan, cluster::status_of(*open.plan, cluster::TaskStore(open.folder)), 0));
    fmt::print("folder: {}\n", open.folder.string());
    if (StopSignals::requested()) {
        fmt::print("stopped, {} tasks after a checkpoint; go on with: halong sweep {} --resume\n", end.stopped,
                   open.folder.string());
        return stopped;
    }
    return end.failures.empty() ? done : invalid_run;
}

class SweepDisplay {
public:
    SweepDisplay(std::string const& name, bool quiet, std::size_t tasks)
        : progress_(name, quiet), tasks_(std::max(1.0, static_cast<double>(tasks)))
    {}

    void operator()(cluster::SweepProgress const& now)
    {
        std::string text = fmt::format("{:.0f} of {:.0f} tasks, {} at once", std::floor(now.done), tasks_, now.running);
        if (now.failed > 0) text += fmt::format(", {} failed", now.failed);
        progress_.update(now.done / tasks_, text);
    }

private:
    core::Progress progress_;
    double tasks_;
};

cluster::SweepEnd run_tasks(OpenSweep const& open, SweepSettings const& settings, cluster::TaskSource& source,
                            int threads, std::size_t tasks, bool take_over, bool has_others)
{
    auto const stop_asked = [] { return StopSignals::requested(); };
    cluster::TaskStore const store(open.folder);
    std::optional<cluster::PartFiles> parts;
    if (has_others) parts.emplace(open.folder / parts_folder, *open.plan);
    cluster::TaskRunner runner(*open.plan, *open.city, store, static_cast<std::size_t>(threads), stop_asked, parts);
    SweepDisplay display(open.plan->name(), settings.quiet, tasks);
    return cluster::run_sweep(*open.plan, store, runner, source, {threads, take_over}, stop_asked,
                              [&](cluster::SweepProgress const& now) { display(now); });
}

// What is still to do; with --force, all of it.
std::vector<std::size_t> to_do(SweepSettings const& settings, OpenSweep const& open)
{
    cluster::TaskStore const store(open.folder);
    auto const numbers = chosen(settings, *open.plan);
    if (settings.force) {
        for (std::size_t const number : numbers) store.forget(open.plan->ids()[number]);
    }
    return unfinished(numbers, *open.plan, cluster::status_of(*open.plan, store));
}

int run_here(SweepSettings const& settings)
{
    StopSignals const stop;
    core::ThreadLimit const limit(settings.threads);
    auto const open = open_to_run(settings);
    auto const numbers = to_do(settings, open);
    if (settings.slurm && !settings.tasks.empty() && open.plan->sweep().slurm.tasks_per_element > 1) {
        refuse("--task", "names single tasks, but an element of the job array runs several",
               "leave it out, or write slurm.tasks_per_element = 1");
    }
    if (settings.slurm) return submit_array(open, numbers);
    if (!settings.quiet) fmt::print("{}\n", city_line(*open.city));
    cluster::TaskList source(numbers);
    bool const is_one_of_many = !settings.tasks.empty();
    auto const end =
        run_tasks(open, settings, source, core::thread_count(), numbers.size(), is_one_of_many, is_one_of_many);
    return report(open, end, numbers.size());
}

// Rank 0 settles the folder; the others find the plan there.
int run_by_mpi(SweepSettings const& settings)
{
    cluster::MpiRanks const ranks;
    StopSignals const stop;
    int const threads = std::max(1, settings.threads);
    core::ThreadLimit const limit(threads);
    OpenSweep open;
    std::vector<std::size_t> numbers;
    if (ranks.rank() == 0) {
        open = open_to_run(settings);
        numbers = to_do(settings, open);
    }
    fs::path const folder = ranks.from_first(open.folder.string());
    if (ranks.rank() != 0) open = join(folder);
    SweepSettings here = settings;
    here.quiet = settings.quiet || ranks.rank() != 0;
    cluster::MpiSource source(ranks, numbers);
    auto const end = run_tasks(open, here, source, threads, numbers.size(), true, ranks.count() > 1);
    source.finish();
    if (ranks.rank() == 0) return report(open, end, numbers.size());
    print_failures(*open.plan, end.failures);
    if (StopSignals::requested()) return stopped;
    return end.failures.empty() ? done : invalid_run;
}

}  // namespace

int sweep_command(SweepSettings const& settings)
{
    if (!fs::exists(settings.file))
        refuse(settings.file.string(), "there is no such file or folder", "name a sweep file");
    if (only_looks(settings)) return look(settings);
    return settings.mpi ? run_by_mpi(settings) : run_here(settings);
}

int merge_command(MergeSettings const& settings)
{
    cluster::Plan const plan(settings.folder);
    auto const table = cluster::table_beside(settings.out);
    if (table == settings.out)
        refuse(settings.out.string(), "is the name of the table beside the file", "write FILE.h5");
    for (auto const& file : {settings.out, table}) {
        if (!settings.force && fs::exists(file)) {
            refuse(file.string(), "exists", "choose another --out, or replace it with --force");
        }
    }
    auto const end = cluster::merge(plan, cluster::TaskStore(settings.folder), settings.out);
    if (end.left_out.empty()) cluster::remove_part_files(settings.folder / parts_folder);
    fmt::print("{}{}\n{}\n", cluster::merge_text(plan, end), settings.out.string(), table.string());
    return end.left_out.empty() ? done : invalid_run;
}

}  // namespace halong::app
