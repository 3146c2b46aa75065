#include "core/parallel.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <atomic>
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <thread>

namespace halong::core {

struct ThreadLimit::Control {
    explicit Control(std::size_t threads) : limit(tbb::global_control::max_allowed_parallelism, threads) {}
    tbb::global_control limit;
};

ThreadLimit::ThreadLimit(int threads)
{
    std::size_t const cores = std::max(1U, std::thread::hardware_concurrency());
    control_ = std::make_unique<Control>(threads > 0 ? static_cast<std::size_t>(threads) : cores);
}

ThreadLimit::~ThreadLimit() = default;

int thread_count()
{
    return static_cast<int>(tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism));
}

void for_blocks(std::size_t size, std::size_t block, std::function<void(std::size_t, std::size_t)> const& body)
{
    if (size == 0) return;
    std::size_t const step = std::max<std::size_t>(1, block);
    std::size_t const blocks = (size + step - 1) / step;
    if (blocks == 1 || thread_count() == 1) {
        for (std::size_t b = 0; b < blocks; ++b) body(b * step, std::min(size, (b + 1) * step));
        return;
    }
    // What the caller wrote comes before every block, and every block before what follows the loop. TBB sees to that
    // itself; these two show it to the thread sanitizer, which cannot look into libtbb.
    std::atomic<bool> begun = false;
    std::atomic<std::size_t> done = 0;
    begun.store(true, std::memory_order_release);
    auto const loop = [&] {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, blocks, 1),
            [&](tbb::blocked_range<std::size_t> const& range) {
                ensure(begun.load(std::memory_order_acquire), "a parallel loop ran before its time");
                for (std::size_t b = range.begin(); b != range.end(); ++b) {
                    body(b * step, std::min(size, (b + 1) * step));
                    done.fetch_add(1, std::memory_order_release);
                }
            },
            tbb::simple_partitioner{});
    };
    // Where more threads are asked for than there are cores, TBB starts them in an arena of that size only.
    if (thread_count() > tbb::this_task_arena::max_concurrency()) {
        tbb::task_arena(thread_count()).execute(loop);
    } else {
        loop();
    }
    ensure(done.load(std::memory_order_acquire) == blocks, "a parallel loop left blocks out");
}

void run_tasks(std::size_t count, std::function<void(std::size_t)> const& task)
{
    for_blocks(count, 1, [&](std::size_t first, std::size_t) { task(first); });
}

}  // namespace halong::core
