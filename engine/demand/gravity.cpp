#include "demand/gravity.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"

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

bool is_count(Eigen::Ref<Eigen::VectorXd const> const& values)
{
    return values.size() > 0 && values.allFinite() && values.minCoeff() >= 0;
}

void check(Eigen::VectorXd const& origins, Eigen::VectorXd const& destinations, Eigen::MatrixXd const& deterrence)
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

}  // namespace

Eigen::MatrixXd exponential_deterrence(Eigen::MatrixXd const& cost, double decay)
{
    return cost.unaryExpr([decay](double c) { return core::exact_exp(-decay * c); });
}

GravityResult doubly_constrained(Eigen::VectorXd const& origins, Eigen::VectorXd const& destinations,
                                 Eigen::MatrixXd const& deterrence, GravityOptions const& options)
{
    check(origins, destinations, deterrence);
    GravityResult result;
    result.a = Eigen::VectorXd::Ones(origins.size());
    result.b = Eigen::VectorXd::Ones(destinations.size());
    double error = 0;
    while (result.rounds < options.max_rounds) {
        ++result.rounds;
        result.a = (deterrence * result.b.cwiseProduct(destinations)).unaryExpr(&inverse);
        result.b = (deterrence.transpose() * result.a.cwiseProduct(origins)).unaryExpr(&inverse);
        // Origin totals with the new B and the old A: how far the two are from agreeing.
        Eigen::VectorXd const reach = deterrence * result.b.cwiseProduct(destinations);
        error = 0;
        for (Eigen::Index i = 0; i < origins.size(); ++i) {
            if (origins[i] > 0) error = std::max(error, std::abs(result.a[i] * reach[i] - 1.0));
        }
        if (error <= options.tolerance) {
            result.trips = result.a.cwiseProduct(origins).asDiagonal() * deterrence *
                           result.b.cwiseProduct(destinations).asDiagonal();
            return result;
        }
    }
    fail(fmt::format("an origin total is missed by {:.3g} of itself after {} rounds", error, result.rounds),
         "some origins reach too few destinations: lower the decay or allow more pairs");
}

double mean_cost(Eigen::MatrixXd const& trips, Eigen::MatrixXd const& cost)
{
    double const total = trips.sum();
    return total > 0 ? trips.cwiseProduct(cost).sum() / total : 0.0;
}

double calibrated_decay(Eigen::VectorXd const& origins, Eigen::VectorXd const& destinations,
                        Eigen::MatrixXd const& cost, double target)
{
    auto const excess = [&](double decay) {
        return mean_cost(doubly_constrained(origins, destinations, exponential_deterrence(cost, decay)).trips,
                         cost) - target;
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
    double high_excess = excess(high);
    for (int i = 0; i < 12 && high_excess > 0; ++i) {
        low = high;
        low_excess = high_excess;
        high *= 2;
        high_excess = excess(high);
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
