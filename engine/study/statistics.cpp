#include "study/statistics.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::study {
namespace {

constexpr double pi = 3.14159265358979323846;

// Complete beta function B(degrees / 2, 1/2) from B(1/2, 1/2) = pi or B(1, 1/2) = 2 by B(a + 1, b) = B(a, b) a / (a + b).
double beta_of_half(int degrees)
{
    bool const odd = degrees % 2 != 0;
    double a = odd ? 0.5 : 1.0;
    double beta = odd ? pi : 2.0;
    for (; 2 * a < degrees; a += 1) beta *= a / (a + 0.5);
    return beta;
}

// The continued fraction of the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8), evaluated forwards by
// the method of Lentz (1976) as modified by Thompson and Barnett (1986). Converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x)
{
    constexpr int most_terms = 100'000;  // about sqrt(max(a, b)) are needed
    constexpr double accuracy = 1e-16;
    constexpr double tiny = 1e-300;  // stands for 0 in a denominator
    auto const away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1;
    double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m <= most_terms; ++m) {
        double const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        fraction *= d * c;
        double const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        fraction *= d * c;
        if (std::abs(d * c - 1) <= accuracy) break;
    }
    return fraction;
}

// P(T > t) for t >= 0: half of I_x(degrees / 2, 1/2) with x = degrees / (degrees + t^2).
double upper_tail(double t, int degrees)
{
    double const a = degrees / 2.0;
    double const b = 0.5;
    double const x = degrees / (degrees + t * t);
    double const y = t * t / (degrees + t * t);
    if (y == 0) return 0.5;
    double const front = core::exact_pow(x, a) * std::sqrt(y) / beta_of_half(degrees);
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a / 2;
    return (1 - front * beta_fraction(b, a, y) / b) / 2;
}

// t > 0 with P(T > t) = tail, by doubling and bisection down to neighbouring numbers.
double upper_quantile(double tail, int degrees)
{
    double low = 0;
    double high = 1;
    while (upper_tail(high, degrees) > tail) high *= 2;
    for (;;) {
        double const middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        (upper_tail(middle, degrees) > tail ? low : high) = middle;
    }
}

// Mean and sample variance of the first `count` differences. Deviations from the first one: where all are equal, both
// are exact.
struct Moments {
    double mean = 0;
    double variance = 0;
};
Moments moments_of(std::span<double const> base, std::span<double const> option, std::size_t count)
{
    double const first = option[0] - base[0];
    double sum = 0;
    for (std::size_t r = 0; r < count; ++r) sum += (option[r] - base[r]) - first;
    double const mean = first + sum / static_cast<double>(count);
    double squares = 0;
    for (std::size_t r = 0; r < count; ++r) {
        double const deviation = (option[r] - base[r]) - mean;
        squares += deviation * deviation;
    }
    return {mean, squares / static_cast<double>(count - 1)};
}

struct Spread {
    double mean = 0;
    double variance = 0;
    double standard_error = 0;  // of the mean
    int degrees = 1;
};
Spread spread_of_differences(std::span<double const> base, std::span<double const> option, std::size_t first_stage)
{
    core::ensure(base.size() == option.size() && base.size() >= 2, "a paired difference needs two pairs or more");
    std::size_t const n = base.size();
    std::size_t const first = first_stage == every_replication ? n : first_stage;
    core::ensure(first >= 2 && first <= n, "the first stage has two replications or more, and is part of all");
    Moments const all = moments_of(base, option, n);
    double const variance =
        first == n ? all.variance : std::max(all.variance, moments_of(base, option, first).variance);
    return {all.mean, variance, std::sqrt(variance / static_cast<double>(n)), static_cast<int>(first) - 1};
}

}  // namespace

double mean_of(std::span<double const> values)
{
    double sum = 0;
    for (double const value : values) sum += value - values.front();
    return values.front() + sum / static_cast<double>(values.size());
}

double student_t_quantile(double p, int degrees)
{
    core::ensure(p > 0 && p < 1, "probability of a quantile must lie between 0 and 1");
    core::ensure(degrees >= 1, "Student's t needs at least one degree of freedom");
    if (p == 0.5) return 0;
    return p > 0.5 ? upper_quantile(1 - p, degrees) : -upper_quantile(p, degrees);
}

double student_t_p_value(double t, int degrees)
{
    core::ensure(t >= 0 && degrees >= 1, "a two-sided p is of a size of t, with at least one degree of freedom");
    return 2 * upper_tail(t, degrees);
}

double paired_p_value(std::span<double const> base, std::span<double const> option, std::size_t first_stage)
{
    Spread const spread = spread_of_differences(base, option, first_stage);
    if (spread.standard_error == 0) return spread.mean == 0 ? std::numeric_limits<double>::quiet_NaN() : 0.0;
    return student_t_p_value(std::abs(spread.mean) / spread.standard_error, spread.degrees);
}

PairedDifference paired_difference(std::span<double const> base, std::span<double const> option, double confidence,
                                   std::size_t first_stage)
{
    core::ensure(confidence > 0 && confidence < 1, "confidence must lie between 0 and 1");
    Spread const spread = spread_of_differences(base, option, first_stage);
    PairedDifference result{spread.mean, 0, false};
    if (spread.standard_error > 0) {
        result.half_width = spread.standard_error * student_t_quantile((1 + confidence) / 2, spread.degrees);
    }
    result.distinguishable = std::abs(result.mean) > result.half_width;
    return result;
}

double replications_needed(std::span<double const> base, std::span<double const> option, double half_width,
                           double confidence, std::size_t first_stage)
{
    core::ensure(half_width >= 0, "a precision must not be negative");
    Spread const spread = spread_of_differences(base, option, first_stage);
    auto const n = static_cast<double>(base.size());
    if (spread.variance == 0) return n;
    if (half_width == 0) return std::numeric_limits<double>::infinity();
    double const times = student_t_quantile((1 + confidence) / 2, spread.degrees) / half_width;
    return std::max(n, std::ceil(times * times * spread.variance));
}

double common_numbers_gain(std::span<double const> base, std::span<double const> option)
{
    core::ensure(base.size() == option.size() && base.size() >= 2, "a comparison needs two series of one length");
    auto const variance = [](std::span<double const> values) {
        auto const n = static_cast<double>(values.size());
        double sum = 0;
        for (double const value : values) sum += value;
        double squares = 0;
        for (double const value : values) squares += (value - sum / n) * (value - sum / n);
        return squares / (n - 1);
    };
    double const apart = variance(base) + variance(option);
    double const paired = spread_of_differences(base, option, every_replication).variance;
    if (paired == 0) {
        return apart == 0 ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
    }
    return apart / paired;
}

double annual_cost_vnd(double capex_vnd, double opex_vnd_per_year, double life_years, double discount_rate)
{
    core::ensure(life_years > 0, "the life of an option must be positive");
    core::ensure(discount_rate >= 0, "the discount rate must not be negative");
    // Where r n is so small that the closed form would lose digits, its series: (1 + r (n + 1) / 2) / n.
    constexpr double small = 1e-5;
    if (discount_rate * life_years < small) {
        return capex_vnd * (1 + discount_rate * (life_years + 1) / 2) / life_years + opex_vnd_per_year;
    }
    double const remaining = 1 / core::exact_pow(1 + discount_rate, life_years);
    return capex_vnd * discount_rate / (1 - remaining) + opex_vnd_per_year;
}

}  // namespace halong::study
