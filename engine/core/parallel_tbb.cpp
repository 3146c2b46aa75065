// TBB's templates alone: compiled without the thread sanitizer, as libtbb itself is, so that it does not see one half of how
// TBB hands tasks from thread to thread. What loops may rely on, parallel.cpp shows to it.
#include "core/parallel_tbb.hpp"

#include <map>
#include <mutex>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

namespace halong::core {

namespace {

// An arena for more threads than there are cores. Kept, since making one for each loop costs many times the loop.
tbb::task_arena& arena_of(int threads)
{
    static std::mutex mutex;
    static std::map<int, tbb::task_arena> arenas;
    std::scoped_lock const lock(mutex);
    return arenas.try_emplace(threads, threads).first->second;
}

// Where more threads are asked for than there are cores, TBB starts them in an arena of that size only.
template <class Body>
void run_with(int threads, Body const& body)
{
    if (threads > tbb::this_task_arena::max_concurrency()) {
        arena_of(threads).execute(body);
    } else {
        body();
    }
}

}  // namespace

void run_in_tbb(std::size_t blocks, int threads, BlockCall call)
{
    run_with(threads, [blocks, call] {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, blocks, 1),
            [call](tbb::blocked_range<std::size_t> const& range) { call.run(call.self, range.begin(), range.end()); },
            tbb::simple_partitioner{});
    });
}

void run_ordered_in_tbb(std::size_t tasks, std::size_t at_once, int threads, OrderedCall call)
{
    using Step = OrderedCall::Step;
    run_with(threads, [tasks, at_once, call] {
        std::size_t next = 0;
        auto const read = [&next, tasks, call](tbb::flow_control& control) {
            if (next == tasks) {
                control.stop();
                return std::size_t{0};
            }
            call.run(call.self, next, Step::read);
            return next++;
        };
        auto const make = [call](std::size_t task) {
            call.run(call.self, task, Step::make);
            return task;
        };
        auto const use = [call](std::size_t task) { call.run(call.self, task, Step::use); };
        tbb::parallel_pipeline(at_once,
                               tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, read) &
                                   tbb::make_filter<std::size_t, std::size_t>(tbb::filter_mode::parallel, make) &
                                   tbb::make_filter<std::size_t, void>(tbb::filter_mode::serial_in_order, use));
    });
}

}  // namespace halong::core
