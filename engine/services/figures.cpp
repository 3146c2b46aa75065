#include "services/figures.hpp"

#include <numeric>

namespace halong::services {

std::int64_t sum(std::span<std::int64_t const> amounts)
{
    return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
}

double percent(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace halong::services
