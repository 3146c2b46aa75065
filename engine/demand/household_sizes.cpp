#include "demand/household_sizes.hpp"

#include "core/error.hpp"
#include "demand/integerise.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace halong::demand {
namespace {

constexpr int open_class = city::household_size_classes;  // 7 and more
// Old Hạ Long: 270,054 persons less the 252,031 in households of 1 … 6 live in 2,061 households, 8.7448 in each. The
// geometric law from 7 upwards with that mean falls by this factor from one size to the next.
constexpr double open_class_ratio = (8.7448 - 7) / (8.7448 - 6);

using SizeWeights = std::array<double, largest_household + 1>;

SizeWeights weights_of(SizeClasses const& classes)
{
    SizeWeights weights{};
    for (int size = 1; size < open_class; ++size) {
        weights[static_cast<std::size_t>(size)] = classes[static_cast<std::size_t>(size - 1)];
    }
    double tail = 0;
    double term = 1;
    for (int size = open_class; size <= largest_household; ++size) {
        weights[static_cast<std::size_t>(size)] = term;
        tail += term;
        term *= open_class_ratio;
    }
    for (int size = open_class; size <= largest_household; ++size) {
        weights[static_cast<std::size_t>(size)] *= classes.back() / tail;
    }
    return weights;
}

SizeWeights tilted(SizeWeights weights, double theta)
{
    double power = 1;
    for (double& weight : weights) {
        weight *= power;
        power *= theta;
    }
    return weights;
}

double mean_size(SizeWeights const& weights)
{
    double members = 0;
    double households = 0;
    for (std::size_t size = 1; size < weights.size(); ++size) {
        members += static_cast<double>(size) * weights[size];
        households += weights[size];
    }
    return members / households;
}

// The tilt that gives the mean. The mean rises with theta from the least to the largest size that has a weight.
SizeWeights with_mean(SizeWeights const& weights, double mean)
{
    double low = 0;
    double high = 1;
    while (high < 1e12 && mean_size(tilted(weights, high)) < mean) high *= 2;
    for (int round = 0; round < 100; ++round) {
        double const middle = (low + high) / 2;
        (mean_size(tilted(weights, middle)) < mean ? low : high) = middle;
    }
    return tilted(weights, high);
}

std::int64_t members_of(HouseholdSizes const& counts)
{
    std::int64_t members = 0;
    for (std::size_t size = 1; size < counts.size(); ++size) members += static_cast<std::int64_t>(size) * counts[size];
    return members;
}

// One household gets one member more or less: there where the counts then miss the quotas least.
void move_one(HouseholdSizes& counts, SizeWeights const& quotas, int least_size, int step)
{
    int best = 0;
    double best_gain = 0;
    for (int size = least_size; size <= largest_household; ++size) {
        int const next = size + step;
        if (next < least_size || next > largest_household || counts[static_cast<std::size_t>(size)] == 0) continue;
        auto const surplus = [&](int at) {
            return static_cast<double>(counts[static_cast<std::size_t>(at)]) - quotas[static_cast<std::size_t>(at)];
        };
        double const gain = surplus(size) - surplus(next);
        if (best == 0 || gain > best_gain) {
            best = size;
            best_gain = gain;
        }
    }
    core::ensure(best != 0, "some household can gain or lose a member while the persons fit the households");
    int const next = best + step;
    --counts[static_cast<std::size_t>(best)];
    ++counts[static_cast<std::size_t>(next)];
}

// Households of `least_size` … largest_household members in the proportions of `weights`.
HouseholdSizes fitted(SizeWeights weights, int least_size, std::int64_t persons, std::int64_t households)
{
    HouseholdSizes counts{};
    if (households == 0) return counts;
    for (int size = 0; size < least_size; ++size) weights[static_cast<std::size_t>(size)] = 0;
    SizeWeights quotas = with_mean(weights, static_cast<double>(persons) / static_cast<double>(households));
    auto const whole = integerise(quotas, households);
    std::ranges::copy(whole, counts.begin());
    double const sum = std::accumulate(quotas.begin(), quotas.end(), 0.0);
    for (double& quota : quotas) quota *= static_cast<double>(households) / sum;
    for (std::int64_t missing = persons - members_of(counts); missing != 0; missing += missing > 0 ? -1 : 1) {
        move_one(counts, quotas, least_size, missing > 0 ? 1 : -1);
    }
    return counts;
}

}  // namespace

SizeClasses const& census_household_sizes()
{
    static constexpr SizeClasses ha_long{6'492, 13'140, 16'728, 22'699, 10'431, 4'354, 2'061};
    return ha_long;
}

HouseholdSizes household_sizes(SizeClasses const& classes, std::int64_t persons, std::int64_t households)
{
    core::ensure(can_house(persons, households), "households have 1 … 20 members each");
    SizeWeights weights = weights_of(classes);
    // A law with gaps can miss the mean: a trace of every size keeps all means within reach.
    double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t size = 1; size < weights.size(); ++size) weights[size] = std::max(weights[size], 1e-9 * sum);
    return fitted(weights, 1, persons, households);
}

bool counts_fit(std::span<std::int64_t const> classes, std::int64_t persons)
{
    std::int64_t closed = 0;
    for (int size = 1; size < open_class; ++size) closed += size * classes[static_cast<std::size_t>(size - 1)];
    std::int64_t const open = classes[open_class - 1];
    std::int64_t const left = persons - closed;
    return left >= open * open_class && left <= open * largest_household;
}

HouseholdSizes household_sizes_as_stated(std::span<std::int64_t const> classes, std::int64_t persons)
{
    core::ensure(counts_fit(classes, persons), "stated households hold the stated persons");
    std::int64_t left = persons;
    for (int size = 1; size < open_class; ++size) left -= size * classes[static_cast<std::size_t>(size - 1)];
    HouseholdSizes counts = fitted(weights_of(census_household_sizes()), open_class, left, classes[open_class - 1]);
    for (int size = 1; size < open_class; ++size) {
        counts[static_cast<std::size_t>(size)] = classes[static_cast<std::size_t>(size - 1)];
    }
    return counts;
}

}  // namespace halong::demand
