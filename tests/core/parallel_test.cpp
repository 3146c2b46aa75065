// Parallel loops: the same blocks, each once, for any number of threads.
#include "core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

using namespace halong::core;

namespace {

using Blocks = std::vector<std::pair<std::size_t, std::size_t>>;

Blocks blocks_of(std::size_t size, std::size_t block)
{
    Blocks blocks;
    std::mutex mutex;
    for_blocks(size, block, [&](std::size_t first, std::size_t last) {
        std::scoped_lock const lock(mutex);
        blocks.emplace_back(first, last);
    });
    std::ranges::sort(blocks);
    return blocks;
}

// How many threads meet in one parallel loop, where each waits for the others (at most half a minute).
std::size_t threads_that_meet(std::size_t count)
{
    std::mutex mutex;
    std::condition_variable arrival;
    std::set<std::thread::id> arrived;
    run_tasks(count, [&](std::size_t) {
        std::unique_lock lock(mutex);
        arrived.insert(std::this_thread::get_id());
        arrival.notify_all();
        arrival.wait_for(lock, std::chrono::seconds(30), [&] { return arrived.size() >= count; });
    });
    return arrived.size();
}

}  // namespace

TEST_CASE("blocks are the same for 1, 2 and 4 threads")
{
    for (int const threads : {1, 2, 4}) {
        ThreadLimit const limit(threads);
        CHECK(thread_count() == threads);
        CHECK(blocks_of(10, 4) == Blocks{{0, 4}, {4, 8}, {8, 10}});
        CHECK(blocks_of(8, 4) == Blocks{{0, 4}, {4, 8}});
        CHECK(blocks_of(3, 100) == Blocks{{0, 3}});
        CHECK(blocks_of(3, 0) == Blocks{{0, 1}, {1, 2}, {2, 3}});
        CHECK(blocks_of(0, 5).empty());
    }
}

TEST_CASE("every index is visited exactly once")
{
    for (int const threads : {1, 2, 4}) {
        ThreadLimit const limit(threads);
        std::vector<int> visits(100'003, 0);
        for_each_index(visits.size(), 64, [&](std::size_t i) { ++visits[i]; });
        CHECK(std::ranges::count(visits, 1) == 100'003);
        std::vector<std::atomic<int>> runs(57);
        run_tasks(runs.size(), [&](std::size_t i) { ++runs[i]; });
        for (auto const& count : runs) CHECK(count == 1);
    }
}

TEST_CASE("a loop has as many threads as asked for, also more than there are cores")
{
    for (int const threads : {1, 2, 3, 4, 8}) {
        ThreadLimit const limit(threads);
        CHECK(threads_that_meet(static_cast<std::size_t>(threads)) == static_cast<std::size_t>(threads));
    }
}

TEST_CASE("a loop inside a loop and an error in a body come through")
{
    std::atomic<int> sum = 0;
    for_blocks(8, 1, [&](std::size_t, std::size_t) { for_each_index(100, 10, [&](std::size_t) { ++sum; }); });
    CHECK(sum == 800);
    CHECK_THROWS_WITH(run_tasks(20,
                                [](std::size_t i) {
                                    if (i == 13) throw std::runtime_error("thirteen");
                                }),
                      "thirteen");
}

TEST_CASE("a limit ends with its scope, and the least of several holds")
{
    int const before = thread_count();
    {
        ThreadLimit const two(2);
        ThreadLimit const one(1);
        CHECK(thread_count() == 1);
    }
    CHECK(thread_count() == before);
}
