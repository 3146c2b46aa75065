// Where the threads of a process get their tasks from.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

namespace halong::cluster {

class TaskSource {
public:
    TaskSource() = default;
    TaskSource(TaskSource const&) = delete;
    TaskSource& operator=(TaskSource const&) = delete;
    virtual ~TaskSource() = default;

    // The number of a task that nobody else gets; nothing when there is none left. May wait. Called from many threads.
    virtual std::optional<std::size_t> next() = 0;
    // Does what must be done meanwhile, and wakes whoever waits in next(); `is_stopping`: next() gives nothing more. Called
    // often, from the thread that began the sweep alone.
    virtual void tend(bool is_stopping) = 0;
};

// Tasks of this process alone, in their order.
class TaskList final : public TaskSource {
public:
    explicit TaskList(std::vector<std::size_t> numbers) : numbers_(std::move(numbers)) {}

    std::optional<std::size_t> next() override
    {
        std::size_t const place = place_.fetch_add(1);
        if (is_stopping_ || place >= numbers_.size()) return std::nullopt;
        return numbers_[place];
    }
    void tend(bool is_stopping) override { is_stopping_ = is_stopping; }

private:
    std::vector<std::size_t> numbers_;
    std::atomic<std::size_t> place_ = 0;
    std::atomic<bool> is_stopping_ = false;
};

}  // namespace halong::cluster
