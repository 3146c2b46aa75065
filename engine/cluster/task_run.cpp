#include "cluster/task_run.hpp"

#include "city/apply.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/one_thread.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "results/kpi.hpp"
#include "scenario/save.hpp"
#include "simulation/checkpoint.hpp"
#include "study/same_network.hpp"
#include "study/variants.hpp"

#include <chrono>
#include <fmt/format.h>

namespace halong::cluster {
namespace {

using Clock = std::chrono::steady_clock;

// A task is asked to stop before its day has begun, so that there is nothing to keep.
struct StoppedEarly {};

std::uint64_t hash_of(scenario::Option const& option) { return core::hash_of(scenario::to_toml(option)); }

// What tells people and ways of a task from those of others.
struct PartKeys {
    std::uint64_t people = 0;
    std::uint64_t ways = 0;
};

// Whether people plan the day anew on the option's own city: it changes where they can go, or the scenario of the day. This
// one may speak of what the option alone adds, as an outage at a new place, so that it fits no city but the option's.
bool has_own_people(Plan const& plan, Task const& task, scenario::Scenario const& scenario)
{
    if (task.option == nullptr) return false;
    if (study::changes_plans(*task.option)) return true;
    Task base = task;
    base.option = nullptr;
    try {
        return study::without_services(plan.scenario_of(base)) != study::without_services(scenario);
    } catch (core::UserError const&) {  // keys that go together with those of the option alone
        return true;
    }
}

// As far as scenario and option say: an option may also change the network where it does not say so.
PartKeys part_keys_of(Plan const& plan, Task const& task, scenario::Scenario const& scenario)
{
    PartKeys keys;
    keys.people = core::hash_of(scenario::to_toml(study::without_services(scenario)));
    bool const own_people = has_own_people(plan, task, scenario);
    if (own_people) keys.people = core::combine(keys.people, hash_of(*task.option));
    bool const own_ways = own_people || (task.option != nullptr && study::changes_routes(*task.option));
    keys.ways = core::combine(keys.people, own_ways ? hash_of(*task.option) : 0);
    return keys;
}

// The checkpoints of one task: the newest is kept, and the one before until the newest is on disk.
class TaskCheckpoints {
public:
    TaskCheckpoints(std::filesystem::path folder, simulation::RunIdentity identity)
        : folder_(std::move(folder)), identity_(std::move(identity))
    {}

    // Brings a new simulation to the newest checkpoint that can be used; false where there is none. After a checkpoint that
    // could not be used, `make_new` makes the simulation anew.
    template <class MakeNew>
    bool resume(simulation::Simulation& simulation, MakeNew const& make_new) const
    {
        for (auto const& path : simulation::checkpoints_in(folder_)) {
            try {
                simulation::load_checkpoint(path, simulation, identity_);
                return true;
            } catch (core::UserError const& error) {
                fmt::print(stderr, "{}\n", error.what());
                make_new();
            }
        }
        return false;
    }

    void save(simulation::Simulation const& simulation) const
    {
        core::require_writable_folder(folder_);
        auto const path = folder_ / simulation::checkpoint_name(simulation.now());
        simulation::save_checkpoint(path, simulation, identity_);
        std::error_code ignored;
        for (auto const& old : simulation::checkpoints_in(folder_)) {
            if (old != path) std::filesystem::remove(old, ignored);
        }
    }

private:
    std::filesystem::path folder_;
    simulation::RunIdentity identity_;
};

TaskResult result_of(std::string const& id, city::City const& city, city::Plans const& plans,
                     simulation::RunResult const& run, double wall_s)
{
    TaskResult result{id, own_software(), run.digest, run.valid, {}, {}, wall_s};
    for (results::Kpi const& kpi : results::kpis_of(city, plans, run)) {
        result.kpis.push_back(kpi.id);
        result.values.push_back(kpi.value);
    }
    return result;
}

}  // namespace

TaskRunner::TaskRunner(Plan const& plan, city::City const& city, TaskStore const& store, std::size_t parts_kept,
                       StopAsked stop_asked, std::optional<PartFiles> part_files)
    : plan_(plan),
      city_(city),
      store_(store),
      stop_asked_(std::move(stop_asked)),
      cities_(parts_kept + plan.sweep().options.size() + 1),
      plans_(parts_kept),
      settled_(parts_kept),
      part_files_(std::move(part_files))
{}

// Whether other tasks have the same people, or ways. Only tasks of one seed may; they stand side by side in the plan.
bool TaskRunner::have_others(Task const& task, std::uint64_t part_key)
{
    std::scoped_lock const lock(counting_);
    if (counted_seeds_.insert(task.seed).second) {
        std::size_t const of_a_seed = plan_.size() / static_cast<std::size_t>(plan_.sweep().seeds);
        std::size_t const first = task.number / of_a_seed * of_a_seed;
        for (std::size_t number = first; number < first + of_a_seed; ++number) {
            Task const other = plan_.task(number);
            try {
                PartKeys const keys = part_keys_of(plan_, other, plan_.scenario_of(other));
                ++tasks_of_part_[keys.people];
                ++tasks_of_part_[keys.ways];
            } catch (core::UserError const&) {  // its keys do not go together: told when its turn comes
            }
        }
    }
    auto const found = tasks_of_part_.find(part_key);
    return found != tasks_of_part_.end() && found->second > 1;
}

// On disk lies what several tasks have alike.
template <class Part, class Make>
Part TaskRunner::from_disk(std::string_view name, Task const& task, std::uint64_t key, Make const& make)
{
    bool const is_shared = part_files_ && have_others(task, key);
    return is_shared ? part_files_->get<Part>(name, key, make) : make();
}

// People and ways are made from the scenario without what services alone read, so that they are the same whichever task
// comes first.
TaskRunner::Parts TaskRunner::parts_of(Task const& task, scenario::Scenario const& scenario)
{
    if (task.option != nullptr) study::check_somebody_looks(scenario, *task.option, fmt::format("task {}", task.id));
    scenario::Scenario const people = study::without_services(scenario);
    PartKeys keys = part_keys_of(plan_, task, scenario);
    scenario::Scenario unseeded = people;
    unseeded.seed = 0;
    std::uint64_t const day_key = core::hash_of(scenario::to_toml(unseeded));
    bool const has_own_plans = has_own_people(plan_, task, scenario);
    bool has_own_routes = has_own_plans;
    Parts parts;
    if (!has_own_plans) parts.city = cities_.get(day_key, [&] { return city::on_day(people, city_); });
    auto const base_city = parts.city;
    if (task.option != nullptr) {
        std::uint64_t const option_key = hash_of(*task.option);
        parts.city =
            cities_.get(core::combine(day_key, option_key), [&] { return city::on_day(people, city_, *task.option); });
        bool const says_so = has_own_plans || study::changes_routes(*task.option);
        has_own_routes = says_so || !study::is_same_network(base_city->network, parts.city->network);
        if (has_own_routes && !says_so) keys.ways = core::combine(keys.people, option_key);
    }
    city::City const& where = has_own_plans ? *parts.city : *base_city;
    parts.made_plans = plans_.get(keys.people, [&] {
        if (stop_asked_()) throw StoppedEarly{};
        return from_disk<city::Plans>("people", task, keys.people,
                                      [&] { return demand::make_plans(where, people, core::Random(people.seed)); });
    });
    parts.settled = settled_.get(keys.ways, [&] {
        city::City const& roads = has_own_routes ? *parts.city : *base_city;
        return from_disk<equilibrium::Replanned>("ways", task, keys.ways, [&] {
            return equilibrium::settled_day(roads, people, *parts.made_plans,
                                            [&](int, double, results::RouteGap const*) {
                                                if (stop_asked_()) throw StoppedEarly{};
                                            });
        });
    });
    return parts;
}

TaskEnd TaskRunner::run(Task const& task, std::atomic<double>& share)
{
    auto const scenario = plan_.scenario_of(task);
    Parts parts;
    try {
        parts = parts_of(task, scenario);
    } catch (StoppedEarly const&) {
        return TaskEnd::stopped;
    }
    core::OneThread const alone;
    auto const started = Clock::now();
    auto last_checkpoint = started;
    std::chrono::duration<double, std::ratio<60>> const interval(plan_.sweep().checkpoint_min);
    city::City const& city = *parts.city;
    std::optional<simulation::Simulation> simulation;
    auto const begin = [&] { simulation.emplace(city, scenario, parts.plans(), parts.settled->routes); };
    begin();
    std::optional<TaskCheckpoints> checkpoints;
    auto const checkpoints_of_task = [&]() -> TaskCheckpoints& {
        if (!checkpoints) {
            checkpoints.emplace(store_.checkpoint_folder(task.id),
                                simulation::identity_of(city, scenario, parts.plans(), parts.settled->routes));
        }
        return *checkpoints;
    };
    if (std::filesystem::exists(store_.checkpoint_folder(task.id))) checkpoints_of_task().resume(*simulation, begin);
    while (!simulation->ended()) {
        if (stop_asked_()) {
            checkpoints_of_task().save(*simulation);
            return TaskEnd::stopped;
        }
        simulation->step();
        if (!simulation->passed_multiple_of(core::ms_per_minute)) continue;
        share = std::min(1.0, static_cast<double>(simulation->now()) / core::ms_per_day);
        if (interval.count() == 0 || Clock::now() - last_checkpoint < interval) continue;
        checkpoints_of_task().save(*simulation);
        last_checkpoint = Clock::now();
    }
    auto const run = simulation->finish();
    double const wall_s = std::chrono::duration<double>(Clock::now() - started).count();
    store_.publish(result_of(task.id, city, parts.plans(), run, wall_s));
    share = 1;
    return TaskEnd::finished;
}

}  // namespace halong::cluster
