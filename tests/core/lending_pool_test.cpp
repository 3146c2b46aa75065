// Things are kept, lent to one at a time, and made only when all are lent.
#include "core/lending_pool.hpp"

#include "core/parallel.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>

namespace {

using halong::core::LendingPool;

struct Tally {
    int lent = 0;
    std::size_t sum = 0;
};

TEST_CASE("A pool makes as many things as are lent at once")
{
    int made = 0;
    LendingPool<Tally> pool([&] {
        ++made;
        return std::make_unique<Tally>();
    });
    {
        auto const first = pool.borrow();
        auto const second = pool.borrow();
        CHECK(&*first != &*second);
        first->lent = 1;
        second->lent = 1;
    }
    CHECK(pool.borrow()->lent == 1);
    CHECK_THROWS_AS(([&] {
                        auto const lost = pool.borrow();
                        throw std::runtime_error("in the midst of a task");
                    }()),
                    std::runtime_error);
    int idle = 0;
    pool.for_each_idle([&](Tally const& /*thing*/) { ++idle; });
    CHECK(idle == 2);
    CHECK(made == 2);
}

TEST_CASE("A thing of a pool is lent to one task at a time")
{
    constexpr std::size_t tasks = 2'000;
    std::atomic<int> made{0};
    std::atomic<bool> was_shared{false};
    LendingPool<Tally> pool([&] {
        ++made;
        return std::make_unique<Tally>();
    });
    halong::core::run_tasks(tasks, [&](std::size_t task) {
        auto const tally = pool.borrow();
        if (++tally->lent != 1) was_shared = true;
        tally->sum += task;
        --tally->lent;
    });
    std::size_t sum = 0;
    pool.for_each_idle([&](Tally const& tally) { sum += tally.sum; });
    CHECK(sum == tasks * (tasks - 1) / 2);
    CHECK_FALSE(was_shared.load());
    CHECK(made.load() <= halong::core::thread_count());
}

}  // namespace
