// Runs tasks of a sweep on the cores of this machine.
#pragma once

#include "cluster/task_run.hpp"
#include "cluster/task_source.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace halong::cluster {

struct SweepSettings {
    int threads = 1;
    bool take_over = false;  // also tasks that other processes seem to run: who is told to run them does so
};

// What this process has done.
struct SweepEnd {
    std::size_t finished = 0;
    std::size_t elsewhere = 0;          // other processes run them
    std::size_t stopped = 0;            // have left a checkpoint, or had not begun
    std::vector<TaskFailure> failures;  // by id
    double wall_s = 0;
    double busy_share = 0;  // of the threads' time, spent in tasks
};

// How far this process is.
struct SweepProgress {
    double done = 0;  // tasks, those that run now by their share
    std::size_t failed = 0;
    std::size_t running = 0;
};
using SweepWatcher = std::function<void(SweepProgress const&)>;

// Runs what `source` gives, `threads` tasks at once, until there is nothing left or the runner is asked to stop. A task
// that fails is noted with its reason, in the store and in what is returned, and the others go on. `watcher` is called a
// few times a second by the thread that calls this.
SweepEnd run_sweep(Plan const& plan, TaskStore const& store, TaskRunner& runner, TaskSource& source,
                   SweepSettings const& settings, StopAsked const& stop_asked, SweepWatcher const& watcher = {});

}  // namespace halong::cluster
