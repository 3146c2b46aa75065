#include "cluster/status.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <unordered_map>

namespace halong::cluster {
namespace {

constexpr std::array<std::string_view, 5> words{"waiting", "running", "lost", "failed", "finished"};

[[noreturn]] void refuse_ranges(std::string const& text, std::string message)
{
    throw core::UserError(core::Diagnostic{fmt::format("--task {}", text), 0, 0, std::move(message),
                                           "write numbers and ranges such as 0-9,12; `--list` shows the tasks"});
}

std::size_t number_in(std::string_view part, std::string const& text)
{
    std::size_t number = 0;
    auto const [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size()) {
        refuse_ranges(text, fmt::format("'{}' is no number of a task", part));
    }
    return number;
}

// The first line of a reason, without what to do about it.
std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::size_t SweepStatus::count(TaskState state) const
{
    return static_cast<std::size_t>(std::ranges::count(states, state));
}

std::vector<std::size_t> SweepStatus::unfinished() const
{
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i] != TaskState::finished) numbers.push_back(i);
    }
    return numbers;
}

SweepStatus nothing_done(Plan const& plan)
{
    SweepStatus status;
    status.states.assign(plan.size(), TaskState::waiting);
    return status;
}

SweepStatus status_of(Plan const& plan, TaskStore const& store)
{
    StoreContent const content = store.content();
    std::unordered_map<std::string, std::size_t> number_of;
    for (std::size_t i = 0; i < plan.size(); ++i) number_of.emplace(plan.ids()[i], i);
    auto const number = [&number_of](std::string const& id) -> std::optional<std::size_t> {
        auto const found = number_of.find(id);
        return found == number_of.end() ? std::nullopt : std::optional(found->second);
    };
    SweepStatus status = nothing_done(plan);
    std::vector<std::pair<std::size_t, TaskFailure>> failures;
    for (TaskFailure const& failure : content.failed) {
        if (auto const n = number(failure.id)) failures.emplace_back(*n, failure);
    }
    for (auto const& [n, failure] : failures) status.states[n] = TaskState::failed;
    for (RunningTask const& task : content.running) {
        auto const n = number(task.id);
        if (!n) continue;
        status.states[*n] = task.is_stale ? TaskState::lost : TaskState::running;
        if (!task.is_stale) status.running_share += task.share;
    }
    for (std::string const& id : content.finished) {
        auto const n = number(id);
        if (n) status.states[*n] = TaskState::finished;
        if (!n) ++status.foreign;
    }
    for (std::size_t i = 0; i < plan.size(); ++i) status.states[i] = status.states[number_of.at(plan.ids()[i])];
    std::ranges::sort(failures, {}, [](auto const& one) { return one.first; });
    for (auto& [n, failure] : failures) {
        if (status.states[n] == TaskState::failed) status.failures.push_back(std::move(failure));
    }
    return status;
}

std::string_view word_of(TaskState state) { return words.at(static_cast<std::size_t>(state)); }

std::string status_text(Plan const& plan, SweepStatus const& status, std::size_t most_failures)
{
    std::size_t const finished = status.count(TaskState::finished);
    double const done = static_cast<double>(finished) + status.running_share;
    std::string text = fmt::format("{}: {} of {} tasks finished ({:.1f} %)", plan.name(), finished, plan.size(),
                                   plan.size() == 0 ? 100.0 : 100 * done / static_cast<double>(plan.size()));
    for (TaskState const state : {TaskState::running, TaskState::failed, TaskState::lost, TaskState::waiting}) {
        if (status.count(state) > 0) text += fmt::format(", {} {}", status.count(state), word_of(state));
    }
    text += '\n';
    std::unordered_map<std::string, std::size_t> number_of;
    for (std::size_t i = 0; i < plan.size(); ++i) number_of.emplace(plan.ids()[i], i);
    for (std::size_t i = 0; i < std::min(most_failures, status.failures.size()); ++i) {
        TaskFailure const& failure = status.failures[i];
        Task const task = plan.task(number_of.at(failure.id));
        text += fmt::format("  task {} ({}) failed on {}: {}\n", task.number, plan.text_of(task), failure.host,
                            first_line(failure.reason));
    }
    if (status.failures.size() > most_failures) {
        text += fmt::format("  and {} more (folder 'failed')\n", status.failures.size() - most_failures);
    }
    if (status.foreign > 0) {
        text += fmt::format("  {} finished tasks in the folder are of another plan or build, and are not used\n",
                            status.foreign);
    }
    return text;
}

std::string ranges_text(std::vector<std::size_t> const& numbers)
{
    std::string text;
    for (std::size_t first = 0; first < numbers.size();) {
        std::size_t last = first;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        text += text.empty() ? "" : ",";
        text += fmt::format("{}", numbers[first]);
        if (last > first) text += fmt::format("-{}", numbers[last]);
        first = last + 1;
    }
    return text;
}

std::vector<std::size_t> numbers_of_ranges(std::string const& text, std::size_t size)
{
    std::vector<std::size_t> numbers;
    std::string_view rest = text;
    while (true) {
        auto const comma = rest.find(',');
        std::string_view const part = rest.substr(0, comma);
        auto const dash = part.find('-');
        std::size_t const first = number_in(part.substr(0, dash), text);
        std::size_t const last = dash == std::string_view::npos ? first : number_in(part.substr(dash + 1), text);
        if (last < first) refuse_ranges(text, fmt::format("'{}' ends before it begins", part));
        if (last >= size) {
            refuse_ranges(text,
                          fmt::format("there is no task {}: the sweep has {}, from 0 to {}", last, size, size - 1));
        }
        for (std::size_t number = first; number <= last; ++number) numbers.push_back(number);
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

}  // namespace halong::cluster
