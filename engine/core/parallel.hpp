// Parallel loops whose result never depends on the number of threads. TBB stays behind this header.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace halong::core {

// Limits the whole program to `threads` (0: all cores) while it lives.
class ThreadLimit {
public:
    explicit ThreadLimit(int threads);
    ~ThreadLimit();
    ThreadLimit(ThreadLimit const&) = delete;
    ThreadLimit& operator=(ThreadLimit const&) = delete;

private:
    struct Control;
    std::unique_ptr<Control> control_;
};

// Threads that a parallel loop may use now.
int thread_count();

// Calls body(first, last) for consecutive blocks of at most `block` indices that cover [0, size).
// The blocks are the same for any number of threads; bodies must write only what belongs to their block.
void for_blocks(std::size_t size, std::size_t block,
                std::function<void(std::size_t first, std::size_t last)> const& body);

// Calls body(i) for i in [0, size), `grain` at a time.
template <class Body>
void for_each_index(std::size_t size, std::size_t grain, Body const& body)
{
    for_blocks(size, grain, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) body(i);
    });
}

// Runs task(0) … task(count-1), as many at a time as there are threads, each at most once.
void run_tasks(std::size_t count, std::function<void(std::size_t)> const& task);

}  // namespace halong::core
