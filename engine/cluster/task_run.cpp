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

// Of all that people and ways of the scenario follow from, but for its option.
std::uint64_t people_key_of(scenario::Scenario const& scenario)
{
    return core::hash_of(scenario::to_toml(study::without_services(scenario)));
}

std::uint64_t hash_of(scenario::Option const& option) { return core::hash_of(scenario::to_toml(option)); }

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

// Tasks of one seed stand side by side in the plan.
bool TaskRunner::have_others_these_people(Task const& task, std::uint64_t people_key) const
{
    std::size_t const of_a_seed = plan_.size() / static_cast<std::size_t>(plan_.sweep().seeds);
    std::size_t const first = task.number / of_a_seed * of_a_seed;
    for (std::size_t number = first; number < first + of_a_seed; ++number) {
        if (number != task.number && people_key_of(plan_.scenario_of(plan_.task(number))) == people_key) return true;
    }
    return false;
}

template <class Part, class Make>
Part TaskRunner::from_disk(std::string_view name, std::uint64_t key, bool is_shared, Make const& make) const
{
    return is_shared ? part_files_->get<Part>(name, key, make) : make();
}

// People and ways are made from the scenario without what services alone read, so that they are the same whichever task
// comes first.
TaskRunner::Parts TaskRunner::parts_of(Task const& task, scenario::Scenario const& scenario)
{
    scenario::Scenario const people = study::without_services(scenario);
    std::uint64_t const people_key = people_key_of(scenario);
    bool const is_shared = part_files_ && have_others_these_people(task, people_key);
    scenario::Scenario unseeded = people;
    unseeded.seed = 0;
    std::uint64_t const day_key = core::hash_of(scenario::to_toml(unseeded));
    auto const base_city = cities_.get(day_key, [&] { return city::on_day(people, city_); });
    Parts parts{base_city, nullptr, nullptr};
    bool has_own_plans = false;
    bool has_own_routes = false;
    std::uint64_t option_key = 0;
    if (task.option != nullptr) {
        option_key = hash_of(*task.option);
        parts.city =
            cities_.get(core::combine(day_key, option_key), [&] { return city::on_day(people, city_, *task.option); });
        has_own_plans = study::changes_plans(*task.option);
        has_own_routes = has_own_plans || study::changes_routes(*task.option) ||
                         !study::is_same_network(base_city->network, parts.city->network);
    }
    city::City const& where = has_own_plans ? *parts.city : *base_city;
    std::uint64_t const plans_key = core::combine(people_key, has_own_plans ? option_key : 0);
    parts.made_plans = plans_.get(plans_key, [&] {
        if (stop_asked_()) throw StoppedEarly{};
        return from_disk<city::Plans>("people", plans_key, is_shared,
                                      [&] { return demand::make_plans(where, people, core::Random(people.seed)); });
    });
    std::uint64_t const ways_key = core::combine(plans_key, has_own_routes ? option_key : 0);
    parts.settled = settled_.get(ways_key, [&] {
        city::City const& roads = has_own_routes ? *parts.city : *base_city;
        return from_disk<equilibrium::Replanned>("ways", ways_key, is_shared, [&] {
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
