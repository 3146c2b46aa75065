// Tasks whose results are taken in their order, while others are still at work.
#pragma once

#include <cstddef>
#include <functional>

namespace halong::core {

// What is done for each task: `read` and `use` for one after another in their order, `make` for several at a time between them.
struct OrderedSteps {
    std::function<void(std::size_t task)> read;
    std::function<void(std::size_t task)> make;
    std::function<void(std::size_t task)> use;
};

// Runs all steps of task 0 … count-1 on all threads. At most `at_once` tasks (1 or more) have begun and not been used, so that what
// belongs to task i may lie at i modulo `at_once`. An exception of a step ends it and comes through.
void run_in_order(std::size_t count, std::size_t at_once, OrderedSteps const& steps);

}  // namespace halong::core
