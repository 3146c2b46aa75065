#include "study/milp.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <coin/Cbc_C_Interface.h>
#include <memory>

namespace halong::study {
namespace {

constexpr double coin_infinity = 1e50;  // beyond this, CBC takes a bound for none

double for_coin(double bound) { return std::clamp(bound, -coin_infinity, coin_infinity); }

std::vector<double> for_coin(std::vector<double> bounds)
{
    std::ranges::transform(bounds, bounds.begin(), [](double bound) { return for_coin(bound); });
    return bounds;
}

struct DeleteModel {
    void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};

}  // namespace

int MixedIntegerProgram::add_column(double objective, double lower, double upper, bool integer)
{
    objective_.push_back(objective);
    column_lower_.push_back(lower);
    column_upper_.push_back(upper);
    integer_.push_back(integer);
    entries_.emplace_back();
    return static_cast<int>(objective_.size()) - 1;
}

int MixedIntegerProgram::add_row(double lower, double upper)
{
    row_lower_.push_back(lower);
    row_upper_.push_back(upper);
    return static_cast<int>(row_lower_.size()) - 1;
}

void MixedIntegerProgram::set(int row, int column, double value)
{
    core::ensure(row >= 0 && static_cast<std::size_t>(row) < row_lower_.size(), "the row must exist");
    core::ensure(column >= 0 && static_cast<std::size_t>(column) < entries_.size(), "the column must exist");
    entries_[static_cast<std::size_t>(column)].push_back({row, value});
}

MixedIntegerProgram::Solution MixedIntegerProgram::solve(double seconds) const
{
    std::vector<CoinBigIndex> begin{0};
    std::vector<int> rows;
    std::vector<double> values;
    for (auto const& column : entries_) {
        for (Entry const& entry : column) {
            rows.push_back(entry.row);
            values.push_back(entry.value);
        }
        begin.push_back(static_cast<CoinBigIndex>(rows.size()));
    }
    auto const columns = static_cast<int>(objective_.size());
    std::vector<double> const lower = for_coin(column_lower_);
    std::vector<double> const upper = for_coin(column_upper_);
    std::vector<double> const row_lower = for_coin(row_lower_);
    std::vector<double> const row_upper = for_coin(row_upper_);
    std::vector<double> least = objective_;  // CBC's bound is told for the least of a sum
    for (double& value : least) value = -value;

    std::unique_ptr<Cbc_Model, DeleteModel> const model(Cbc_newModel());
    Cbc_setLogLevel(model.get(), 0);
    Cbc_loadProblem(model.get(), columns, static_cast<int>(row_lower.size()), begin.data(), rows.data(), values.data(),
                    lower.data(), upper.data(), least.data(), row_lower.data(), row_upper.data());
    for (int column = 0; column < columns; ++column) {
        if (integer_[static_cast<std::size_t>(column)]) Cbc_setInteger(model.get(), column);
    }
    Cbc_setParameter(model.get(), "ratioGap", "0");
    Cbc_setParameter(model.get(), "allowableGap", "0");
    Cbc_setMaximumSeconds(model.get(), seconds);
    Cbc_solve(model.get());

    Solution solution;
    solution.proven = Cbc_isProvenOptimal(model.get()) != 0;
    double const* const best = Cbc_bestSolution(model.get());
    if (best != nullptr) {
        solution.values.assign(best, best + columns);
        solution.objective = -Cbc_getObjValue(model.get());
    }
    solution.bound = solution.proven ? solution.objective : -Cbc_getBestPossibleObjValue(model.get());
    return solution;
}

}  // namespace halong::study
