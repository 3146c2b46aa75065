#include "core/ordered_tasks.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/parallel_tbb.hpp"

#include <algorithm>
#include <atomic>

namespace halong::core {
namespace {

// The steps as TBB calls them. TBB sees to their order itself; the counters show it to the thread sanitizer, which cannot look into
// libtbb.
class Line {
public:
    explicit Line(OrderedSteps const& steps) : steps_(steps) {}

    void run(std::size_t task, OrderedCall::Step step)
    {
        switch (step) {
            case OrderedCall::Step::read:
                ensure(used_.load(std::memory_order_acquire) <= task && read_.load(std::memory_order_acquire) == task,
                       "tasks are read in their order");
                steps_.read(task);
                read_.store(task + 1, std::memory_order_release);
                break;
            case OrderedCall::Step::make:
                ensure(read_.load(std::memory_order_acquire) > task, "a task is read before it is made");
                steps_.make(task);
                made_.fetch_add(1, std::memory_order_release);
                break;
            case OrderedCall::Step::use:
                ensure(made_.load(std::memory_order_acquire) > used_.load(std::memory_order_acquire) &&
                           used_.load(std::memory_order_acquire) == task,
                       "tasks are used in their order");
                steps_.use(task);
                used_.store(task + 1, std::memory_order_release);
                break;
        }
    }

private:
    OrderedSteps const& steps_;
    std::atomic<std::size_t> read_ = 0;
    std::atomic<std::size_t> made_ = 0;
    std::atomic<std::size_t> used_ = 0;
};

}  // namespace

void run_in_order(std::size_t count, std::size_t at_once, OrderedSteps const& steps)
{
    using Step = OrderedCall::Step;
    Line line(steps);
    if (count < 2 || thread_count() == 1) {
        for (std::size_t task = 0; task < count; ++task) {
            for (Step const step : {Step::read, Step::make, Step::use}) line.run(task, step);
        }
        return;
    }
    run_ordered_in_tbb(
        count, std::max<std::size_t>(1, at_once), thread_count(),
        {&line, [](void* self, std::size_t task, Step step) { static_cast<Line*>(self)->run(task, step); }});
}

}  // namespace halong::core
