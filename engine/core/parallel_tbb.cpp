// TBB's templates alone: compiled without the thread sanitizer, as libtbb itself is, so that it does not see one half of how
// TBB hands tasks from thread to thread. What loops may rely on, parallel.cpp shows to it.
#include "core/parallel_tbb.hpp"

#include <map>
#include <mutex>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
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

}  // namespace

void run_in_tbb(std::size_t blocks, int threads, BlockCall call)
{
    auto const loop = [blocks, call] {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, blocks, 1),
            [call](tbb::blocked_range<std::size_t> const& range) { call.run(call.self, range.begin(), range.end()); },
            tbb::simple_partitioner{});
    };
    // Where more threads are asked for than there are cores, TBB starts them in an arena of that size only.
    if (threads > tbb::this_task_arena::max_concurrency()) {
        arena_of(threads).execute(loop);
    } else {
        loop();
    }
}

}  // namespace halong::core
