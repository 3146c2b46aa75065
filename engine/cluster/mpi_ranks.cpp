#include "cluster/mpi_ranks.hpp"

#include "core/error.hpp"

#include <chrono>
#include <exception>
#include <thread>

#ifdef HALONG_HAS_MPI
#include <mpi.h>
#endif

namespace halong::cluster {

#ifdef HALONG_HAS_MPI

namespace {

// What a message is about.
enum Tag {
    request_tag = 1,  // a task is wanted
    number_tag = 2,   // its number; -1: there is none
    end_tag = 3       // a rank is through
};
constexpr std::int64_t none = -1;

bool has_message(int from, Tag tag, int& source)
{
    int is_there = 0;
    MPI_Status status;
    MPI_Iprobe(from, tag, MPI_COMM_WORLD, &is_there, &status);
    if (is_there != 0) source = status.MPI_SOURCE;
    return is_there != 0;
}

std::int64_t receive(int from, Tag tag)
{
    std::int64_t number = 0;
    MPI_Recv(&number, 1, MPI_INT64_T, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return number;
}

void send(int to, Tag tag, std::int64_t number) { MPI_Send(&number, 1, MPI_INT64_T, to, tag, MPI_COMM_WORLD); }

}  // namespace

bool has_mpi() { return true; }

MpiRanks::MpiRanks() : exceptions_(std::uncaught_exceptions())
{
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    core::ensure(provided >= MPI_THREAD_FUNNELED, "this MPI cannot be used by a program with threads");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &count_);
}

MpiRanks::~MpiRanks()
{
    if (std::uncaught_exceptions() > exceptions_ && count_ > 1)
        return;  // see from_first(): all know, or mpirun ends them
    MPI_Finalize();
}

std::string MpiRanks::from_first(std::string const& text) const
{
    auto size = static_cast<std::uint64_t>(text.size());
    MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    std::string copy = text;
    copy.resize(size);
    MPI_Bcast(copy.data(), static_cast<int>(size), MPI_CHAR, 0, MPI_COMM_WORLD);
    return copy;
}

void MpiSource::answer()
{
    int from = 0;
    while (has_message(MPI_ANY_SOURCE, request_tag, from)) {
        receive(from, request_tag);
        send(from, number_tag, take());
    }
    while (has_message(MPI_ANY_SOURCE, end_tag, from)) {
        receive(from, end_tag);
        ++ended_ranks_;
    }
}

void MpiSource::ask()
{
    std::unique_lock lock(mutex_);
    std::size_t const wanted = is_over_ || waiting_ <= asked_ + ready_.size() ? 0 : waiting_ - asked_ - ready_.size();
    asked_ += wanted;
    lock.unlock();
    for (std::size_t i = 0; i < wanted; ++i) send(0, request_tag, 0);
    int from = 0;
    while (has_message(0, number_tag, from)) {
        std::int64_t const number = receive(0, number_tag);
        lock.lock();
        --asked_;
        if (number == none) is_over_ = true;
        if (number != none) ready_.push_back(static_cast<std::size_t>(number));
        changed_.notify_all();
        lock.unlock();
    }
}

void MpiSource::finish()
{
    if (ranks_.rank() == 0) {
        while (ended_ranks_ < ranks_.count() - 1) {
            answer();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return;
    }
    for (; asked_ > 0; --asked_) receive(0, number_tag);  // of tasks that are not begun any more
    send(0, end_tag, 0);
}

#else

bool has_mpi() { return false; }

MpiRanks::MpiRanks() : exceptions_(std::uncaught_exceptions())
{
    throw core::UserError(
        core::Diagnostic{"--mpi", 0, 0, "this program was built without MPI",
                         "install libopenmpi-dev and build again, or run without --mpi: many processes "
                         "may work in one --out folder"});
}

MpiRanks::~MpiRanks() = default;

std::string MpiRanks::from_first(std::string const& text) const { return text; }
void MpiSource::answer() {}
void MpiSource::ask() {}
void MpiSource::finish() {}

#endif

MpiSource::MpiSource(MpiRanks const& ranks, std::vector<std::size_t> const& numbers) : ranks_(ranks)
{
    if (ranks_.rank() == 0) ready_.assign(numbers.begin(), numbers.end());
}

std::int64_t MpiSource::take()
{
    std::scoped_lock const lock(mutex_);
    if (is_over_ || ready_.empty()) return -1;
    std::size_t const number = ready_.front();
    ready_.pop_front();
    return static_cast<std::int64_t>(number);
}

std::optional<std::size_t> MpiSource::next()
{
    std::unique_lock lock(mutex_);
    if (ranks_.rank() != 0) {
        ++waiting_;
        changed_.wait(lock, [this] { return is_over_ || !ready_.empty(); });
        --waiting_;
    }
    if (ready_.empty() || (is_over_ && ranks_.rank() == 0)) return std::nullopt;
    std::size_t const number = ready_.front();
    ready_.pop_front();
    return number;
}

void MpiSource::tend(bool is_stopping)
{
    if (is_stopping) {
        std::scoped_lock const lock(mutex_);
        is_over_ = true;
        ready_.clear();
        changed_.notify_all();
    }
    if (ranks_.rank() == 0) {
        answer();
    } else {
        ask();
    }
}

}  // namespace halong::cluster
