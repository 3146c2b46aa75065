#include "demand/gravity.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::demand {
namespace {

constexpr double total_tolerance = 1e-9;

[[noreturn]] void fail(std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{"gravity model", 0, 0, std::move(message), std::move(help)});
}

using Table = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Totals = Eigen::Map<Eigen::VectorXd const>;

Eigen::Map<Table const> table_of(Matrix const& matrix)
{
    return {matrix.values().data(), static_cast<Eigen::Index>(matrix.rows()),
            static_cast<Eigen::Index>(matrix.columns())};
}

Totals totals_of(std::vector<double> const& values)
{
    return {values.data(), static_cast<Eigen::Index>(values.size())};
}

bool is_count(Totals const& values) { return values.size() > 0 && values.allFinite() && values.minCoeff() >= 0; }

void check(Totals const& origins, Totals const& destinations, Eigen::Map<Table const> const& deterrence)
{
    if (deterrence.rows() != origins.size() || deterrence.cols() != destinations.size()) {
        fail(fmt::format("{} origins and {} destinations do not fit a matrix of {} x {}", origins.size(),
                         destinations.size(), deterrence.rows(), deterrence.cols()),
             "give one row for each origin and one column for each destination");
    }
    if (!is_count(origins) || !is_count(destinations) || !deterrence.allFinite() || deterrence.minCoeff() < 0) {
        fail("a total or a deterrence is below 0, not a number, or there is none", "give values of 0 or more");
    }
    double const out = origins.sum();
    double const in = destinations.sum();
    if (std::abs(out - in) > total_tolerance * std::max(out, in)) {
        fail(fmt::format("the origins sum to {} and the destinations to {}", out, in),
             "trips that leave must arrive: scale one of the two first");
    }
}

double inverse(double value) { return value > 0 ? 1.0 / value : 0.0; }

// The largest relative error of an origin total when the new B meets the old A.
double origin_error(Eigen::VectorXd const& a, Eigen::VectorXd const& reach, Totals const& origins)
{
    double error = 0;
    for (Eigen::Index i = 0; i < origins.size(); ++i) {
        if (origins[i] > 0) error = std::max(error, std::abs(a[i] * reach[i] - 1.0));
    }
    return error;
}

GravityResult result_of(Eigen::VectorXd const& a, Eigen::VectorXd const& b, Totals const& origins,
                        Totals const& destinations, Eigen::Map<Table const> const& deterrence, int rounds)
{
    GravityResult result;
    result.trips = Matrix(static_cast<std::size_t>(deterrence.rows()), static_cast<std::size_t>(deterrence.cols()));
    Eigen::Map<Table> trips(result.trips.values().data(), deterrence.rows(), deterrence.cols());
    trips = a.cwiseProduct(origins).asDiagonal() * deterrence * b.cwiseProduct(destinations).asDiagonal();
    result.a.assign(a.begin(), a.end());
    result.b.assign(b.begin(), b.end());
    result.rounds = rounds;
    return result;
}

}  // namespace

Matrix exponential_deterrence(Matrix const& cost, double decay)
{
    Matrix deterrence = cost;
    for (double& value : deterrence.values()) value = core::exact_exp(-decay * value);
    return deterrence;
}

GravityResult doubly_constrained(std::vector<double> const& origins, std::vector<double> const& destinations,
                                 Matrix const& deterrence, GravityOptions const& options)
{
    Totals const out = totals_of(origins);
    Totals const in = totals_of(destinations);
    auto const f = table_of(deterrence);
    check(out, in, f);
    Eigen::VectorXd a = Eigen::VectorXd::Ones(out.size());
    Eigen::VectorXd b = Eigen::VectorXd::Ones(in.size());
    double error = 0;
    for (int round = 1; round <= options.max_rounds; ++round) {
        a = (f * b.cwiseProduct(in)).unaryExpr(&inverse);
        b = (f.transpose() * a.cwiseProduct(out)).unaryExpr(&inverse);
        error = origin_error(a, f * b.cwiseProduct(in), out);
        if (error <= options.tolerance) return result_of(a, b, out, in, f, round);
    }
    fail(fmt::format("an origin total is missed by {:.3g} of itself after {} rounds", error, options.max_rounds),
         "some origins reach too few destinations: lower the decay or allow more pairs");
}

double mean_cost(Matrix const& trips, Matrix const& cost)
{
    auto const t = table_of(trips);
    double const total = t.sum();
    return total > 0 ? t.cwiseProduct(table_of(cost)).sum() / total : 0.0;
}

double calibrated_decay(std::vector<double> const& origins, std::vector<double> const& destinations, Matrix const& cost,
                        double target)
{
    auto const excess = [&](double decay) {
        return mean_cost(doubly_constrained(origins, destinations, exponential_deterrence(cost, decay)).trips, cost) -
               target;
    };
    double const highest = excess(0.0) + target;
    if (!(target > 0) || !(target < highest)) {
        fail(fmt::format("no decay above 0 gives a mean cost of {} (highest: {:.6g})", target, highest),
             "give a mean cost above 0 and below that of trips without deterrence");
    }
    // Bracket the root between `low` (mean cost too high) and `high` (too low), then keep it bracketed.
    double low = 0.0;
    double low_excess = highest - target;
    double high = 1.5 / target;  // Hyman 1969: a first guess of the order of 1 / mean cost
    double high_excess = 0;
    try {
        high_excess = excess(high);
        for (int i = 0; i < 12 && high_excess > 0; ++i) {
            low = high;
            low_excess = high_excess;
            high *= 2;
            high_excess = excess(high);
        }
    } catch (core::UserError const&) {
        high_excess = 1;  // so high a decay cannot be balanced any more
    }
    if (high_excess > 0) {
        fail(fmt::format("a mean cost of {} is too low for these totals", target),
             "give a mean cost above the least that the totals allow");
    }
    for (int i = 0; i < 200; ++i) {
        double guess = low + (high - low) * low_excess / (low_excess - high_excess);
        if (i % 3 == 2) guess = 0.5 * (low + high);  // keeps the bracket shrinking from both sides
        double const found = excess(guess);
        if (std::abs(found) <= 1e-10 * target) return guess;
        (found > 0 ? low : high) = guess;
        (found > 0 ? low_excess : high_excess) = found;
    }
    return 0.5 * (low + high);
}

}  // namespace halong::demand
