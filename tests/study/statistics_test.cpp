#include "study/statistics.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace halong;
using study::annual_cost_vnd;
using study::paired_difference;
using study::student_t_quantile;

TEST_CASE("quantiles of Student's t equal tabulated ones", "[statistics]")
{
    // By mpmath with 30 digits.
    CHECK(student_t_quantile(0.975, 1) == Approx(12.706204736174705).epsilon(1e-12));
    CHECK(student_t_quantile(0.975, 2) == Approx(4.302652729749464).epsilon(1e-12));
    CHECK(student_t_quantile(0.975, 10) == Approx(2.2281388519862748).epsilon(1e-12));
    CHECK(student_t_quantile(0.995, 5) == Approx(4.032142983555228).epsilon(1e-12));
    // As statistics packages print them, some with errors in the tenth digit.
    CHECK(student_t_quantile(0.975, 1) == Approx(12.706204736432095).epsilon(1e-8));
    CHECK(student_t_quantile(0.975, 2) == Approx(4.302652729911275).epsilon(1e-8));
    CHECK(student_t_quantile(0.975, 10) == Approx(2.2281388519649385).epsilon(1e-8));
    CHECK(student_t_quantile(0.995, 5) == Approx(4.032142983557536).epsilon(1e-8));
}

TEST_CASE("quantiles of t have their closed forms for one and two degrees of freedom", "[statistics]")
{
    double const pi = std::acos(-1.0);
    for (double const p : {1e-6, 0.001, 0.1, 0.4, 0.51, 0.75, 0.9, 0.99, 0.9999, 1 - 1e-6}) {
        INFO("p = " << p);
        CHECK(student_t_quantile(p, 1) == Approx(std::tan(pi * (p - 0.5))).epsilon(1e-9));
        CHECK(student_t_quantile(p, 2) == Approx((2 * p - 1) / std::sqrt(2 * p * (1 - p))).epsilon(1e-9));
    }
}

TEST_CASE("quantiles of t are odd, grow with p, shrink to the normal's with the degrees", "[statistics]")
{
    for (int const degrees : {1, 2, 3, 7, 30, 1000, 100'000}) {
        INFO("degrees = " << degrees);
        CHECK(student_t_quantile(0.5, degrees) == 0);
        double last = 0;
        for (double const p : {0.55, 0.7, 0.9, 0.975, 0.999}) {
            double const t = student_t_quantile(p, degrees);
            CHECK(t > last);
            CHECK(student_t_quantile(1 - p, degrees) == Approx(-t).epsilon(1e-10));
            last = t;
        }
    }
    CHECK(student_t_quantile(0.975, 30) > student_t_quantile(0.975, 31));
    CHECK(student_t_quantile(0.975, 1'000'000) == Approx(1.959963984540054).epsilon(3e-6));
}

TEST_CASE("impossible probabilities and degrees are refused")
{
    CHECK_THROWS_AS(student_t_quantile(0, 3), core::InternalFault);
    CHECK_THROWS_AS(student_t_quantile(1, 3), core::InternalFault);
    CHECK_THROWS_AS(student_t_quantile(0.9, 0), core::InternalFault);
}

TEST_CASE("a paired difference by hand", "[statistics]")
{
    // Differences 2, 4, 6: mean 4, s = 2, half width = t(2) * 2 / sqrt(3).
    std::array const base{10.0, 20.0, 30.0};
    std::array const option{12.0, 24.0, 36.0};
    auto const result = paired_difference(base, option, 0.95);
    CHECK(result.mean == 4);
    CHECK(result.half_width == Approx(4.302652729749464 * 2 / std::sqrt(3.0)).epsilon(1e-12));
    CHECK_FALSE(result.distinguishable);                           // 4 ± 4.97
    CHECK(paired_difference(base, option, 0.90).distinguishable);  // t = 2.92: 4 ± 3.37
    auto const mirrored = paired_difference(option, base, 0.90);
    CHECK(mirrored.mean == -4);
    CHECK(mirrored.distinguishable);
}

TEST_CASE("equal differences have no width, and nothing is told from nothing", "[statistics]")
{
    std::array const base{0.1, 0.7, 123456.7};
    auto const none = paired_difference(base, base, 0.95);
    CHECK(none == study::PairedDifference{});
    std::array const whole{1.0, 2.0, 3.0};
    std::array const more{6.0, 7.0, 8.0};
    auto const five = paired_difference(whole, more, 0.95);
    CHECK(five.mean == 5);
    CHECK(five.half_width == 0);
    CHECK(five.distinguishable);
}

TEST_CASE("pairs that do not match are refused")
{
    std::array const two{1.0, 2.0};
    std::array const three{1.0, 2.0, 3.0};
    CHECK_THROWS_AS(paired_difference(two, three, 0.95), core::InternalFault);
    CHECK_THROWS_AS(paired_difference(std::span(two).first(1), std::span(two).first(1), 0.95), core::InternalFault);
    CHECK_THROWS_AS(paired_difference(two, two, 1.0), core::InternalFault);
}

// The share of synthetic studies of n replications whose 95 % interval holds the true difference. Base and option share
// a large common part, as with common random numbers. 10,000 studies: the share's own standard deviation is 0.22 %.
static double cover_of_interval(int n)
{
    constexpr int studies = 10'000;
    constexpr double truth = 3.0;
    core::Random const random(20'250'604);
    int covered = 0;
    std::vector<double> base(static_cast<std::size_t>(n));
    std::vector<double> option(base.size());
    for (std::uint32_t study = 0; study < studies; ++study) {
        for (std::uint32_t r = 0; r < base.size(); ++r) {
            auto const draw = [&](std::uint32_t purpose) {
                return random.normal(core::Stream::test, {study, purpose, r + 1000 * static_cast<std::uint32_t>(n)});
            };
            double const common = 100 * draw(0);
            base[r] = common + draw(1);
            option[r] = common + truth + 2 * draw(2);
        }
        auto const result = paired_difference(base, option, 0.95);
        covered += std::abs(result.mean - truth) <= result.half_width ? 1 : 0;
    }
    return static_cast<double>(covered) / studies;
}

TEST_CASE("95 % intervals cover the truth in 94 to 96 % of 10,000 studies", "[statistics]")
{
    for (int const n : {2, 3, 5, 10}) {
        INFO(n << " replications");
        double const cover = cover_of_interval(n);
        CHECK(cover >= 0.94);
        CHECK(cover <= 0.96);
    }
}

TEST_CASE("annual cost has its closed forms")
{
    CHECK(annual_cost_vnd(1'000, 50, 10, 0) == 150);
    // One year at 10 %: all of it and the interest.
    CHECK(annual_cost_vnd(1'000, 0, 1, 0.10) == Approx(1'100).epsilon(1e-12));
    // Ten years at 10 %: annuity factor 0.162745394882512.
    CHECK(annual_cost_vnd(8e9, 4e8, 10, 0.10) == Approx(8e9 * 0.162745394882512 + 4e8).epsilon(1e-12));
    // For ever: the interest alone.
    CHECK(annual_cost_vnd(1'000, 0, 1'000, 0.05) == Approx(50).epsilon(1e-12));
    // The present value of the annuity is the capital.
    double const yearly = annual_cost_vnd(5e9, 0, 7, 0.08);
    double present = 0;
    for (int year = 1; year <= 7; ++year) present += yearly / std::pow(1.08, year);
    CHECK(present == Approx(5e9).epsilon(1e-12));
}

TEST_CASE("the annual cost has no step where the rate becomes small")
{
    for (double const life : {0.5, 1.0, 10.0, 100.0}) {
        for (double const rate : {1e-12, 0.99e-5 / life, 1.01e-5 / life, 1e-4}) {
            INFO("life " << life << ", rate " << rate);
            double const exact = -1'000 * rate / std::expm1(-life * std::log1p(rate));
            CHECK(annual_cost_vnd(1'000, 0, life, rate) == Approx(exact).epsilon(1e-9));
        }
    }
    CHECK_THROWS_AS(annual_cost_vnd(1, 1, 0, 0.1), core::InternalFault);
    CHECK_THROWS_AS(annual_cost_vnd(1, 1, 1, -0.1), core::InternalFault);
}

TEST_CASE("common random numbers save what the variances say")
{
    // Independent: variances 1 and 1 over that of the difference, 2.
    std::vector<double> const base{1, 2, 3};
    CHECK(study::common_numbers_gain(base, std::vector<double>{1, 2, 3.5}) > 20);
    CHECK(std::isinf(study::common_numbers_gain(base, std::vector<double>{2, 3, 4})));
    CHECK(std::isnan(study::common_numbers_gain(std::vector<double>{5, 5}, std::vector<double>{6, 6})));
    CHECK(study::common_numbers_gain(std::vector<double>{0, 2, 0, 2}, std::vector<double>{0, 0, 2, 2}) == Approx(1));
}
