// Many comparisons at once, and the choice among several variants. A series holds one value for each replication; all
// series of a call have the same length, and their replications belong together (common random numbers).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halong::study {

using Series = std::vector<double>;

// Adjusted p-values by Holm's step-down procedure (1979): what is below alpha among them is wrong in at most a share
// alpha of such families, however they depend on each other. A p that is not a number is no test: it is not counted, and
// stays. O(n log n).
std::vector<double> holm(std::span<double const> p_values);

// Adjusted p-values by Benjamini and Hochberg's step-up procedure (1995): of those that are at most q among them, a share
// q is wrong in the mean of such families, where the tests are independent or depend positively on each other (Benjamini
// and Yekutieli 2001). For maps of many cells, where Holm would find next to nothing. A p that is not a number is no test:
// it is not counted, and stays. O(n log n).
std::vector<double> benjamini_hochberg(std::span<double const> p_values);

// Draws of the variants' means that fit what was simulated: by the t distribution of several variables with the series'
// means, covariances and n - 1 degrees of freedom (for normal values the posterior under the usual flat prior). 4,000
// draws, always the same ones for as many replications, at least 2.
class MeanDraws {
public:
    explicit MeanDraws(std::size_t replications);
    static constexpr std::size_t count = 4'000;

    // By draw.
    [[nodiscard]] std::vector<double> of(Series const& series) const;

private:
    std::size_t replications_;
    std::vector<double> weights_;  // [draw][replication]
};

// By variant: the chance that its mean is the largest; variants that are equal share it.
std::vector<double> probability_best(MeanDraws const& draws, std::span<Series const> variants);

// By variant: the chance that no other one dominates it. `objectives[k][variant]`: larger is better. One dominates
// another where it is no worse in any objective and better in one.
std::vector<double> probability_undominated(MeanDraws const& draws, std::span<std::vector<Series> const> objectives);

// How `more` further runs are best shared out to find the largest mean: optimal computing budget allocation (Chen, Lin,
// Yucesan and Chick 2000; rounding as in Chen and Lee 2010: down, the rest to the best). Runs that are there count, so that
// a variant that has enough gets none. `runs` at least 1 each. It takes the variants' runs for independent. Where the best
// cannot be told from another, or nothing varies, that one has no claim beyond what it has.
std::vector<int> optimal_allocation(std::span<double const> means, std::span<double const> variances,
                                    std::span<int const> runs, int more);

// Screening by Kim and Nelson (2001): which variants may still have the largest mean, when differences below `indifference`
// (> 0) do not matter. Looks at the replications one after the other from the first stage on, as if they had been made
// one by one; the variances are those of the first stage (10, or all where there are fewer). The best is kept with
// `confidence` where it is better by the indifference, for normal differences. At least one is kept.
std::vector<bool> kim_nelson_kept(std::span<Series const> variants, double indifference, double confidence);

}  // namespace halong::study
