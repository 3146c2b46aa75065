// Paired comparison of replications with common random numbers, and the annual cost of an option.
#pragma once

#include <cstddef>
#include <span>

namespace halong::study {

// Quantile of Student's t with `degrees` >= 1 degrees of freedom at probability p in (0, 1); relative error below 1e-10
// for p in [1e-6, 1 - 1e-6] (bisection on the incomplete beta function, continued fraction of Lentz). The same bits on
// every machine.
double student_t_quantile(double p, int degrees);

// The chance of a |t| at least as large, Student's t with `degrees` >= 1: two-sided p. t >= 0.
double student_t_p_value(double t, int degrees);

// Of at least one value; exact where all are equal.
double mean_of(std::span<double const> values);

struct PairedDifference {
    double mean = 0;
    double half_width = 0;         // of the two-sided interval; 0 when all differences are equal
    bool distinguishable = false;  // the interval excludes 0, or all differences are equal and not 0
    bool operator==(PairedDifference const&) const = default;
};
// option[r] - base[r], r = 0 … n-1, n >= 2: mean ± t(n-1) s / sqrt(n). confidence in (0, 1), e.g. 0.95.
// Where replications were added until the interval was narrow enough, `first_stage` tells how many there were before (2 to
// n): its degrees of freedom, and the larger of its spread and that of all (Stein 1945, whose interval takes the spread of
// the first stage alone). For normal differences it then covers at least as often as it says, however many were added.
// `every_replication`: all were planned.
inline constexpr std::size_t every_replication = 0;
PairedDifference paired_difference(std::span<double const> base, std::span<double const> option, double confidence,
                                   std::size_t first_stage = every_replication);

// The chance of a mean difference at least as far from 0 where there is none, for normal differences: two-sided p of
// Student's t. 0 where all differences are equal and not 0; NaN where none of them differs from 0: nothing was tested.
double paired_p_value(std::span<double const> base, std::span<double const> option,
                      std::size_t first_stage = every_replication);

// How many times more replications independent random numbers would need for an interval as narrow: the variances of both
// over that of their paired difference (Law 2015, section 11.2). Infinity where all differences are equal, NaN where neither
// varies. The same length, at least 2.
double common_numbers_gain(std::span<double const> base, std::span<double const> option);

// Replications after which the interval's half-width would be at most `half_width` (>= 0) if the spread stayed as it is;
// at least as many as there are. Infinity where it must be 0 and differences vary.
double replications_needed(std::span<double const> base, std::span<double const> option, double half_width,
                           double confidence, std::size_t first_stage);

// Annuity: capex * r / (1 - (1 + r)^-life) + opex, VND a year; straight line for r = 0. life_years > 0, r >= 0.
double annual_cost_vnd(double capex_vnd, double opex_vnd_per_year, double life_years, double discount_rate);

}  // namespace halong::study
