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

}  // namespace halong::services
