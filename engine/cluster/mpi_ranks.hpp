// The processes of an MPI run, and tasks that the first of them hands out. MPI stays in the .cpp.
#pragma once

#include "cluster/task_source.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace halong::cluster {

// Whether this program was built with MPI.
bool has_mpi();

// One at a time, in the thread that makes it. Where an exception ends it, the other ranks are ended, too.
class MpiRanks {
public:
    // Throws UserError in a program without MPI.
    MpiRanks();
    ~MpiRanks();
    MpiRanks(MpiRanks const&) = delete;
    MpiRanks& operator=(MpiRanks const&) = delete;

    [[nodiscard]] int rank() const { return rank_; }
    [[nodiscard]] int count() const { return count_; }
    // What rank 0 says, on every rank; all of them call it.
    [[nodiscard]] std::string from_first(std::string const& text) const;  // NOLINT(*-to-static): needs MPI to be begun

private:
    int rank_ = 0;
    int count_ = 1;
    int exceptions_;
};

// Rank 0 gives each task to whoever asks first, itself among them. Only the thread that calls tend() and finish() speaks
// to other ranks.
class MpiSource final : public TaskSource {
public:
    // `numbers`: of rank 0.
    MpiSource(MpiRanks const& ranks, std::vector<std::size_t> const& numbers);

    std::optional<std::size_t> next() override;
    void tend(bool is_stopping) override;
    // After run_sweep, on every rank: waits until all of them are through.
    void finish();

private:
    std::int64_t take();  // the next number of rank 0; -1: none
    void answer();        // on rank 0
    void ask();           // on all others

    MpiRanks const& ranks_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::size_t> ready_;  // numbers that nobody has yet
    std::size_t waiting_ = 0;        // threads in next()
    std::size_t asked_ = 0;          // requests without an answer
    int ended_ranks_ = 0;
    bool is_over_ = false;
};

}  // namespace halong::cluster
