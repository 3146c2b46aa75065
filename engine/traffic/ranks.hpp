// Processes that share the roads of one run. How they speak to each other is settled elsewhere: this room knows no MPI.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace halong::traffic {

// What one rank has done and told others so far.
struct RankMessages {
    std::int64_t exchanges = 0;       // windows in which neighbours told each other who crosses between them
    std::int64_t messages = 0;        // to neighbours in these windows, empty ones included
    std::int64_t bytes = 0;           // in them
    std::int64_t gathers = 0;         // times at which all ranks told all others something
    std::int64_t gathered_bytes = 0;  // that this rank told then
    std::int64_t deals = 0;           // times at which every rank told each other what was for that one
    std::int64_t dealt_bytes = 0;     // that this rank told then
    double exchange_wall_s = 0;       // waiting for others included
    double gather_wall_s = 0;         // the same
    std::int64_t link_moves = 0;      // vehicles that crossed a node of this rank, in the present day

    // What came after `before`; link moves as they are.
    [[nodiscard]] RankMessages since(RankMessages const& before) const
    {
        return {exchanges - before.exchanges,
                messages - before.messages,
                bytes - before.bytes,
                gathers - before.gathers,
                gathered_bytes - before.gathered_bytes,
                deals - before.deals,
                dealt_bytes - before.dealt_bytes,
                exchange_wall_s - before.exchange_wall_s,
                gather_wall_s - before.gather_wall_s,
                link_moves};
    }
};

// This process among `count()` that run the same day. All of them make the same calls in the same order, from the thread
// that runs the day; a call returns when those that it waits for have made it, too. Messages arrive whole.
class Ranks {
public:
    virtual ~Ranks() = default;
    Ranks(Ranks const&) = delete;
    Ranks& operator=(Ranks const&) = delete;

    [[nodiscard]] int rank() const { return rank_; }
    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] RankMessages const& messages() const { return messages_; }

    // One message to each of `others`, and one from each of them, in their order. Who is named names this rank, too.
    void exchange(std::span<int const> others, std::span<std::string const> sent, std::span<std::string> received);
    // What every rank says, in the order of ranks, on all of them.
    [[nodiscard]] std::vector<std::string> gather(std::string const& mine);
    // `to`: what this rank says to each, in their order, itself included. Returns what each has said to this one, in the order
    // of ranks. Each of at most 1 GB.
    [[nodiscard]] std::vector<std::string> deal(std::vector<std::string> to);
    // As gather(), for what is seldom told: not counted as messages of the roads.
    [[nodiscard]] std::vector<std::string> tell_all(std::string const& mine) { return do_gather(mine); }
    // What every rank says, in the order of ranks, on the first of them; nothing on the others. Any length. For what is
    // seldom told: not counted as messages of the roads.
    [[nodiscard]] std::vector<std::string> tell_first(std::string const& mine);
    // So many vehicles have crossed its nodes.
    void has_moved(std::int64_t link_moves) { messages_.link_moves = link_moves; }

protected:
    Ranks(int rank, int count) : rank_(rank), count_(count) {}

private:
    virtual void do_exchange(std::span<int const> others, std::span<std::string const> sent,
                             std::span<std::string> received) = 0;
    virtual std::vector<std::string> do_gather(std::string const& mine) = 0;

    int rank_;
    int count_;
    RankMessages messages_;
};

}  // namespace halong::traffic
