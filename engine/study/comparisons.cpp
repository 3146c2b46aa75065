#include "study/comparisons.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/random.hpp"
#include "study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace halong::study {
namespace {

// Any number: the draws belong to the method, not to the study.
constexpr std::uint64_t draws_seed = 19'970'711;
constexpr int first_stage = 10;  // replications from which the variances of the screening are taken

// Sample variance of a - b.
double variance_of_difference(std::span<double const> a, std::span<double const> b)
{
    std::vector<double> difference(a.size());
    std::ranges::transform(a, b, difference.begin(), std::minus<>());
    double const mean = mean_of(difference);
    double squares = 0;
    for (double const value : difference) squares += (value - mean) * (value - mean);
    return squares / static_cast<double>(a.size() - 1);
}

void require_equal_lengths(std::span<Series const> variants, std::size_t least)
{
    core::ensure(!variants.empty() && variants.front().size() >= least, "a choice needs variants with enough runs");
    for (Series const& series : variants) {
        core::ensure(series.size() == variants.front().size(), "all variants need as many replications");
    }
}

// OCBA's claims relative to each other: (s / d)^2 with d to the best; the best gets s sqrt(sum of (N_i / s_i)^2).
std::vector<double> claims_of(std::span<double const> means, std::span<double const> variances, std::size_t best)
{
    std::vector<double> claims(means.size(), 0.0);
    double squares = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
        double const gap = means[best] - means[i];
        if (i == best || gap == 0 || variances[i] == 0) continue;
        claims[i] = variances[i] / (gap * gap);
        squares += claims[i] * claims[i] / variances[i];
    }
    claims[best] = std::sqrt(variances[best] * squares);
    return claims;
}

// Those that are numbers, the least first.
std::vector<std::size_t> tests_in_order(std::span<double const> p_values)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p_values.size(); ++i) {
        if (!std::isnan(p_values[i])) order.push_back(i);
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
    return order;
}

}  // namespace

std::vector<double> holm(std::span<double const> p_values)
{
    auto const order = tests_in_order(p_values);
    std::vector<double> adjusted(p_values.begin(), p_values.end());
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        auto const factor = static_cast<double>(order.size() - rank);
        largest = std::max(largest, std::min(1.0, factor * p_values[order[rank]]));
        adjusted[order[rank]] = largest;
    }
    return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<double const> p_values)
{
    auto const order = tests_in_order(p_values);
    auto const tests = static_cast<double>(order.size());
    std::vector<double> adjusted(p_values.begin(), p_values.end());
    double least = 1;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        std::size_t const at = order[rank - 1];
        least = std::min(least, tests / static_cast<double>(rank) * p_values[at]);
        adjusted[at] = least;
    }
    return adjusted;
}

MeanDraws::MeanDraws(std::size_t replications) : replications_(replications), weights_(count * replications)
{
    core::ensure(replications >= 2, "draws of means need two replications or more");
    core::Random const random(draws_seed);
    auto const n = static_cast<double>(replications);
    for (std::size_t draw = 0; draw < count; ++draw) {
        // Normals z that add up to sum of z (x - mean) / sqrt(n (n - 1)) have the covariance of means; over the root of a
        // mean square of n - 1 others they have heavy tails as t has.
        double squares = 0;
        for (std::uint32_t k = 0; k + 1 < replications; ++k) {
            double const normal = random.normal(core::Stream::test, {draw, 1, k});
            squares += normal * normal;
        }
        double const scale = 1 / std::sqrt(n * squares);
        for (std::uint32_t r = 0; r < replications; ++r) {
            weights_[draw * replications + r] = random.normal(core::Stream::test, {draw, 0, r}) * scale;
        }
    }
}

std::vector<double> MeanDraws::of(Series const& series) const
{
    core::ensure(series.size() == replications_, "a series needs as many replications as the draws");
    double const mean = mean_of(series);
    std::vector<double> means(count, mean);
    for (std::size_t draw = 0; draw < count; ++draw) {
        double moved = 0;
        for (std::size_t r = 0; r < replications_; ++r) {
            moved += weights_[draw * replications_ + r] * (series[r] - mean);
        }
        means[draw] += moved;
    }
    return means;
}

std::vector<double> probability_best(MeanDraws const& draws, std::span<Series const> variants)
{
    std::vector<std::vector<double>> means;
    for (Series const& series : variants) means.push_back(draws.of(series));
    std::vector<double> best(variants.size(), 0.0);
    for (std::size_t draw = 0; draw < MeanDraws::count; ++draw) {
        double largest = means.front()[draw];
        for (auto const& mean : means) largest = std::max(largest, mean[draw]);
        auto const is_best = [&](auto const& mean) { return mean[draw] == largest; };
        double const share = 1.0 / static_cast<double>(std::ranges::count_if(means, is_best));
        for (std::size_t v = 0; v < means.size(); ++v) best[v] += is_best(means[v]) ? share : 0;
    }
    for (double& chance : best) chance /= MeanDraws::count;
    return best;
}

std::vector<double> probability_undominated(MeanDraws const& draws, std::span<std::vector<Series> const> objectives)
{
    core::ensure(!objectives.empty(), "dominance needs an objective");
    std::vector<std::vector<std::vector<double>>> means;  // [objective][variant][draw]
    for (auto const& variants : objectives) {
        means.emplace_back();
        for (Series const& series : variants) means.back().push_back(draws.of(series));
    }
    std::size_t const variants = objectives.front().size();
    auto const dominates = [&](std::size_t a, std::size_t b, std::size_t draw) {
        bool better = false;
        for (auto const& mean : means) {
            if (mean[a][draw] < mean[b][draw]) return false;
            better = better || mean[a][draw] > mean[b][draw];
        }
        return better;
    };
    std::vector<double> undominated(variants, 0.0);
    for (std::size_t v = 0; v < variants; ++v) {
        for (std::size_t draw = 0; draw < MeanDraws::count; ++draw) {
            bool dominated = false;
            for (std::size_t other = 0; other < variants && !dominated; ++other) {
                dominated = other != v && dominates(other, v, draw);
            }
            undominated[v] += dominated ? 0 : 1;
        }
        undominated[v] /= MeanDraws::count;
    }
    return undominated;
}

std::vector<int> optimal_allocation(std::span<double const> means, std::span<double const> variances,
                                    std::span<int const> runs, int more)
{
    core::ensure(!means.empty() && means.size() == variances.size() && means.size() == runs.size() && more >= 0,
                 "an allocation needs a mean, a variance and a number of runs for each variant");
    auto const best = static_cast<std::size_t>(std::ranges::max_element(means) - means.begin());
    auto const claims = claims_of(means, variances, best);
    int const all = std::accumulate(runs.begin(), runs.end(), more);
    std::vector<int> total(means.size(), 0);
    std::vector<bool> is_open(means.size(), true);  // gets more than it has, as far as is known
    // Whoever has more than its share keeps it, and the others share what is left.
    for (bool again = true; again;) {
        again = false;
        int left = all;
        double claimed = 0;
        for (std::size_t i = 0; i < total.size(); ++i) {
            if (is_open[i]) claimed += claims[i];
            if (!is_open[i]) left -= runs[i];
        }
        for (std::size_t i = 0; i < total.size(); ++i) {
            if (!is_open[i]) continue;
            total[i] = claimed > 0 ? static_cast<int>(std::floor(left / claimed * claims[i])) : runs[i];
            if (total[i] >= runs[i]) continue;
            total[i] = runs[i];
            is_open[i] = false;
            again = true;
        }
    }
    if (std::ranges::all_of(claims, [](double claim) { return claim == 0; })) {
        std::ranges::fill(total, 0);
        return total;
    }
    total[best] += all - std::accumulate(total.begin(), total.end(), 0);
    for (std::size_t i = 0; i < total.size(); ++i) total[i] -= runs[i];
    return total;
}

std::vector<bool> kim_nelson_kept(std::span<Series const> variants, double indifference, double confidence)
{
    require_equal_lengths(variants, 2);
    core::ensure(indifference > 0 && confidence > 0 && confidence < 1, "screening needs an indifference above 0");
    std::size_t const k = variants.size();
    std::vector<bool> kept(k, true);
    if (k == 1) return kept;
    std::size_t const n = variants.front().size();
    std::size_t const stage = std::min<std::size_t>(n, first_stage);
    double const wrong = 1 - core::exact_pow(confidence, 1 / static_cast<double>(k - 1));
    double const eta = (core::exact_pow(2 * wrong, -2 / static_cast<double>(stage - 1)) - 1) / 2;
    double const h2 = 2 * eta * static_cast<double>(stage - 1);
    std::vector<std::vector<double>> variance(k, std::vector<double>(k, 0.0));
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            if (i == j) continue;
            variance[i][j] =
                variance_of_difference(std::span(variants[i]).first(stage), std::span(variants[j]).first(stage));
        }
    }
    std::vector<double> sum(k, 0.0);
    for (std::size_t r = 0; r < n; ++r) {
        for (std::size_t i = 0; i < k; ++i) sum[i] += variants[i][r];
        if (r + 1 < stage) continue;
        std::vector<bool> const before = kept;
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j < k && kept[i]; ++j) {
                if (i == j || !before[i] || !before[j]) continue;
                double const width = std::max(
                    0.0, h2 * variance[i][j] / (2 * indifference) - indifference / 2 * static_cast<double>(r + 1));
                // Where sums are equal, both stay.
                if (sum[i] < sum[j] - width) kept[i] = false;
            }
        }
    }
    return kept;
}

}  // namespace halong::study
