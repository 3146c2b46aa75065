#include "equilibrium/fit_parameters.hpp"

#include "core/error.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace halong::equilibrium {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double least_reaction = 0.1;    // tolerances over a parameter's whole range
constexpr double most_condition = 30;     // index above which parameters cannot be told apart
constexpr double least_proportion = 0.5;  // of a parameter's variance
constexpr double first_damping = 1e-3;
constexpr double damping_up = 8;
constexpr double damping_down = 4;
constexpr int most_tries = 6;

class Fitting {
public:
    Fitting(std::vector<FitParameter> const& parameters, std::vector<FitTarget> const& targets,
            Simulate const& simulate, FitOptions const& options)
        : parameters_(parameters), targets_(targets), simulate_(simulate), options_(options), x_(size())
    {
        for (Index i = 0; i < size(); ++i) {
            FitParameter const& p = parameters_[static_cast<std::size_t>(i)];
            core::ensure(p.low < p.high, "a parameter without a range cannot be fitted");
            x_[i] = std::clamp((p.start - p.low) / (p.high - p.low), 0.0, 1.0);
        }
        errors_ = errors_at(x_);
    }

    Fit run()
    {
        Fit fit;
        fit.start_misfit = misfit(errors_);
        if (size() > 0) {
            look_around();
            for (int i = 0; i < options_.iterations; ++i) {
                if (!improve()) break;
            }
            if (!is_fresh_) look_around();
        }
        for (Index i = 0; i < size(); ++i) {
            fit.parameters.push_back({value(i, x_[i]), x_[i] <= 0 || x_[i] >= 1, Identified::yes, {}});
        }
        judge(fit.parameters);
        for (Index t = 0; t < errors_.size(); ++t) {
            FitTarget const& target = targets_[static_cast<std::size_t>(t)];
            fit.simulated.push_back(target.observed + errors_[t] * target.tolerance);
        }
        fit.misfit = misfit(errors_);
        fit.simulations = simulations_;
        return fit;
    }

private:
    [[nodiscard]] Index size() const { return static_cast<Index>(parameters_.size()); }
    [[nodiscard]] double value(Index i, double x) const
    {
        FitParameter const& p = parameters_[static_cast<std::size_t>(i)];
        return std::clamp(p.low + x * (p.high - p.low), p.low, p.high);
    }
    static double misfit(VectorXd const& errors) { return errors.squaredNorm() / 2; }

    // In tolerances.
    VectorXd errors_at(VectorXd const& x)
    {
        ++simulations_;
        std::vector<double> values;
        for (Index i = 0; i < size(); ++i) values.push_back(value(i, x[i]));
        auto const simulated = simulate_(values);
        core::ensure(simulated.size() == targets_.size(), "a simulation must give one figure for each target");
        VectorXd errors(static_cast<Index>(targets_.size()));
        for (Index t = 0; t < errors.size(); ++t) {
            FitTarget const& target = targets_[static_cast<std::size_t>(t)];
            errors[t] = (simulated[static_cast<std::size_t>(t)] - target.observed) / target.tolerance;
        }
        return errors;
    }

    // The Jacobian by finite differences, away from the nearer bound.
    void look_around()
    {
        jacobian_.resize(errors_.size(), size());
        for (Index i = 0; i < size(); ++i) {
            VectorXd moved = x_;
            double const step = x_[i] <= 0.5 ? options_.difference : -options_.difference;
            moved[i] += step;
            jacobian_.col(i) = (errors_at(moved) - errors_) / step;
        }
        is_fresh_ = true;
    }

    // The damped step, of those parameters that a bound does not hold.
    [[nodiscard]] VectorXd step() const
    {
        VectorXd const gradient = jacobian_.transpose() * errors_;
        std::vector<Index> open;
        for (Index i = 0; i < size(); ++i) {
            bool const is_held = (x_[i] <= 0 && gradient[i] > 0) || (x_[i] >= 1 && gradient[i] < 0);
            if (!is_held && jacobian_.col(i).norm() >= least_reaction) open.push_back(i);
        }
        auto const count = static_cast<Index>(open.size());
        VectorXd whole = VectorXd::Zero(size());
        if (count == 0) return whole;
        MatrixXd part(errors_.size(), count);
        for (Index k = 0; k < count; ++k) part.col(k) = jacobian_.col(open[static_cast<std::size_t>(k)]);
        MatrixXd normal = part.transpose() * part;
        normal.diagonal() *= 1 + damping_;
        normal.diagonal().array() += damping_ * least_reaction * least_reaction;
        VectorXd const solved = normal.ldlt().solve(-part.transpose() * errors_);
        for (Index k = 0; k < count; ++k) whole[open[static_cast<std::size_t>(k)]] = solved[k];
        return whole;
    }

    // False when nothing is left to gain.
    bool improve()
    {
        for (int i = 0; i < most_tries; ++i) {
            VectorXd const next = (x_ + step()).cwiseMax(0.0).cwiseMin(1.0);
            VectorXd const moved = next - x_;
            if (moved.norm() < 1e-9) return false;
            VectorXd const errors = errors_at(next);
            double const before = misfit(errors_);
            double const after = misfit(errors);
            if (after < before) {
                VectorXd const surprise = errors - errors_ - jacobian_ * moved;
                jacobian_ += surprise * moved.transpose() / moved.squaredNorm();  // Broyden 1965
                is_fresh_ = false;
                x_ = next;
                errors_ = errors;
                damping_ /= damping_down;
                return before - after > options_.enough * before;
            }
            if (is_fresh_) {
                damping_ *= damping_up;
            } else {
                look_around();
            }
        }
        return false;
    }

    void judge(std::vector<FittedParameter>& fitted) const
    {
        std::vector<std::size_t> reacting;
        for (std::size_t i = 0; i < fitted.size(); ++i) {
            if (jacobian_.col(static_cast<Index>(i)).norm() < least_reaction) {
                fitted[i].identified = Identified::no_reaction;
            } else {
                reacting.push_back(i);
            }
        }
        auto const count = static_cast<Index>(reacting.size());
        if (count < 2) return;
        // Columns of length 1; rows of zeros, so that there are as many singular values as columns.
        MatrixXd scaled = MatrixXd::Zero(std::max(errors_.size(), count), count);
        for (Index k = 0; k < count; ++k) {
            auto const column = jacobian_.col(static_cast<Index>(reacting[static_cast<std::size_t>(k)]));
            scaled.col(k).head(errors_.size()) = column / column.norm();
        }
        Eigen::JacobiSVD<MatrixXd> const svd(scaled, Eigen::ComputeThinV);
        VectorXd const singular = svd.singularValues().cwiseMax(1e-12);
        MatrixXd shares = svd.matrixV().array().square();  // of each parameter's variance, by singular value
        for (Index j = 0; j < count; ++j) shares.col(j) /= singular[j] * singular[j];
        for (Index k = 0; k < count; ++k) shares.row(k) /= shares.row(k).sum();
        for (Index j = 0; j < count; ++j) {
            if (singular[0] / singular[j] <= most_condition) continue;
            std::vector<std::size_t> together;
            for (Index k = 0; k < count; ++k) {
                if (shares(k, j) > least_proportion) together.push_back(reacting[static_cast<std::size_t>(k)]);
            }
            if (together.size() < 2) continue;
            for (std::size_t const i : together) {
                fitted[i].identified = Identified::together;
                for (std::size_t const other : together) {
                    if (other != i) fitted[i].with.push_back(other);
                }
            }
        }
    }

    std::vector<FitParameter> const& parameters_;
    std::vector<FitTarget> const& targets_;
    Simulate const& simulate_;
    FitOptions options_;
    VectorXd x_;       // parameters as shares of their ranges
    VectorXd errors_;  // at x_, in tolerances
    MatrixXd jacobian_;
    bool is_fresh_ = false;  // jacobian_ is that of x_ by finite differences
    double damping_ = first_damping;
    int simulations_ = 0;
};

}  // namespace

Fit fit_parameters(std::vector<FitParameter> const& parameters, std::vector<FitTarget> const& targets,
                   Simulate const& simulate, FitOptions const& options)
{
    return Fitting(parameters, targets, simulate, options).run();
}

}  // namespace halong::equilibrium
