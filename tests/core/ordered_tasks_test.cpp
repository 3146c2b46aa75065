// Tasks in their order: each step once, read and used one after another, never more under way than asked for.
#include "core/ordered_tasks.hpp"

#include "core/parallel.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

using namespace halong::core;

TEST_CASE("tasks are read and used in their order, and made between")
{
    for (int const threads : {1, 2, 5}) {
        for (std::size_t const at_once : {1UL, 3UL, 16UL}) {
            ThreadLimit const limit(threads);
            constexpr std::size_t count = 200;
            std::vector<std::size_t> slots(at_once, 0);
            std::size_t read = 0;
            std::size_t used = 0;
            std::vector<std::size_t> squares;
            run_in_order(count, at_once,
                         {[&](std::size_t task) {
                              REQUIRE(task == read++);
                              slots[task % at_once] = task;
                          },
                          [&](std::size_t task) { slots[task % at_once] *= slots[task % at_once]; },
                          [&](std::size_t task) {
                              REQUIRE(task == used++);
                              squares.push_back(slots[task % at_once]);
                          }});
            CHECK(read == count);
            REQUIRE(squares.size() == count);
            for (std::size_t task = 0; task < count; ++task) CHECK(squares[task] == task * task);
        }
    }
}

TEST_CASE("no more tasks are under way than asked for, and an error of a step comes through")
{
    ThreadLimit const limit(4);
    std::atomic<int> under_way = 0;
    std::atomic<int> most = 0;
    run_in_order(100, 3,
                 {[&](std::size_t) {
                      int const now = ++under_way;
                      if (now > most) most = now;
                  },
                  [](std::size_t) {}, [&](std::size_t) { --under_way; }});
    CHECK(under_way == 0);
    CHECK(most >= 1);
    CHECK(most <= 3);
    run_in_order(0, 3, {[](std::size_t) { FAIL(); }, {}, {}});
    auto const fails_in = [](int step) {
        auto const when = [step](int which) {
            return [step, which](std::size_t task) {
                if (step == which && task == 13) throw std::runtime_error("thirteen");
            };
        };
        run_in_order(50, 4, {when(0), when(1), when(2)});
    };
    for (int step = 0; step < 3; ++step) CHECK_THROWS_WITH(fails_in(step), "thirteen");
}
