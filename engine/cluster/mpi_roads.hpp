// One run whose roads are shared by the ranks of MPI. MPI stays in the .cpp.
#pragma once

#include "cluster/mpi_ranks.hpp"
#include "simulation/checkpoint.hpp"
#include "traffic/ranks.hpp"

#include <string>
#include <vector>

namespace halong::cluster {

// The ranks of an MPI run. Only the thread that made `ranks` may use it.
class MpiRoads final : public traffic::Ranks {
public:
    // Outlived by `ranks`.
    explicit MpiRoads(MpiRanks const& ranks) : Ranks(ranks.rank(), ranks.count()) {}

private:
    void do_exchange(std::span<int const> others, std::span<std::string const> sent,
                     std::span<std::string> received) override;
    std::vector<std::string> do_gather(std::string const& mine) override;

    std::string heads_;  // scratch of do_gather
};

// All ranks ask: UserError on all of them where one has not the program, scenario, city, plans and routes of rank 0; it
// says which.
void require_same_run(traffic::Ranks& ranks, simulation::RunIdentity const& identity);

// All ranks ask: InternalFault where one has another digest than rank 0.
void require_same_digest(traffic::Ranks& ranks, std::uint64_t digest);

// All ranks ask, when a day has ended: how the work was shared and what the messages took since `before`, on the same day
// (where it went on from a checkpoint, what came after it), in lines. `wall_s`: how long that took.
std::string shared_run_text(traffic::Ranks& ranks, traffic::RankMessages const& before, double wall_s);

}  // namespace halong::cluster
