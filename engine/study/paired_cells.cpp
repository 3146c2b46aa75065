#include "study/paired_cells.hpp"

#include "core/error.hpp"
#include "study/comparisons.hpp"
#include "study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::study {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

PairedCells::PairedCells(std::size_t cells, double resolution)
    : resolution_(resolution), first_(cells), sum_(cells), squares_(cells), count_(cells)
{
    core::ensure(resolution >= 0, "the step in which values are counted must not be negative");
}

void PairedCells::add(std::span<double const> base, std::span<double const> option)
{
    core::ensure(base.size() == size() && option.size() == size(), "a replication has another number of cells");
    for (std::size_t cell = 0; cell < size(); ++cell) {
        double const difference = option[cell] - base[cell];
        if (std::isnan(difference)) continue;
        if (count_[cell]++ == 0) first_[cell] = difference;
        double const beyond = difference - first_[cell];
        sum_[cell] += beyond;
        squares_[cell] += beyond * beyond;
    }
}

void PairedCells::add(std::span<double const> base, std::span<double const> option, std::span<double const> resolution)
{
    core::ensure(resolution.size() == size(), "steps are of another number of cells");
    if (resolutions_.empty()) resolutions_.assign(size(), resolution_);
    for (std::size_t cell = 0; cell < size(); ++cell) {
        // NaN where there is nothing to count.
        if (resolution[cell] > resolutions_[cell]) resolutions_[cell] = resolution[cell];
    }
    add(base, option);
}

double PairedCells::mean(std::size_t cell) const
{
    return count_[cell] == 0 ? none : first_[cell] + sum_[cell] / count_[cell];
}

double PairedCells::standard_error(std::size_t cell) const
{
    double const n = count_[cell];
    double const squares = std::max(0.0, squares_[cell] - sum_[cell] * sum_[cell] / n);
    double const step = resolutions_.empty() ? resolution_ : resolutions_[cell];
    return std::sqrt(std::max(squares / (n - 1), step * step / 12) / n);
}

bool PairedCells::is_zero() const
{
    for (std::size_t cell = 0; cell < size(); ++cell) {
        if (!never_differs(cell)) return false;
    }
    return true;
}

std::vector<double> PairedCells::half_widths(double confidence) const
{
    core::ensure(confidence > 0 && confidence < 1, "confidence must lie between 0 and 1");
    std::vector<double> quantile;  // by number of values
    std::vector<double> widths(size(), none);
    for (std::size_t cell = 0; cell < size(); ++cell) {
        std::size_t const n = count_[cell];
        if (n < 2) continue;
        if (never_differs(cell)) {
            widths[cell] = 0;
            continue;
        }
        if (quantile.size() <= n) quantile.resize(n + 1);
        if (quantile[n] == 0) quantile[n] = student_t_quantile((1 + confidence) / 2, static_cast<int>(n) - 1);
        double const error = standard_error(cell);
        if (error > 0) widths[cell] = quantile[n] * error;
    }
    return widths;
}

std::vector<double> PairedCells::p_values() const
{
    std::vector<double> p(size(), none);
    for (std::size_t cell = 0; cell < size(); ++cell) {
        if (count_[cell] < 2 || never_differs(cell)) continue;
        double const error = standard_error(cell);
        double const mean = std::abs(this->mean(cell));
        if (error > 0) p[cell] = student_t_p_value(mean / error, count_[cell] - 1);
    }
    return p;
}

std::vector<bool> PairedCells::distinguishable(Families families, double rate) const
{
    std::vector<double> const p = p_values();
    std::vector<std::vector<std::size_t>> members(families.count);
    for (std::size_t cell = 0; cell < size(); ++cell) {
        if (!std::isnan(p[cell])) members[families.of(cell)].push_back(cell);
    }
    std::vector<bool> result(size());
    std::vector<double> of_family;
    for (auto const& family : members) {
        of_family.clear();
        for (std::size_t const cell : family) of_family.push_back(p[cell]);
        auto const adjusted = benjamini_hochberg(of_family);
        for (std::size_t i = 0; i < family.size(); ++i) result[family[i]] = adjusted[i] <= rate;
    }
    return result;
}

}  // namespace halong::study
