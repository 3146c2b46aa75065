#include "study/robust.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/random.hpp"
#include "study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace halong::study {
namespace {

constexpr double root_of_two_pi = 2.5066282746310002;
constexpr int resamples = 2'000;
constexpr std::uint64_t bootstrap_seed =
    20'030'911;  // any number: the resamples belong to the method, not to the study

std::vector<double> sorted(std::span<double const> values)
{
    std::vector<double> result(values.begin(), values.end());
    std::ranges::sort(result);
    return result;
}

// The q quantile of sorted values: the straight line between order statistics of ranks q (n - 1).
double sample_quantile(std::span<double const> ordered, double q)
{
    double const rank = q * static_cast<double>(ordered.size() - 1);
    auto const below = static_cast<std::size_t>(rank);
    if (below + 1 >= ordered.size()) return ordered.back();
    return ordered[below] + (rank - static_cast<double>(below)) * (ordered[below + 1] - ordered[below]);
}

// P(X = k) for k = 0 … n of a binomial variable.
std::vector<double> binomial(std::size_t n, double q)
{
    std::vector<double> chance(n + 1);
    double log_choose = 0;
    double const log_q = core::exact_log(q);
    double const log_rest = core::exact_log(1 - q);
    for (std::size_t k = 0; k <= n; ++k) {
        auto const i = static_cast<double>(k);
        chance[k] = core::exact_exp(log_choose + i * log_q + static_cast<double>(n - k) * log_rest);
        if (k < n) log_choose += core::exact_log(static_cast<double>(n - k) / (i + 1));
    }
    return chance;
}

// How skewed the mean is, from what it would be without each value in turn (jackknife).
double acceleration_of(std::span<double const> values)
{
    double const mean = mean_of(values);
    double squares = 0;
    double cubes = 0;
    for (double const value : values) {
        double const away = (value - mean) / static_cast<double>(values.size() - 1);  // of the mean without it
        squares += away * away;
        cubes += away * away * away;
    }
    return squares > 0 ? cubes / (6 * squares * std::sqrt(squares)) : 0;
}

std::vector<double> resampled_means(std::span<double const> values)
{
    core::Random const random(bootstrap_seed);
    std::size_t const n = values.size();
    std::vector<double> means(resamples);
    for (std::size_t b = 0; b < means.size(); ++b) {
        double sum = 0;
        for (std::uint32_t r = 0; r < n; ++r) {
            sum += values[random.below(core::Stream::test, {b, 0, r}, n)] - values.front();
        }
        means[b] = values.front() + sum / static_cast<double>(n);
    }
    std::ranges::sort(means);
    return means;
}

}  // namespace

// By the series of Marsaglia (2004): 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + …).
double normal_probability(double x)
{
    constexpr double beyond = 8;  // where the rest is below 1e-15
    if (x < -beyond) return 0;
    if (x > beyond) return 1;
    double term = x;
    double sum = x;
    for (int odd = 3; sum + term != sum; odd += 2) {
        term *= x * x / odd;
        sum += term;
    }
    return 0.5 + sum * core::exact_exp(-x * x / 2) / root_of_two_pi;
}

double normal_quantile(double p)
{
    core::ensure(p > 0 && p < 1, "probability of a quantile must lie between 0 and 1");
    double low = -8;
    double high = 8;
    for (;;) {
        double const middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        (normal_probability(middle) < p ? low : high) = middle;
    }
}

std::optional<Interval> quantile_interval(std::span<double const> values, double q, double confidence)
{
    core::ensure(q > 0 && q < 1 && confidence > 0 && confidence < 1,
                 "quantile and confidence must lie between 0 and 1");
    if (values.empty()) return std::nullopt;
    std::size_t const n = values.size();
    double const tail = (1 - confidence) / 2;
    // The quantile lies below order statistic k (from 0) with the chance that at most k values lie below it.
    auto const chance = binomial(n, q);
    std::size_t first = 0;
    double below = chance[0];
    if (below > tail) return std::nullopt;
    while (below + chance[first + 1] <= tail) below += chance[++first];
    std::size_t last = n;
    double above = chance[n];
    if (above > tail) return std::nullopt;
    while (above + chance[last - 1] <= tail) above += chance[--last];
    auto const ordered = sorted(values);
    return Interval{sample_quantile(ordered, q), ordered[first], ordered[last - 1], 1 - below - above};
}

std::optional<Interval> bootstrap_interval(std::span<double const> values, double confidence)
{
    core::ensure(confidence > 0 && confidence < 1, "confidence must lie between 0 and 1");
    if (values.size() < static_cast<std::size_t>(least_for_bootstrap)) return std::nullopt;
    double const mean = mean_of(values);
    if (std::ranges::all_of(values, [&](double value) { return value == values.front(); })) {
        return Interval{mean, mean, mean, confidence};
    }
    auto const means = resampled_means(values);
    auto const less = std::ranges::lower_bound(means, mean) - means.begin();
    auto const equal = std::ranges::upper_bound(means, mean) - means.begin() - less;
    double const share = (static_cast<double>(less) + static_cast<double>(equal) / 2) / resamples;
    double const bias = normal_quantile(std::clamp(share, 0.5 / resamples, 1 - 0.5 / resamples));
    double const acceleration = acceleration_of(values);
    auto const end = [&](double p) {
        double const z = bias + normal_quantile(p);
        double const moved = normal_probability(bias + z / (1 - acceleration * z));
        return sample_quantile(means, moved);
    };
    return Interval{mean, end((1 - confidence) / 2), end((1 + confidence) / 2), confidence};
}

RobustDifference robust_difference(std::span<double const> base, std::span<double const> option, double confidence)
{
    core::ensure(base.size() == option.size(), "differences need pairs");
    std::vector<double> differences;
    for (std::size_t r = 0; r < base.size(); ++r) differences.push_back(option[r] - base[r]);
    return {quantile_interval(differences, 0.5, confidence), bootstrap_interval(differences, confidence)};
}

}  // namespace halong::study
