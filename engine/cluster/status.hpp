// How a sweep stands, from its folder alone: also while other machines work on it.
#pragma once

#include "cluster/plan.hpp"
#include "cluster/task_store.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace halong::cluster {

enum class TaskState {
    waiting,
    running,
    lost,    // its process died, and nobody has taken it up
    failed,  // and does not run again just now
    finished
};

struct SweepStatus {
    std::vector<TaskState> states;      // by number
    std::vector<TaskFailure> failures;  // of the plan's tasks, in their order
    double running_share = 0;           // summed over what runs
    std::size_t foreign = 0;            // finished tasks in the folder that the plan does not have

    [[nodiscard]] std::size_t count(TaskState state) const;
    // Numbers of tasks that are not finished, in their order.
    [[nodiscard]] std::vector<std::size_t> unfinished() const;
};

// Of a sweep that has not begun.
SweepStatus nothing_done(Plan const& plan);
SweepStatus status_of(Plan const& plan, TaskStore const& store);

// "running", as tables say it.
std::string_view word_of(TaskState state);

// What stands how, and of what failed why; at most `most_failures` of them.
std::string status_text(Plan const& plan, SweepStatus const& status, std::size_t most_failures = 20);

// "0-3,7": ranges of ascending numbers, as batch systems and --task write them.
std::string ranges_text(std::vector<std::size_t> const& numbers);
// The numbers of such a text, ascending and each once. Throws UserError: not such a text, or a number of `size` or above.
std::vector<std::size_t> numbers_of_ranges(std::string const& text, std::size_t size);

}  // namespace halong::cluster
