#include "demand/integerise.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace halong::demand {
namespace {

[[noreturn]] void fail(std::string message)
{
    throw core::UserError(core::Diagnostic{"whole numbers", 0, 0, std::move(message),
                                           "give shares of 0 or more, at least one of them positive"});
}

double checked_sum(std::span<double const> weights)
{
    double sum = 0;
    for (double const weight : weights) {
        if (!(weight >= 0) || !std::isfinite(weight)) fail(fmt::format("a share is {}", weight));
        sum += weight;
    }
    return sum;
}

}  // namespace

std::vector<std::int64_t> integerise(std::span<double const> weights, std::int64_t total)
{
    double const sum = checked_sum(weights);
    if (total < 0) fail(fmt::format("the total is {}", total));
    std::vector<std::int64_t> counts(weights.size(), 0);
    if (total == 0) return counts;
    if (!(sum > 0)) fail(fmt::format("{} cannot be shared out: every share is 0", total));

    std::vector<double> remainder(weights.size());
    std::int64_t given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        double const quota = static_cast<double>(total) * (weights[i] / sum);
        counts[i] = static_cast<std::int64_t>(quota);
        remainder[i] = quota - static_cast<double>(counts[i]);
        given += counts[i];
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
    // Rounding of the quotas can leave `given` off by a few; weights of 0 never receive anything.
    for (std::size_t k = 0; given < total; k = (k + 1) % order.size()) {
        if (weights[order[k]] > 0) {
            ++counts[order[k]];
            ++given;
        }
    }
    for (std::size_t k = order.size(); given > total; k = k > 1 ? k - 1 : order.size()) {
        if (counts[order[k - 1]] > 0) {
            --counts[order[k - 1]];
            --given;
        }
    }
    return counts;
}

}  // namespace halong::demand
