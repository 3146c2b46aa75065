#include "cluster/mpi_roads.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "traffic/rank_gather.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <thread>

#ifdef HALONG_HAS_MPI
#include <mpi.h>
#endif

namespace halong::cluster {

#ifdef HALONG_HAS_MPI

namespace {

constexpr int letters_tag = 11;
// What all tell all is short in most windows: its size and its first bytes go in one message of this length.
constexpr std::size_t block = 512;
constexpr std::size_t in_block = block - sizeof(std::uint64_t);
// MPI counts in 32 bits with a sign; longer texts go in slices.
constexpr std::size_t most_at_once = std::size_t{1} << 30U;

// Between two looks whether a message has come. The first looks follow each other at once: on cores of their own, ranks
// are a fraction of a millisecond apart. Then a rank sleeps between them, so that it leaves its core to others, of which
// there may be more than cores; MPI's own waiting would not.
constexpr int looks_at_once = 200;
constexpr std::chrono::microseconds between_looks{10};

template <class IsThere>
void wait_until(IsThere const& is_there)
{
    for (int looks = 0; !is_there(); ++looks) {
        if (looks >= looks_at_once) std::this_thread::sleep_for(between_looks);
    }
}

void wait_for(MPI_Request& request)
{
    wait_until([&] {
        int is_done = 0;
        MPI_Test(&request, &is_done, MPI_STATUS_IGNORE);
        return is_done != 0;
    });
}

int count_of(std::size_t bytes)
{
    core::ensure(bytes <= most_at_once, "a message between ranks is too long");
    return static_cast<int>(bytes);
}

// What did not fit into the blocks, slice by slice.
void gather_rests(std::string const& mine, std::vector<std::string>& all)
{
    std::size_t const slice = most_at_once / all.size();
    std::vector<std::size_t> done(all.size(), in_block);  // of each text
    std::size_t own_done = in_block;
    auto const is_left = [&](std::size_t rank) { return done[rank] < all[rank].size(); };
    while (true) {
        std::vector<int> counts(all.size(), 0);
        std::vector<int> places(all.size(), 0);
        std::size_t sum = 0;
        for (std::size_t rank = 0; rank < all.size(); ++rank) {
            places[rank] = static_cast<int>(sum);
            if (is_left(rank)) counts[rank] = static_cast<int>(std::min(slice, all[rank].size() - done[rank]));
            sum += static_cast<std::size_t>(counts[rank]);
        }
        if (sum == 0) return;
        std::size_t const own = own_done < mine.size() ? std::min(slice, mine.size() - own_done) : 0;
        std::string received(sum, '\0');
        MPI_Request request = MPI_REQUEST_NULL;
        MPI_Iallgatherv(own > 0 ? mine.data() + own_done : nullptr, static_cast<int>(own), MPI_BYTE, received.data(),
                        counts.data(), places.data(), MPI_BYTE, MPI_COMM_WORLD, &request);
        wait_for(request);
        own_done += own;
        for (std::size_t rank = 0; rank < all.size(); ++rank) {
            auto const count = static_cast<std::size_t>(counts[rank]);
            if (count == 0) continue;
            std::memcpy(all[rank].data() + done[rank], received.data() + places[rank], count);
            done[rank] += count;
        }
    }
}

}  // namespace

void MpiRoads::do_exchange(std::span<int const> others, std::span<std::string const> sent,
                           std::span<std::string> received)
{
    std::vector<MPI_Request> requests(others.size());
    for (std::size_t i = 0; i < others.size(); ++i) {
        MPI_Isend(sent[i].data(), count_of(sent[i].size()), MPI_BYTE, others[i], letters_tag, MPI_COMM_WORLD,
                  &requests[i]);
    }
    for (std::size_t i = 0; i < others.size(); ++i) {
        MPI_Status status;
        int size = 0;
        wait_until([&] {
            int is_there = 0;
            MPI_Iprobe(others[i], letters_tag, MPI_COMM_WORLD, &is_there, &status);
            return is_there != 0;
        });
        MPI_Get_count(&status, MPI_BYTE, &size);
        received[i].resize(static_cast<std::size_t>(size));
        MPI_Recv(received[i].data(), size, MPI_BYTE, others[i], letters_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
    for (MPI_Request& request : requests) wait_for(request);
}

std::vector<std::string> MpiRoads::do_gather(std::string const& mine)
{
    std::string head(block, '\0');
    std::uint64_t const size = mine.size();
    std::memcpy(head.data(), &size, sizeof size);
    std::memcpy(head.data() + sizeof size, mine.data(), std::min(mine.size(), in_block));
    auto const ranks = static_cast<std::size_t>(count());
    heads_.resize(ranks * block);
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Iallgather(head.data(), static_cast<int>(block), MPI_BYTE, heads_.data(), static_cast<int>(block), MPI_BYTE,
                   MPI_COMM_WORLD, &request);
    wait_for(request);
    std::vector<std::string> all(ranks);
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        char const* const from = heads_.data() + rank * block;
        std::uint64_t other_size = 0;
        std::memcpy(&other_size, from, sizeof other_size);
        all[rank].resize(other_size);
        std::memcpy(all[rank].data(), from + sizeof other_size, std::min(all[rank].size(), in_block));
    }
    gather_rests(mine, all);
    return all;
}

#else

// No object is ever made: MpiRanks cannot be.
void MpiRoads::do_exchange(std::span<int const>, std::span<std::string const>, std::span<std::string>) {}
std::vector<std::string> MpiRoads::do_gather(std::string const& mine) { return {mine}; }

#endif

void require_same_run(traffic::Ranks& ranks, simulation::RunIdentity const& identity)
{
    auto const all = traffic::gathered(ranks, std::vector<simulation::RunIdentity>{identity});
    simulation::RunIdentity const& first = all.front();
    for (std::size_t rank = 1; rank < all.size(); ++rank) {
        auto const compare = [&](bool is_same, std::string_view what, std::string help) {
            if (is_same) return;
            throw core::UserError(core::Diagnostic{
                "--mpi", 0, 0, fmt::format("rank {} has another {} than rank 0", rank, what), std::move(help)});
        };
        compare(all[rank].software == first.software, "build of the program",
                fmt::format("start {} on all machines, not {}", first.software, all[rank].software));
        compare(all[rank].scenario == first.scenario, "scenario", "give all ranks the same file and --set values");
        compare(all[rank].city == first.city, "city", "let all machines read the same folder");
        compare(all[rank].plans == first.plans, "set of plans", "let all machines be of one architecture");
        compare(all[rank].routes == first.routes, "set of routes", "let all machines be of one architecture");
    }
}

void require_same_digest(traffic::Ranks& ranks, std::uint64_t digest)
{
    auto const all = traffic::gathered(ranks, std::vector<std::uint64_t>{digest});
    auto const other = std::ranges::find_if(all, [&](std::uint64_t one) { return one != all.front(); });
    if (other == all.end()) return;
    throw core::InternalFault(fmt::format("rank {} has the digest {}, but rank 0 {}", other - all.begin(),
                                          core::hex(*other), core::hex(all.front())));
}

namespace {

// Of a process, now: what it alone has, and its part of files that others may map as well.
struct Memory {
    std::int64_t own_bytes = 0;
    std::int64_t mapped_bytes = 0;
};

// Zeros where /proc does not tell.
Memory memory_of_process()
{
    Memory memory;
    std::ifstream status("/proc/self/status");
    std::string key;
    std::int64_t kilobytes = 0;
    for (std::string line; std::getline(status, line);) {
        std::istringstream words(line);
        if (!(words >> key >> kilobytes)) continue;
        if (key == "RssAnon:") memory.own_bytes = kilobytes * 1024;
        if (key == "RssFile:") memory.mapped_bytes = kilobytes * 1024;
    }
    return memory;
}

// Of all ranks the most that one has.
Memory most_memory(traffic::Ranks& ranks)
{
    Memory most;
    for (Memory const& memory : traffic::gathered(ranks, std::vector<Memory>{memory_of_process()})) {
        most.own_bytes = std::max(most.own_bytes, memory.own_bytes);
        most.mapped_bytes = std::max(most.mapped_bytes, memory.mapped_bytes);
    }
    return most;
}

}  // namespace

std::string shared_run_text(traffic::Ranks& ranks, traffic::RankMessages const& before, double wall_s)
{
    traffic::RankMessages own = ranks.messages().since(before);
    own.link_moves -= before.link_moves;  // the first rank counts those of all before a checkpoint as its own
    auto const all = traffic::gathered(ranks, std::vector<traffic::RankMessages>{own});
    traffic::RankMessages sum;
    std::int64_t most_moves = 0;
    for (traffic::RankMessages const& rank : all) {
        sum.messages += rank.messages;
        sum.bytes += rank.bytes;
        sum.gathered_bytes += rank.gathered_bytes;
        sum.dealt_bytes += rank.dealt_bytes;
        sum.exchange_wall_s += rank.exchange_wall_s;
        sum.gather_wall_s += rank.gather_wall_s;
        sum.link_moves += rank.link_moves;
        most_moves = std::max(most_moves, rank.link_moves);
    }
    Memory const memory = most_memory(ranks);
    auto const count = static_cast<double>(all.size());
    auto const windows = static_cast<double>(std::max<std::int64_t>(1, own.exchanges));
    auto const gathers = static_cast<double>(std::max<std::int64_t>(1, own.gathers));
    auto const deals = static_cast<double>(std::max<std::int64_t>(1, own.deals));
    auto const per = [](std::int64_t value, double of) { return static_cast<double>(value) / std::max(1.0, of); };
    constexpr double us = 1e6;
    constexpr double kb = 1e3;
    constexpr double mb = 1e6;
    return fmt::format(
        "{} ranks: the busiest has {:.1f} % of the link moves\n"
        "  {} windows of {:.1f} us; of a rank's, {:.1f} us for its neighbours and {:.1f} us for all ranks\n"
        "  {:.2f} messages of {:.1f} bytes a window and rank to neighbours, {:.1f} bytes a step to all, {:.1f} kB a "
        "minute "
        "between all\n"
        "  memory of a rank: {:.0f} MB of its own, {:.0f} MB of files that all map\n",
        all.size(), 100 * per(most_moves, static_cast<double>(sum.link_moves)), own.exchanges, us * wall_s / windows,
        us * sum.exchange_wall_s / windows / count, us * sum.gather_wall_s / windows / count,
        per(sum.messages, windows * count), per(sum.bytes, static_cast<double>(sum.messages)),
        per(sum.gathered_bytes, gathers * count), per(sum.dealt_bytes, kb * deals),
        static_cast<double>(memory.own_bytes) / mb, static_cast<double>(memory.mapped_bytes) / mb);
}

}  // namespace halong::cluster
