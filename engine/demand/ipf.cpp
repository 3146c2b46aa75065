#include "demand/ipf.hpp"

#include "core/error.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::demand {
namespace {

constexpr double total_tolerance = 1e-9;

using Table = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Totals = Eigen::Map<Eigen::VectorXd const>;

Totals totals_of(std::vector<double> const& values)
{
    return {values.data(), static_cast<Eigen::Index>(values.size())};
}

[[noreturn]] void fail(std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{"fitting of margins", 0, 0, std::move(message), std::move(help)});
}

template <class Values>
void require_not_negative(Values const& values, char const* what)
{
    if (values.size() > 0 && !(values.allFinite() && values.minCoeff() >= 0)) {
        fail(fmt::format("the {} have a value below 0 or one that is not a number", what), "give counts of 0 or more");
    }
}

void require_reachable(Eigen::VectorXd const& seed_sums, Totals const& totals, char const* what)
{
    for (Eigen::Index i = 0; i < totals.size(); ++i) {
        if (totals[i] > 0 && !(seed_sums[i] > 0)) {
            fail(fmt::format("{} {} has the total {} but only zeros in the seed", what, i + 1, totals[i]),
                 "give the seed a positive cell there, or make the total 0");
        }
    }
}

void check(Eigen::Map<Table const> const& seed, Totals const& rows, Totals const& columns)
{
    if (seed.rows() != rows.size() || seed.cols() != columns.size()) {
        fail(fmt::format("a seed of {} x {} cells cannot have {} row totals and {} column totals", seed.rows(),
                         seed.cols(), rows.size(), columns.size()),
             "give one total for each row and each column");
    }
    require_not_negative(seed, "seed cells");
    require_not_negative(rows, "row totals");
    require_not_negative(columns, "column totals");
    double const of_rows = rows.sum();
    double const of_columns = columns.sum();
    if (std::abs(of_rows - of_columns) > total_tolerance * std::max(of_rows, of_columns)) {
        fail(fmt::format("the row totals sum to {} and the column totals to {}", of_rows, of_columns),
             "margins of one table have one sum: scale one of the two first");
    }
    require_reachable(seed.rowwise().sum(), rows, "row");
    require_reachable(seed.colwise().sum().transpose(), columns, "column");
}

// What brings a sum to its target; rows that are to be empty become empty.
double factor(double target, double sum) { return sum > 0 ? target / sum : 0.0; }

}  // namespace

IpfResult fit_margins(Matrix const& seed, std::vector<double> const& rows, std::vector<double> const& columns,
                      IpfOptions const& options)
{
    Totals const row_totals = totals_of(rows);
    Totals const column_totals = totals_of(columns);
    check({seed.values().data(), static_cast<Eigen::Index>(seed.rows()), static_cast<Eigen::Index>(seed.columns())},
          row_totals, column_totals);
    IpfResult result{seed, 0, 0};
    double const total = row_totals.sum();
    Eigen::Map<Table> table(result.table.values().data(), row_totals.size(), column_totals.size());
    if (!(total > 0)) {
        table.setZero();
        return result;
    }
    while (result.rounds < options.max_rounds) {
        ++result.rounds;
        for (Eigen::Index i = 0; i < table.rows(); ++i) {
            table.row(i) *= factor(row_totals[i], table.row(i).sum());
        }
        for (Eigen::Index j = 0; j < table.cols(); ++j) {
            table.col(j) *= factor(column_totals[j], table.col(j).sum());
        }
        result.error = (table.rowwise().sum() - row_totals).cwiseAbs().maxCoeff() / total;
        if (result.error <= options.tolerance) return result;
    }
    fail(fmt::format("the totals are missed by {:.3g} of the grand total after {} rounds", result.error, result.rounds),
         "the zeros of the seed leave no table with these totals: allow more cells");
}

}  // namespace halong::demand
