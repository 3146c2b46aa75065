// Intervals that do not take differences for normal: of quantiles by order statistics, of the mean by the bootstrap.
#pragma once

#include <optional>
#include <span>

namespace halong::study {

// Standard normal distribution: probability below x, absolute error below 1e-15, and its inverse for p in (0, 1).
// The same bits on every machine.
double normal_probability(double x);
double normal_quantile(double p);

struct Interval {
    double estimate = 0;
    double low = 0;
    double high = 0;
    double confidence = 0;  // that it holds what it estimates
    bool operator==(Interval const&) const = default;
};

// Of the quantile q in (0, 1): two order statistics between which it lies with at least `confidence`, whatever the
// distribution (binomial; David and Nagaraja 2003, section 7.1). Each end leaves out at most half of 1 - confidence. None
// where there are too few values: 6 are needed for the median at 95 %. The estimate is the sample's quantile, between
// order statistics by straight line.
std::optional<Interval> quantile_interval(std::span<double const> values, double q, double confidence);

// Of the mean: bias-corrected and accelerated bootstrap (Efron 1987) of 2,000 resamples. The resamples are always the same
// for as many values. None below 30 values, where it covers less than it says.
std::optional<Interval> bootstrap_interval(std::span<double const> values, double confidence);
inline constexpr int least_for_bootstrap = 30;

// Of one difference, for KPIs whose differences are skewed.
struct RobustDifference {
    std::optional<Interval> median;
    std::optional<Interval> mean;
};
RobustDifference robust_difference(std::span<double const> base, std::span<double const> option, double confidence);

}  // namespace halong::study
