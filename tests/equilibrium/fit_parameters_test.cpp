#include "equilibrium/fit_parameters.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong::equilibrium;

namespace {

using Values = std::vector<double>;

// Three figures of two parameters, curved: 3 a, a b, b^2 / 10.
Values curved(Values const& p) { return {3 * p[0], p[0] * p[1], p[1] * p[1] / 10}; }

std::vector<FitParameter> two_parameters() { return {{"a", 1, 0, 10}, {"b", 1, 0, 20}}; }

std::vector<FitTarget> targets_for(Values const& figures)
{
    std::vector<FitTarget> targets;
    for (double const figure : figures) targets.push_back({figure, std::max(0.1 * figure, 0.1)});
    return targets;
}

constexpr FitOptions long_search{60, 0.01, 0};

}  // namespace

TEST_CASE("a fit finds the parameters that made the figures", "[calibrate]")
{
    for (Values const& truth : {Values{4, 7}, Values{0.5, 19}, Values{9, 2}}) {
        auto const fit = fit_parameters(two_parameters(), targets_for(curved(truth)), curved, long_search);
        INFO("a = " << truth[0] << ", b = " << truth[1]);
        CHECK(fit.parameters[0].value == Approx(truth[0]).epsilon(1e-4));
        CHECK(fit.parameters[1].value == Approx(truth[1]).epsilon(1e-4));
        CHECK(fit.misfit < 1e-6);
        CHECK(fit.start_misfit > 1);
        for (auto const& parameter : fit.parameters) {
            CHECK(parameter.identified == Identified::yes);
            CHECK_FALSE(parameter.at_bound);
        }
    }
}

TEST_CASE("a fit of straight figures takes few simulations", "[calibrate]")
{
    int calls = 0;
    auto const straight = [&](Values const& p) {
        ++calls;
        return Values{2 * p[0] + p[1], p[0] - p[1], 3 * p[1]};
    };
    auto const fit = fit_parameters(two_parameters(), targets_for({15, 1, 9.5}), straight, {8, 0.05, 1e-3});
    CHECK(fit.simulations == calls);
    CHECK(calls <= 10);
    // Least squares in tolerances 1.5, 0.1, 0.95 by hand: normal equations.
    double const a11 = 4 / 2.25 + 1 / 0.01;
    double const a12 = 2 / 2.25 - 1 / 0.01;
    double const a22 = 1 / 2.25 + 1 / 0.01 + 9 / 0.9025;
    double const b1 = 2 * 15 / 2.25 + 1 / 0.01;
    double const b2 = 15 / 2.25 - 1 / 0.01 + 3 * 9.5 / 0.9025;
    double const determinant = a11 * a22 - a12 * a12;
    CHECK(fit.parameters[0].value == Approx((b1 * a22 - b2 * a12) / determinant).epsilon(1e-2));
    CHECK(fit.parameters[1].value == Approx((b2 * a11 - b1 * a12) / determinant).epsilon(1e-2));
}

TEST_CASE("parameters stay within their bounds, and the one at a bound is told", "[calibrate]")
{
    double least = 1e9;
    double most = -1e9;
    auto const watched = [&](Values const& p) {
        least = std::min({least, p[0], p[1] - 1});
        most = std::max({most, p[0] - 2, p[1] - 20});
        return curved(p);
    };
    std::vector<FitParameter> const narrow{{"a", 1, 0, 2}, {"b", 5, 1, 20}};
    auto const fit = fit_parameters(narrow, targets_for(curved({4, 7})), watched, long_search);
    CHECK(least >= 0);
    CHECK(most <= 0);
    CHECK(fit.parameters[0].value == 2);
    CHECK(fit.parameters[0].at_bound);
    CHECK(fit.parameters[1].value > 7);  // makes up for a
    CHECK(fit.misfit < fit.start_misfit);
}

TEST_CASE("a parameter to which no figure reacts stays, and is named", "[calibrate]")
{
    std::vector<FitParameter> parameters = two_parameters();
    parameters.push_back({"c", 0.3, 0, 1});
    auto const deaf = [](Values const& p) { return curved({p[0], p[1]}); };
    auto const fit = fit_parameters(parameters, targets_for(curved({4, 7})), deaf, long_search);
    CHECK(fit.parameters[2].identified == Identified::no_reaction);
    CHECK(fit.parameters[2].value == Approx(0.3));
    CHECK(fit.parameters[0].identified == Identified::yes);
    CHECK(fit.parameters[1].identified == Identified::yes);
    CHECK(fit.parameters[0].value == Approx(4).epsilon(1e-4));
}

TEST_CASE("parameters that only act together are named together", "[calibrate]")
{
    std::vector<FitParameter> parameters = two_parameters();
    parameters.push_back({"c", 1, 0, 10});
    // a and c only by their sum.
    auto const sum = [](Values const& p) { return curved({p[0] + p[2], p[1]}); };
    auto const fit = fit_parameters(parameters, targets_for(curved({4, 7})), sum, long_search);
    CHECK(fit.parameters[0].identified == Identified::together);
    CHECK(fit.parameters[0].with == std::vector<std::size_t>{2});
    CHECK(fit.parameters[2].identified == Identified::together);
    CHECK(fit.parameters[1].identified == Identified::yes);
    CHECK(fit.parameters[0].value + fit.parameters[2].value == Approx(4).epsilon(1e-3));

    // Two parameters, one figure.
    auto const one = [](Values const& p) { return Values{p[0] + p[1]}; };
    auto const less = fit_parameters(two_parameters(), targets_for({9}), one, long_search);
    CHECK(less.parameters[0].identified == Identified::together);
    CHECK(less.parameters[1].identified == Identified::together);
}

TEST_CASE("whole numbers in the figures do not stop a fit", "[calibrate]")
{
    auto const counted = [](Values const& p) {
        auto figures = curved({p[0], p[1]});
        for (double& figure : figures) figure = std::round(100 * figure);
        return figures;
    };
    auto const fit = fit_parameters(two_parameters(), targets_for(counted({4, 7})), counted, {20, 0.05, 1e-3});
    CHECK(fit.parameters[0].value == Approx(4).epsilon(0.01));
    CHECK(fit.parameters[1].value == Approx(7).epsilon(0.01));
}
