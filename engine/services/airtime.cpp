#include "services/airtime.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace halong::services {

void fill_to_limit(std::span<double const> need, double limit, std::span<double> share)
{
    double sum = 0;
    for (double const value : need) sum += value;
    if (sum <= limit) {
        std::ranges::copy(need, share.begin());
        return;
    }
    std::vector<double> sorted(need.begin(), need.end());
    std::ranges::sort(sorted);
    double left = limit;
    double level = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        double const equal = left / static_cast<double>(sorted.size() - i);
        if (sorted[i] >= equal) {
            level = equal;
            break;
        }
        left -= sorted[i];
    }
    for (std::size_t i = 0; i < need.size(); ++i) share[i] = std::min(need[i], level);
}

void fill_to_limit(std::span<double const> need, std::span<double const> cost, double limit, std::span<double> share)
{
    double left = 0;  // the limit, less what those take who get all they need
    double costs = 0;
    for (std::size_t i = 0; i < need.size(); ++i) {
        left += cost[i] * need[i];
        costs += cost[i];
    }
    std::ranges::copy(need, share.begin());
    if (left <= limit) return;
    std::vector<std::size_t> order(need.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return need[i]; });
    left = limit;
    double level = 0;
    for (std::size_t const i : order) {
        level = left / costs;
        if (need[i] >= level) break;
        left -= cost[i] * need[i];
        costs -= cost[i];
    }
    for (std::size_t i = 0; i < need.size(); ++i) share[i] = std::min(need[i], level);
}

}  // namespace halong::services
