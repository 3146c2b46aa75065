// Paired differences of all cells of a map at once: means, intervals, and which of them are more than chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::study {

// The share of wrong ones that is accepted among the cells that are called distinguishable.
inline constexpr double false_discovery_rate = 0.05;

// How cells behind one another belong to families that are judged together: cell i to family (i / stride) % count. Of a
// table [hour][link] the hours are families with stride = links; of [zone][hour] with stride = 1.
struct Families {
    std::size_t count = 1;
    std::size_t stride = 1;
    [[nodiscard]] std::size_t of(std::size_t cell) const { return cell / stride % count; }
};

// Sums over replications, cell by cell: whatever the number of replications, three numbers and a count a cell are kept (and
// a step where each cell has its own). Replications are added in their order; sums depend on it in the last bits.
class PairedCells {
public:
    // `resolution`, at least 0: the step in which values are counted (1 for vehicles), 0 for what is measured. Differences
    // that are all equal tell of no spread below that step, so that the variance of one difference is taken to be at least
    // resolution^2 / 12, that of rounding (Sheppard 1898). Without a step, differences that are all equal test nothing.
    explicit PairedCells(std::size_t cells, double resolution = 0);

    // One replication: option - base. Where either has no value (NaN), the cell has none in this replication. Both have
    // as many values as there are cells.
    void add(std::span<double const> base, std::span<double const> option);
    // The same with a step for each cell, as shares of counts have it; the largest of all replications counts.
    void add(std::span<double const> base, std::span<double const> option, std::span<double const> resolution);

    [[nodiscard]] std::size_t size() const { return sum_.size(); }
    // Mean difference of the replications with a value; NaN without any.
    [[nodiscard]] double mean(std::size_t cell) const;
    // Of the two-sided t interval at `confidence` in (0, 1); NaN with fewer than two values, 0 where none of them differs.
    // NaN, too, where the differences are equal and have no step.
    [[nodiscard]] std::vector<double> half_widths(double confidence) const;
    // Two-sided p of Student's t; NaN with fewer than two values, where no replication differs, and where the differences
    // are equal and have no step: nothing was tested.
    [[nodiscard]] std::vector<double> p_values() const;
    // Cells that are distinguishable from 0, by Benjamini and Hochberg (1995) in each family. `rate` in (0, 1): the share of
    // wrong ones that is accepted among them.
    [[nodiscard]] std::vector<bool> distinguishable(Families families, double rate = false_discovery_rate) const;
    // Whether no cell differs in any replication.
    [[nodiscard]] bool is_zero() const;

private:
    // No replication with a value differs, or there is none.
    [[nodiscard]] bool never_differs(std::size_t cell) const { return first_[cell] == 0 && squares_[cell] == 0; }
    [[nodiscard]] double standard_error(std::size_t cell) const;

    double resolution_;
    std::vector<double> resolutions_;  // by cell; empty: the one of all
    std::vector<double> first_;  // difference of the first replication with a value: sums are of what goes beyond it
    std::vector<double> sum_;
    std::vector<double> squares_;
    std::vector<std::uint16_t> count_;
};

}  // namespace halong::study
