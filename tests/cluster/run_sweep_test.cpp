#include "cluster/run_sweep.hpp"

#include "cluster/merge.hpp"
#include "cluster/slurm.hpp"
#include "cluster/status.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "simulation/simulation.hpp"
#include "study/small_city.hpp"
#include "support/full_disk.hpp"
#include "support/scratch_folder.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

using namespace halong;
using Catch::Matchers::Contains;
using cluster::TaskState;
using test::ScratchFolder;

namespace {

scenario::Node number(double value)
{
    scenario::Node node;
    node.value = value;
    return node;
}

// Two rates of Wi-Fi, the base and a closed lane: four tasks for each seed.
scenario::LoadedSweep town_sweep(int seeds = 1)
{
    scenario::LoadedSweep loaded{{}, test::small_scenario()};
    loaded.scenario.city = "town";
    loaded.sweep.id = "town";
    loaded.sweep.scenario = "town.toml";
    loaded.sweep.seed = 4;
    loaded.sweep.seeds = seeds;
    loaded.sweep.options = {test::closed_lane_option()};
    loaded.sweep.grid = {{"wifi.take_rate_foreign", {{number(0.1), number(0.9)}}}};
    return loaded;
}

std::string bytes_of(std::filesystem::path const& path)
{
    std::ifstream stream(path, std::ios::binary);
    REQUIRE(stream.is_open());
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::size_t> all_of(cluster::Plan const& plan)
{
    return cluster::status_of(plan, cluster::TaskStore("nowhere")).unfinished();
}

// Runs tasks of a plan in a folder; `stop_asked` may count.
cluster::SweepEnd run(
    cluster::Plan const& plan, city::City const& city, std::filesystem::path const& folder,
    std::vector<std::size_t> numbers, int threads = 2, cluster::StopAsked stop_asked = [] { return false; })
{
    cluster::TaskStore const store(folder);
    cluster::TaskRunner runner(plan, city, store, static_cast<std::size_t>(threads), stop_asked);
    cluster::TaskList source(std::move(numbers));
    return cluster::run_sweep(plan, store, runner, source, {threads, false}, stop_asked);
}

// The same with people and ways on disk, as processes run tasks that others run, too.
cluster::SweepEnd run_with_parts(cluster::Plan const& plan, city::City const& city, std::filesystem::path const& folder,
                                 std::vector<std::size_t> numbers)
{
    cluster::TaskStore const store(folder);
    cluster::StopAsked const go_on = [] { return false; };
    cluster::TaskRunner runner(plan, city, store, 1, go_on, cluster::PartFiles(folder / "parts", plan));
    cluster::TaskList source(std::move(numbers));
    return cluster::run_sweep(plan, store, runner, source, {1, false}, go_on);
}

std::vector<std::filesystem::path> files_of(std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(folder)) return files;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

// The merged file and table of a folder, as bytes.
std::string merged(cluster::Plan const& plan, std::filesystem::path const& folder)
{
    auto const file = folder / "all.h5";
    auto const end = cluster::merge(plan, cluster::TaskStore(folder), file);
    REQUIRE(end.left_out.empty());
    return bytes_of(file) + bytes_of(folder / "all.csv");
}

}  // namespace

TEST_CASE("what tasks have in common on disk is of their plan's files, and no point holds up others", "[sweep]")
{
    auto city = test::small_city();
    ScratchFolder const folder;
    SECTION("another file of the city: other parts")
    {
        cluster::Plan const before(town_sweep(), city);
        city.inputs.push_back({"roads.geojson", "another"});
        cluster::Plan const after(town_sweep(), city);
        int made = 0;
        for (auto const* plan : {&before, &after, &before}) {
            cluster::PartFiles const parts(folder.path(), *plan);
            CHECK(parts.get<network::Routes>("ways", 7, [&] { return (++made, network::Routes{}); }).size() == 0);
        }
        CHECK(made == 2);
        CHECK(files_of(folder.path()).size() == 2);
    }
    SECTION("keys that do not go together are told of their own task alone")
    {
        auto loaded = town_sweep();
        loaded.sweep.options.clear();
        auto const whole = [](std::int64_t value) {
            scenario::Node node;
            node.value = value;
            return node;
        };
        loaded.sweep.grid = {{"traffic.window_ms", {{whole(500), whole(1000)}}},
                             {"traffic.min_link_time_ms", {{whole(1000), whole(500)}}}};
        cluster::Plan const plan(std::move(loaded), city);
        auto const end = run_with_parts(plan, city, folder.path(), all_of(plan));
        for (auto const& failure : end.failures) UNSCOPED_INFO(failure.reason);
        CHECK(end.finished == 3);
        REQUIRE(end.failures.size() == 1);
        CHECK_THAT(end.failures.front().reason, Contains("window_ms"));
        CHECK(files_of(folder.path() / "parts").empty());  // everybody's people are his own
    }
}

TEST_CASE("a sweep gives the same bytes on any number of threads, in any order, and after a stop", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(), city);
    REQUIRE(plan.size() == 4);
    ScratchFolder const folder;
    std::atomic<int> steps = 0;
    auto const end = run(plan, city, folder.path() / "a", all_of(plan), 1, [&] { return ++steps < 0; });
    CHECK(end.finished == 4);
    CHECK(end.failures.empty());
    auto const expected = merged(plan, folder.path() / "a");

    SECTION("threads and order")
    {
        auto numbers = all_of(plan);
        std::ranges::reverse(numbers);
        run(plan, city, folder.path() / "b", numbers, 4);
        CHECK(merged(plan, folder.path() / "b") == expected);
    }
    SECTION("in parts, which are not run again")
    {
        auto const out = folder.path() / "c";
        CHECK(run(plan, city, out, {1, 3}).finished == 2);
        auto const status = cluster::status_of(plan, cluster::TaskStore(out));
        CHECK(status.count(TaskState::finished) == 2);
        CHECK(cluster::ranges_text(status.unfinished()) == "0,2");
        run(plan, city, out, status.unfinished());
        CHECK(merged(plan, out) == expected);
    }
    SECTION("by processes that find people and ways on disk, whole, damaged or of another program")
    {
        auto const out = folder.path() / "parts";
        CHECK(run_with_parts(plan, city, out, {0}).finished == 1);
        auto const parts = files_of(out / "parts");
        REQUIRE(parts.size() == 2);
        auto const people = bytes_of(parts.front());
        auto const ways = bytes_of(parts.back());
        std::ofstream(parts.front(), std::ios::binary) << people.substr(0, people.size() / 2);
        std::ofstream(parts.back(), std::ios::binary) << "of another program";
        CHECK(run_with_parts(plan, city, out, {1}).finished == 1);
        CHECK(bytes_of(parts.front()) == people);
        CHECK(bytes_of(parts.back()) == ways);
        CHECK(run_with_parts(plan, city, out, {2, 3}).finished == 2);
        CHECK(files_of(out / "parts").size() == 3);  // ways round the closed lane
        CHECK(merged(plan, out) == expected);
        cluster::remove_part_files(out / "parts");
        CHECK_FALSE(std::filesystem::exists(out / "parts"));
    }
    SECTION("stopped in the midst of a day, again and again")
    {
        auto const out = folder.path() / "d";
        std::size_t stops = 0;
        bool had_checkpoint = false;
        for (int round = 0; round < 20; ++round) {
            std::atomic<int> asked = 0;
            auto const left = cluster::status_of(plan, cluster::TaskStore(out)).unfinished();
            if (left.empty()) break;
            auto const part = run(plan, city, out, left, 2, [&] { return ++asked > steps / 3; });
            stops += part.stopped;
            had_checkpoint = had_checkpoint || std::filesystem::exists(out / "checkpoints");
            REQUIRE(part.failures.empty());
        }
        CHECK(stops > 0);
        CHECK(had_checkpoint);
        CHECK(merged(plan, out) == expected);
    }
    SECTION("read back from its folder by another process")
    {
        plan.write(folder.path() / "a");
        cluster::Plan const again(folder.path() / "a");
        CHECK(again.ids() == plan.ids());
        CHECK(again.name() == "town");
        CHECK(again.text_of(again.task(3)) == plan.text_of(plan.task(3)));
        auto const file = folder.path() / "again.h5";
        cluster::merge(again, cluster::TaskStore(folder.path() / "a"), file);
        CHECK(bytes_of(folder.path() / "again.csv") == bytes_of(folder.path() / "a" / "all.csv"));
        again.require_same_program_and_inputs(city);
    }
}

TEST_CASE("a task is what a run of its scenario is", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(2), city);
    ScratchFolder const folder;
    run(plan, city, folder.path(), {1, 5});
    for (std::size_t const number : {1, 5}) {
        auto const task = plan.task(number);
        CHECK(task.variant == "base");
        CHECK(task.seed == (number == 1 ? 4 : 5));
        auto scenario = test::small_scenario();
        scenario.seed = task.seed;
        scenario.wifi.take_rate_foreign = 0.9;
        CHECK(plan.scenario_of(task).wifi == scenario.wifi);
        auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
        auto const routes = simulation::route_plans(city, plans, scenario);
        auto const result = simulation::simulate(city, scenario, plans, routes);
        CHECK(cluster::TaskStore(folder.path()).read(task.id)->digest == result.digest);
    }
}

TEST_CASE("the address of a task follows from what it is, not from the sweep that asks for it", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(2), city);
    std::set<std::string> const ids(plan.ids().begin(), plan.ids().end());
    CHECK(ids.size() == plan.size());

    auto other = town_sweep();
    other.sweep.id = "other";
    other.sweep.title = {"x", "y"};
    other.scenario.title = {"x", "y"};
    other.scenario.city = "elsewhere";
    other.sweep.seed = 5;
    other.sweep.seeds = 1;
    other.sweep.options.front().id = "renamed";
    other.sweep.options.front().capex_vnd = 77;
    other.sweep.grid = {};
    other.sweep.rows = {{"one", scenario::patch_of("wifi.take_rate_foreign", number(0.9))}};
    cluster::Plan const same(other, city);
    REQUIRE(same.size() == 2);
    CHECK(same.ids()[0] == plan.ids()[5]);
    CHECK(same.ids()[1] == plan.ids()[7]);

    auto changed_city = city;
    changed_city.inputs.push_back({"roads.geojson", "0123456789abcdef"});
    cluster::Plan const of_other_inputs(town_sweep(2), changed_city);
    CHECK(of_other_inputs.ids()[0] != plan.ids()[0]);
    ScratchFolder const folder;
    plan.write(folder.path());
    CHECK_THAT(test::complaint([&] { cluster::Plan(folder.path()).require_same_program_and_inputs(changed_city); }),
               Contains("planned with 0 input files, but there are 1"));
}

TEST_CASE("tasks that fail are named with their reason, and the others go on", "[sweep]")
{
    auto const city = test::small_city();
    auto loaded = town_sweep();
    loaded.sweep.options.front().roads.front().name = "Trần Phúc";
    cluster::Plan const plan(loaded, city);
    ScratchFolder const folder;
    auto const end = run(plan, city, folder.path(), all_of(plan));
    CHECK(end.finished == 2);
    REQUIRE(end.failures.size() == 2);
    CHECK_THAT(end.failures.front().reason, Contains("Trần Phúc") && Contains("did you mean"));
    auto const status = cluster::status_of(plan, cluster::TaskStore(folder.path()));
    CHECK(status.count(TaskState::failed) == 2);
    CHECK_THAT(cluster::status_text(plan, status), Contains("2 of 4 tasks finished") && Contains("2 failed") &&
                                                       Contains("task 2 (lane, seed 4, wifi.take_rate_foreign = 0.1)"));
    auto const merge = cluster::merge(plan, cluster::TaskStore(folder.path()), folder.path() / "x.h5");
    CHECK(merge.merged == 2);
    CHECK_THAT(cluster::merge_text(plan, merge), Contains("2 tasks have no result: 2-3") && Contains("Trần Phúc"));
}

TEST_CASE("what is missing under two numbers is told once", "[sweep]")
{
    auto const city = test::small_city();
    auto loaded = town_sweep();
    loaded.sweep.options.push_back(loaded.sweep.options.front());
    loaded.sweep.options.back().id = "again";  // the same changes, so the same tasks
    cluster::Plan const plan(loaded, city);
    REQUIRE(plan.ids()[2] == plan.ids()[4]);
    ScratchFolder const folder;
    auto const end = cluster::merge(plan, cluster::TaskStore(folder.path()), folder.path() / "x.h5");
    REQUIRE(end.left_out.size() == 6);
    auto const text = cluster::merge_text(plan, end);
    CHECK_THAT(text, Contains("6 tasks have no result: 0-5") && Contains("task 3 (lane") && !Contains("(again"));
    CHECK_THAT(cluster::merge_text(plan, end, 3), Contains("and 1 more"));
}

TEST_CASE("a full disk costs the tasks that meet it, and no more", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(), city);
    ScratchFolder const folder;
    {
        test::FullDisk const disk(1024);  // a claim fits, a result does not
        auto const end = run(plan, city, folder.path(), {0, 1}, 1);
        CHECK(end.finished == 0);
        REQUIRE(end.failures.size() == 2);
        CHECK_THAT(end.failures.front().reason, Contains("cannot be written") && Contains(".task"));
    }
    auto const end = run(plan, city, folder.path(), all_of(plan), 1);
    CHECK(end.finished == 4);
    CHECK(cluster::status_of(plan, cluster::TaskStore(folder.path())).failures.empty());
}

TEST_CASE("what is missing, damaged or of another program is named and left out", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(), city);
    ScratchFolder const folder;
    cluster::TaskStore const store(folder.path());
    run(plan, city, folder.path(), {0, 1, 2});
    auto foreign = *store.read(plan.ids()[1]);
    foreign.software = "halong 0.0.9 (old)";
    store.publish(foreign);
    auto const path = folder.path() / "tasks" / plan.ids()[2].substr(0, 2) / (plan.ids()[2] + ".task");
    auto damaged = bytes_of(path);
    damaged[damaged.size() / 2] ^= 1;
    std::ofstream(path, std::ios::binary) << damaged;
    auto const end = cluster::merge(plan, store, folder.path() / "x.h5");
    CHECK(end.merged == 1);
    REQUIRE(end.left_out.size() == 3);
    CHECK_THAT(end.left_out[0].reason, Contains("version mismatch") && Contains("halong 0.0.9 (old)"));
    CHECK_THAT(end.left_out[1].reason, Contains("damaged"));
    CHECK(end.left_out[2].reason == "is missing");
    CHECK_THAT(cluster::merge_text(plan, end), Contains("1 of 4 tasks merged") && Contains("no result: 1-3"));
}

TEST_CASE("a running task is left to its process, and taken from one that has died", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(), city);
    ScratchFolder const folder;
    cluster::TaskStore const store(folder.path());
    CHECK(store.claim(plan.ids()[0], false));
    CHECK_FALSE(store.claim(plan.ids()[0], false));  // this very process has it
    std::ofstream(folder.path() / "running" / (plan.ids()[1] + ".claim.json"))
        << R"({"host": ")" << cluster::host_name() << R"(", "process": 2147483647, "share": 0.5})";
    auto const status = cluster::status_of(plan, store);
    CHECK(status.states[0] == TaskState::running);
    CHECK(status.states[1] == TaskState::lost);
    auto const end = run(plan, city, folder.path(), {0, 1});
    CHECK(end.elsewhere == 1);
    CHECK(end.finished == 1);
    CHECK(store.has(plan.ids()[1]));
    CHECK(store.claim(plan.ids()[0], true));
    store.release(plan.ids()[0]);
}

TEST_CASE("a claim that nobody has renewed is lost, though its process has a number that is in use again", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(), city);
    ScratchFolder const folder;
    cluster::TaskStore const store(folder.path());
    CHECK(store.claim(plan.ids()[0], false));
    auto const claim = folder.path() / "running" / (plan.ids()[0] + ".claim.json");
    std::filesystem::last_write_time(claim, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    CHECK(cluster::status_of(plan, store).states[0] == TaskState::lost);
    CHECK(store.claim(plan.ids()[0], false));
    store.release(plan.ids()[0]);
}

TEST_CASE("two points that are the same are one task, and both are finished with it", "[sweep]")
{
    auto const city = test::small_city();
    auto loaded = town_sweep();
    loaded.sweep.grid = {{"wifi.take_rate_foreign", {{number(0.1), number(0.1)}}}};
    cluster::Plan const plan(std::move(loaded), city);
    REQUIRE(plan.ids()[0] == plan.ids()[1]);
    ScratchFolder const folder;
    run(plan, city, folder.path(), {0, 2});
    CHECK(cluster::status_of(plan, cluster::TaskStore(folder.path())).count(TaskState::finished) == 4);
}

TEST_CASE("a plan holds only for the files that were written with it", "[sweep]")
{
    auto const city = test::small_city();
    cluster::Plan const plan(town_sweep(), city);
    ScratchFolder const folder;
    plan.write(folder.path());
    CHECK(cluster::Plan(folder.path()).ids() == plan.ids());
    std::ofstream(folder.path() / "scenario.toml", std::ios::app) << "# changed\n";
    CHECK_THAT(test::complaint([&] { cluster::Plan{folder.path()}; }),
               Contains("scenario.toml") && Contains("has changed since the sweep was planned"));
}

TEST_CASE("numbers of tasks are written as ranges", "[sweep]")
{
    CHECK(cluster::ranges_text({}).empty());
    CHECK(cluster::ranges_text({0, 1, 2, 5, 7, 8}) == "0-2,5,7-8");
    CHECK(cluster::numbers_of_ranges("7-8,0-2,5,1", 9) == std::vector<std::size_t>{0, 1, 2, 5, 7, 8});
    for (auto const* wrong : {"", "a", "1-", "-1", "2-1", "1,,2", "9", "3-9", "99999999999999999999"}) {
        INFO(wrong);
        CHECK_THROWS_AS(cluster::numbers_of_ranges(wrong, 9), core::UserError);
    }
}

TEST_CASE("a job array has the elements whose tasks are wanted", "[sweep]")
{
    auto loaded = town_sweep(3);
    loaded.sweep.id = "thị trấn $(x)";
    loaded.sweep.slurm.tasks_per_element = 5;
    loaded.sweep.slurm.partition = "debug";
    loaded.sweep.slurm.max_running = 2;
    loaded.sweep.slurm.memory_mb = 900;
    cluster::Plan const plan(loaded, test::small_city());
    CHECK(cluster::array_elements(loaded.sweep.slurm, {0, 4, 11}) == std::vector<std::size_t>{0, 2});
    auto const script = cluster::array_script(plan, "/opt/it's/halong", "/data/o'clock", {0, 4, 11});
    CHECK_THAT(script, Contains("#SBATCH --array=0,2%2\n") && Contains("#SBATCH --partition=debug\n") &&
                           Contains("#SBATCH --mem=900M\n") && Contains("#SBATCH --signal=B:USR1@120\n") &&
                           Contains("#SBATCH --requeue\n") && Contains("last_task=11\n") &&
                           Contains("folder='/data/o'\\''clock'\n") && Contains("scontrol requeue"));
    CHECK(script.find("$(x)") == std::string::npos);
    CHECK(script.find("account") == std::string::npos);
    loaded.sweep.slurm.requeue = false;
    cluster::Plan const once(loaded, test::small_city());
    CHECK_THAT(cluster::array_script(once, "halong", "x", {0}), Contains("--no-requeue") && !Contains("scontrol"));
}

TEST_CASE("an indicator that no run reports is refused before the first task", "[sweep]")
{
    scenario::Sweep sweep;
    sweep.id = "s";
    sweep.kpis = {"person_delay_h", "person_dely_h"};
    CHECK_THAT(test::complaint([&] { cluster::check_kpis(sweep); }),
               Contains("no run reports a KPI 'person_dely_h'") && Contains("did you mean 'person_delay_h'?"));
}
