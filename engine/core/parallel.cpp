#include "core/parallel.hpp"

#include "core/error.hpp"
#include "core/one_thread.hpp"
#include "core/parallel_tbb.hpp"

#include <algorithm>
#include <atomic>
#include <tbb/global_control.h>
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
    if (OneThread::is_on()) return 1;
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

}  // namespace

void for_blocks(std::size_t size, std::size_t block, std::function<void(std::size_t, std::size_t)> const& body)
{
    if (size == 0) return;
    Loop loop(size, std::max<std::size_t>(1, block), body);
    if (loop.blocks() == 1 || thread_count() == 1) return loop.run(0, loop.blocks());
    run_in_tbb(loop.blocks(), thread_count(), {&loop, [](void* self, std::size_t first, std::size_t last) {
                                                   static_cast<Loop*>(self)->run(first, last);
                                               }});
    loop.require_done();
}

void run_tasks(std::size_t count, std::function<void(std::size_t)> const& task)
{
    for_blocks(count, 1, [&](std::size_t first, std::size_t) { task(first); });
}

}  // namespace halong::core
