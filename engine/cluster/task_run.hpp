// Runs tasks of a sweep, several at once, each on one thread; what they have in common is made once.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "cluster/part_files.hpp"
#include "cluster/plan.hpp"
#include "cluster/shared_parts.hpp"
#include "cluster/task_store.hpp"
#include "equilibrium/replanning.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace halong::cluster {

enum class TaskEnd {
    finished,
    stopped  // asked to stop: it has left a checkpoint, unless its day had not begun
};

// Called from many threads at once.
using StopAsked = std::function<bool()>;

class TaskRunner {
public:
    // All arguments outlive this object. `city`: the scenario's, as it is on no particular day. `parts_kept`: how many
    // populations stay in memory, at least as many as tasks run at once. `part_files`: where people and ways that other
    // tasks have as well are kept for other processes; nothing: nowhere.
    TaskRunner(Plan const& plan, city::City const& city, TaskStore const& store, std::size_t parts_kept,
               StopAsked stop_asked, std::optional<PartFiles> part_files = std::nullopt);

    // Runs the task, from its newest checkpoint that can be used, and publishes its result. `share` tells how far it is,
    // 0 … 1. Thread-safe. Throws whatever goes wrong: UserError, CannotWrite, InternalFault, std::bad_alloc.
    TaskEnd run(Task const& task, std::atomic<double>& share);

private:
    // What a task has in common with others.
    struct Parts {
        std::shared_ptr<city::City const> city;  // on the day, with the option
        std::shared_ptr<city::Plans const> made_plans;
        std::shared_ptr<equilibrium::Replanned const> settled;
        [[nodiscard]] city::Plans const& plans() const { return settled->plans_or(*made_plans); }
    };
    Parts parts_of(Task const& task, scenario::Scenario const& scenario);
    [[nodiscard]] bool have_others(Task const& task, std::uint64_t part_key);
    template <class Part, class Make>
    [[nodiscard]] Part from_disk(std::string_view name, Task const& task, std::uint64_t key, Make const& make);

    Plan const& plan_;
    city::City const& city_;
    TaskStore const& store_;
    StopAsked stop_asked_;
    SharedParts<city::City> cities_;
    SharedParts<city::Plans> plans_;
    SharedParts<equilibrium::Replanned> settled_;
    std::optional<PartFiles> part_files_;
    std::mutex counting_;                                           // guards the two below, which are only asked
    std::unordered_set<std::uint64_t> counted_seeds_;               // whose tasks are in
    std::unordered_map<std::uint64_t, std::size_t> tasks_of_part_;  // by key of people or ways
};

}  // namespace halong::cluster
