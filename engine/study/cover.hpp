// Where to put sites that cover demand: the maximal covering location problem (Church and ReVelle 1974) with costs.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace halong::study {

// Demand in cells, and candidates that would each cover some of them. All columns; cells of a candidate are ascending.
struct CoverProblem {
    std::vector<std::int64_t> weight;          // by cell: demand, at least 0
    std::vector<std::int64_t> cost;            // by candidate, more than 0
    std::vector<std::uint32_t> first_cell{0};  // candidate -> begin of its cells; one more at the end
    std::vector<std::uint32_t> cells;          // of all candidates, one after the other

    [[nodiscard]] std::size_t candidate_count() const { return cost.size(); }
    [[nodiscard]] std::span<std::uint32_t const> cells_of(std::uint32_t candidate) const
    {
        return {cells.data() + first_cell[candidate], cells.data() + first_cell[candidate + std::size_t{1}]};
    }
    // Appends a candidate; `covered` ascending.
    void add(std::int64_t candidate_cost, std::span<std::uint32_t const> covered);
};

// What may be chosen: at most so many candidates, for at most so much together.
struct CoverLimit {
    std::uint32_t count = std::numeric_limits<std::uint32_t>::max();
    std::int64_t budget = std::numeric_limits<std::int64_t>::max();
};

struct CoverChoice {
    std::vector<std::uint32_t> chosen;  // candidates, the one that adds most first
    std::vector<std::int64_t> gain;     // what each adds to those before it
    std::int64_t covered = 0;           // weight of all cells that are covered
    std::int64_t cost = 0;
};

// Cells that the same candidates cover made one, and those without demand or candidate left out: the same problem, smaller.
CoverProblem merged(CoverProblem const& problem);

// These candidates in the order in which each adds most, with what they add. O(chosen x their cells).
CoverChoice ranked(CoverProblem const& problem, std::span<std::uint32_t const> chosen);

// The better of two greedy choices, by gain and by gain per cost, lazily (Minoux 1978). At least 1 - 1/e of the best where
// only the count is limited (Nemhauser, Wolsey and Fisher 1978), half of that under a budget (Khuller, Moss and Naor 1999).
// Ties by number of the candidate.
CoverChoice greedy_cover(CoverProblem const& problem, CoverLimit const& limit);

// Swaps one chosen candidate for another, or adds one, as long as that covers more (Teitz and Bart 1968), the best first.
CoverChoice improved_by_swaps(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& choice);

// What no choice can exceed, found from one choice: what it covers and the most that the others could add if none of
// their cells overlapped (the same bound as in Nemhauser, Wolsey and Fisher 1978), a fraction of the last one included.
std::int64_t cover_bound(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& choice);

// The best choice by mixed-integer programming (CBC), or `start` where none better was found in time.
struct ExactCover {
    CoverChoice choice;
    std::int64_t bound = 0;  // no choice covers more
    bool proven = false;     // choice.covered == bound
};
// The best choice of which at most `at_most` candidates are among those of `other`.
struct Unlike {
    std::span<std::uint32_t const> other;
    std::uint32_t at_most = 0;
};
// At most `seconds` of search, so that without a proof another machine may find another choice. The bound is the lower of
// the solver's and cover_bound().
ExactCover exact_cover(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& start, double seconds,
                       Unlike const& unlike = {});

// The runner-up: the best choice without at least `different` (1 … chosen) of those that `best` has chosen, searched for as
// long as exact_cover does. Its `covered` may be that of `best`: then both are as good.
ExactCover runner_up(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& best,
                     std::uint32_t different, double seconds);

}  // namespace halong::study
