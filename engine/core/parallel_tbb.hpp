// Parallel loops and lines of tasks as TBB runs them; for parallel.cpp and ordered_tasks.cpp only.
#pragma once

#include <cstddef>

namespace halong::core {

// What is called for blocks first … last-1, at most once each, from any thread.
struct BlockCall {
    void* self;
    void (*run)(void* self, std::size_t first_block, std::size_t last_block);
};

// Calls for all blocks, as many at a time as `threads`, and returns when all are done.
void run_in_tbb(std::size_t blocks, int threads, BlockCall call);

// What is called for each step of each task.
struct OrderedCall {
    enum class Step {
        read,  // one after another, in the order of tasks
        make,  // at any time after read, on any thread
        use    // one after another, in the order of tasks
    };
    void* self;
    void (*run)(void* self, std::size_t task, Step step);
};

// Calls for all steps of all tasks, of which at most `at_once` have begun and not ended, and returns when all are done.
void run_ordered_in_tbb(std::size_t tasks, std::size_t at_once, int threads, OrderedCall call);

}  // namespace halong::core
