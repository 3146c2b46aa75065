#include "services/airtime.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace halong::services {
namespace {

template <class Cost>
void fill(std::span<double const> need, Cost const& cost, double limit, std::span<double> share)
{
    double wanted = 0;
    double costs = 0;  // of those who do not have all they need yet
    for (std::size_t i = 0; i < need.size(); ++i) {
        wanted += cost(i) * need[i];
        costs += cost(i);
    }
    std::ranges::copy(need, share.begin());
    if (wanted <= limit) return;
    std::vector<std::size_t> order(need.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return need[i]; });
    double left = limit;
    double level = 0;
    for (std::size_t const i : order) {
        level = left / costs;
        if (need[i] >= level) break;
        left -= cost(i) * need[i];
        costs -= cost(i);
    }
    for (std::size_t i = 0; i < need.size(); ++i) share[i] = std::min(need[i], level);
}

}  // namespace

void fill_to_limit(std::span<double const> need, double limit, std::span<double> share)
{
    fill(
        need, [](std::size_t) { return 1.0; }, limit, share);
}

void fill_to_limit(std::span<double const> need, std::span<double const> cost, double limit, std::span<double> share)
{
    fill(
        need, [&](std::size_t i) { return cost[i]; }, limit, share);
}

}  // namespace halong::services
