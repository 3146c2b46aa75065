#include "equilibrium/counter_worth.hpp"

#include <Eigen/Dense>
#include <algorithm>

namespace halong::equilibrium {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Slopes = std::vector<DemandEstimate::Slope>;

struct Row {
    Slopes slopes;
    double variance = 0;  // of the reading itself
};

double between(Slopes const& row, MatrixXd const& matrix)
{
    double sum = 0;
    for (auto const& a : row) {
        double const* const column = matrix.col(static_cast<Index>(a.state)).data();
        double inner = 0;
        for (auto const& b : row) inner += column[b.state] * b.amount;
        sum += inner * a.amount;
    }
    return sum;
}

VectorXd times(MatrixXd const& matrix, Slopes const& row)
{
    VectorXd product = VectorXd::Zero(matrix.rows());
    for (auto const& entry : row) product += entry.amount * matrix.col(static_cast<Index>(entry.state));
    return product;
}

// The covariance C of the states, the targets' M = sum of t t', and D = C M C, of which a reading h with variance r
// removes h' D h / (h' C h + r).
class Design {
public:
    Design(DemandEstimate const& estimate, std::span<Figure const> targets)
    {
        auto const size = static_cast<Index>(estimate.size());
        auto const data = estimate.covariance();
        covariance_ = Eigen::Map<MatrixXd const>(data.data(), size, size);
        targets_ = MatrixXd::Zero(size, size);
        for (Figure const& target : targets) {
            auto const row = estimate.slopes(target);
            for (auto const& a : row) {
                for (auto const& b : row) {
                    targets_(static_cast<Index>(b.state), static_cast<Index>(a.state)) += a.amount * b.amount;
                }
            }
            left_ += between(row, covariance_);
        }
        worth_ = covariance_ * (targets_ * covariance_);
    }

    [[nodiscard]] double left() const { return left_; }
    [[nodiscard]] double worth(Row const& row) const
    {
        return between(row.slopes, worth_) / (between(row.slopes, covariance_) + row.variance);
    }

    // Returns what the reading removes.
    double take(Row const& row)
    {
        double const spread = between(row.slopes, covariance_) + row.variance;
        VectorXd const k = times(covariance_, row.slopes);
        VectorXd const mk = targets_ * k;
        VectorXd const cmk = times(worth_, row.slopes);  // C M C h
        double const removed = k.dot(mk) / spread;
        covariance_.noalias() -= k * (k.transpose() / spread);
        worth_.noalias() -= (k * cmk.transpose() + cmk * k.transpose()) / spread;
        worth_.noalias() += k * (k.transpose() * (k.dot(mk) / (spread * spread)));
        left_ -= removed;
        return removed;
    }

private:
    MatrixXd covariance_;
    MatrixXd targets_;
    MatrixXd worth_;
    double left_ = 0;
};

std::vector<std::vector<Row>> rows_of(DemandEstimate const& estimate, std::span<CounterCandidate const> candidates)
{
    std::vector<std::vector<Row>> rows;
    for (CounterCandidate const& candidate : candidates) {
        auto& mine = rows.emplace_back();
        for (Reading const& reading : candidate.readings) {
            double const own = reading.weighed_variance();
            if (own > 0) mine.push_back({estimate.slopes(reading.figure), own});
        }
    }
    return rows;
}

}  // namespace

std::vector<ChosenCounter> worth_of_counters(DemandEstimate const& estimate, std::span<Figure const> targets,
                                             std::span<CounterCandidate const> candidates, std::size_t count)
{
    Design design(estimate, targets);
    double const before = design.left();
    auto const rows = rows_of(estimate, candidates);
    std::vector<std::uint8_t> is_taken(rows.size(), 0);
    std::vector<ChosenCounter> chosen;
    while (chosen.size() < std::min(count, rows.size())) {
        std::size_t best = rows.size();
        double most = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (is_taken[i] != 0) continue;
            double worth = 0;
            for (Row const& row : rows[i]) worth += design.worth(row);
            if (worth <= most) continue;
            most = worth;
            best = i;
        }
        if (best == rows.size()) break;  // nothing is worth anything any more
        is_taken[best] = 1;
        double removed = 0;
        for (Row const& row : rows[best]) removed += design.take(row);
        chosen.push_back({best, removed, before > 0 ? removed / before : 0});
    }
    return chosen;
}

std::vector<double> removed_shares(DemandEstimate const& estimate, std::span<Figure const> targets,
                                   std::span<CounterCandidate const> candidates)
{
    Design design(estimate, targets);
    double const before = design.left();
    std::vector<double> shares;
    for (auto const& rows : rows_of(estimate, candidates)) {
        double removed = 0;
        for (Row const& row : rows) removed += design.take(row);
        shares.push_back(before > 0 ? removed / before : 0);
    }
    return shares;
}

}  // namespace halong::equilibrium
