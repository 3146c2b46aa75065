// What a sweep costs beyond its runs, and how busy it keeps the cores.
//   bench_sweep_benchmark [scenario = scenarios/weekday.toml] [rounds = 2] [short tasks = 1000] [residents of a short task = 0.002]
// First many short tasks on all cores. Then whole days on one thread: plain runs (city of the day, people, ways, simulation,
// indicators), and the same days as tasks of a sweep, which have nothing in common, since each has its own seed.
#include "benchmarks/measure.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "cluster/run_sweep.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "results/kpi.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace halong;

bool never_stop() { return false; }

// A folder that goes with the benchmark.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("halong_sweep_" + std::to_string(::getpid()))) {}
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    std::size_t const middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::uint64_t plain_run(city::City const& loaded, scenario::Scenario const& scenario)
{
    auto const city = city::on_day(scenario, loaded);
    auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    auto const settled = equilibrium::settled_day(city, scenario, plans);
    auto const run = simulation::simulate(city, scenario, settled.plans_or(plans), settled.routes);
    return results::kpis_of(city, settled.plans_or(plans), run).empty() ? 0 : run.digest;
}

void measure_overhead(scenario::Scenario const& scenario, city::City const& city, int rounds)
{
    core::ThreadLimit const limit(1);
    scenario::LoadedSweep loaded{{}, scenario};
    loaded.sweep.seeds = rounds;
    cluster::Plan const plan(loaded, city);
    Folder const folder;
    cluster::TaskStore const store(folder.path());
    cluster::TaskRunner runner(plan, city, store, 1, never_stop);
    std::vector<double> plain_s;
    std::vector<double> task_s;
    std::vector<double> ratios;
    for (std::size_t round = 0; round < plan.size(); ++round) {  // by turns: what else runs here meets both alike
        auto seeded = scenario;
        seeded.seed = plan.task(round).seed;
        benchmark::Stopwatch const plain;
        auto const digest = plain_run(city, seeded);
        plain_s.push_back(plain.cpu_s());
        benchmark::Stopwatch const task;
        cluster::TaskList source({round});
        cluster::run_sweep(plan, store, runner, source, {1, true}, never_stop);
        task_s.push_back(task.cpu_s());
        ratios.push_back(task_s.back() / plain_s.back());
        core::ensure(store.read(plan.ids()[round])->digest == digest, "not the same day");
    }
    std::printf("plain run %.2f CPU s, task of a sweep %.2f CPU s: %+.2f %% (medians of %d)\n", median(plain_s),
                median(task_s), 100 * (median(ratios) - 1), rounds);
}

void measure_short_tasks(scenario::Scenario scenario, city::City const& city, int tasks, double residents)
{
    scenario.demand.residents_factor = residents;
    scenario.demand.visitors_per_day = 20;
    scenario.demand.through_factor = 0.01;
    scenario::LoadedSweep loaded{{}, scenario};
    loaded.sweep.sample.points = tasks;
    loaded.sweep.sample.keys = {{"wifi.take_rate_foreign", 0.1, 0.9}};
    benchmark::Stopwatch const planning;
    cluster::Plan const plan(loaded, city);
    double const planning_s = planning.wall_s();
    Folder const folder;
    cluster::TaskStore const store(folder.path());
    int const threads = core::thread_count();
    benchmark::Stopwatch const watch;
    cluster::TaskRunner runner(plan, city, store, static_cast<std::size_t>(threads), never_stop);
    std::vector<std::size_t> numbers(plan.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    cluster::TaskList source(numbers);
    auto const end = cluster::run_sweep(plan, store, runner, source, {threads, true}, never_stop);
    core::ensure(end.finished == plan.size(), "a task has failed");
    std::printf(
        "%d short tasks planned in %.2f s, run in %.1f s on %d threads (%.0f ms each): threads %.1f %% in tasks, "
        "cores %.1f %% busy by processor time\n",
        tasks, planning_s, end.wall_s, threads, 1000 * end.wall_s * threads / tasks, 100 * end.busy_share,
        100 * watch.cpu_s() / (watch.wall_s() * threads));
}

}  // namespace

int main(int count, char** words)
{
    std::string const file = count > 1 ? words[1] : "scenarios/weekday.toml";
    int const rounds = count > 2 ? std::atoi(words[2]) : 2;
    int const tasks = count > 3 ? std::atoi(words[3]) : 1'000;
    double const residents = count > 4 ? std::atof(words[4]) : 0.002;
    try {
        auto const scenario = scenario::load_scenario(file);
        auto const city = city::load_city(scenario.city);
        if (tasks > 0) measure_short_tasks(scenario, city, tasks, residents);
        if (rounds > 0) measure_overhead(scenario, city, rounds);
    } catch (core::UserError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
