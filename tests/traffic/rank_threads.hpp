// Ranks that share the roads of one run, each on a thread of this process.
#pragma once

#include "traffic/ranks.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace halong::test {

// Letters between threads: each pair has a box for either direction, so that nobody waits for others than those he reads.
class LetterBoxes {
public:
    void put(int from, int to, std::string message)
    {
        std::scoped_lock const lock(mutex_);
        boxes_[{from, to}].push_back(std::move(message));
        changed_.notify_all();
    }
    // Throws when another rank has failed.
    std::string take(int from, int to)
    {
        std::unique_lock lock(mutex_);
        auto& box = boxes_[{from, to}];
        changed_.wait(lock, [&] { return has_failed_ || !box.empty(); });
        if (box.empty()) throw std::runtime_error("another rank has failed");
        std::string message = std::move(box.front());
        box.pop_front();
        return message;
    }
    void fail()
    {
        std::scoped_lock const lock(mutex_);
        has_failed_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::pair<int, int>, std::deque<std::string>> boxes_;
    bool has_failed_ = false;
};

class ThreadRanks final : public traffic::Ranks {
public:
    ThreadRanks(int rank, int count, LetterBoxes& boxes) : Ranks(rank, count), boxes_(boxes) {}

private:
    void do_exchange(std::span<int const> others, std::span<std::string const> sent,
                     std::span<std::string> received) override
    {
        for (std::size_t i = 0; i < others.size(); ++i) boxes_.put(rank(), others[i], sent[i]);
        for (std::size_t i = 0; i < others.size(); ++i) received[i] = boxes_.take(others[i], rank());
    }
    std::vector<std::string> do_gather(std::string const& mine) override
    {
        for (int to = 0; to < count(); ++to) boxes_.put(rank(), to, mine);
        std::vector<std::string> all;
        for (int from = 0; from < count(); ++from) all.push_back(boxes_.take(from, rank()));
        return all;
    }

    LetterBoxes& boxes_;
};

// What body(ranks) returns on each of `count` ranks. Throws what the first that failed threw.
template <class Body>
auto on_ranks(int count, Body const& body)
{
    using Result = decltype(body(std::declval<traffic::Ranks&>()));
    LetterBoxes boxes;
    std::vector<Result> results(static_cast<std::size_t>(count));
    std::exception_ptr first;
    std::mutex failing;
    std::vector<std::thread> threads;
    for (int rank = 0; rank < count; ++rank) {
        threads.emplace_back([&, rank] {
            try {
                ThreadRanks ranks(rank, count, boxes);
                results[static_cast<std::size_t>(rank)] = body(ranks);
            } catch (...) {
                std::scoped_lock const lock(failing);
                if (!first) first = std::current_exception();
                boxes.fail();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    if (first) std::rethrow_exception(first);
    return results;
}

}  // namespace halong::test
