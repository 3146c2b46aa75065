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

namespace {

// One parallel loop over blocks. What the caller wrote comes before every block, and every block before what follows
// the loop. TBB sees to that itself; `begun` and `done` show it to the thread sanitizer, which cannot look into libtbb.
class Loop {
public:
    Loop(std::size_t size, std::size_t step, std::function<void(std::size_t, std::size_t)> const& body)
        : size_(size), step_(step), body_(body)
    {
        begun_.store(true, std::memory_order_release);
    }
    [[nodiscard]] std::size_t blocks() const { return (size_ + step_ - 1) / step_; }

    void run(std::size_t first_block, std::size_t last_block)
    {
        ensure(begun_.load(std::memory_order_acquire), "a parallel loop ran before its time");
        for (std::size_t b = first_block; b != last_block; ++b) {
            body_(b * step_, std::min(size_, (b + 1) * step_));
            done_.fetch_add(1, std::memory_order_release);
        }
    }
    void require_done() const
    {
        ensure(done_.load(std::memory_order_acquire) == blocks(), "a parallel loop left blocks out");
    }

private:
    std::size_t size_;
    std::size_t step_;
    std::function<void(std::size_t, std::size_t)> const& body_;
    std::atomic<bool> begun_ = false;
    std::atomic<std::size_t> done_ = 0;
};

// What TBB copies into its tasks and calls. It reads that copy before anything that the sanitizer could take for the
// order of things, so that only this one step stays outside its view; the loop itself is within.
struct LoopPart {
    Loop* loop;
    __attribute__((no_sanitize("thread"))) void operator()(tbb::blocked_range<std::size_t> const& range) const
    {
        loop->run(range.begin(), range.end());
    }
};

}  // namespace

void for_blocks(std::size_t size, std::size_t block, std::function<void(std::size_t, std::size_t)> const& body)
{
    if (size == 0) return;
    Loop loop(size, std::max<std::size_t>(1, block), body);
    if (loop.blocks() == 1 || thread_count() == 1) return loop.run(0, loop.blocks());
    auto const in_parallel = [&loop] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, loop.blocks(), 1), LoopPart{&loop},
                          tbb::simple_partitioner{});
    };
    // Where more threads are asked for than there are cores, TBB starts them in an arena of that size only.
    if (thread_count() > tbb::this_task_arena::max_concurrency()) {
        tbb::task_arena(thread_count()).execute(in_parallel);
    } else {
        in_parallel();
    }
    loop.require_done();
}

void run_tasks(std::size_t count, std::function<void(std::size_t)> const& task)
{
    for_blocks(count, 1, [&](std::size_t first, std::size_t) { task(first); });
}

}  // namespace halong::core
