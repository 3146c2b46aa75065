#include "demand/freight_and_through.hpp"
#include "demand/integerise.hpp"
#include "demand/ipf.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halong::demand {
namespace {

// Vehicles that enter at each gateway on their way to another; never more than all others together.
std::vector<double> passing(std::vector<double> const& entering)
{
    std::vector<double> through = entering;
    auto const largest = std::ranges::max_element(through);
    if (largest == through.end()) return through;
    double const others = std::accumulate(through.begin(), through.end(), 0.0) - *largest;
    *largest = std::min(*largest, others);
    return through;
}

Matrix pair_table(std::vector<double> const& through)
{
    std::size_t const size = through.size();
    auto const largest = static_cast<std::size_t>(std::ranges::max_element(through) - through.begin());
    double const others = std::accumulate(through.begin(), through.end(), 0.0) - through[largest];
    bool const all_meet_the_largest = through[largest] >= others * (1 - 1e-9);
    Matrix seed(size, size);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) {
            if (i != j && through[i] > 0 && through[j] > 0) seed(i, j) = 1;
        }
    }
    if (!all_meet_the_largest) return fit_margins(seed, through, through, {1e-10, 100'000}).table;
    // Then only one table is left, at the limit of the fitting: each of the others to and from the largest.
    Matrix table(size, size);
    for (std::size_t i = 0; i < size; ++i) {
        if (i != largest) table(largest, i) = table(i, largest) = through[i];
    }
    return table;
}

}  // namespace

ThroughFlows through_flows(city::City const& city, double factor)
{
    ThroughFlows flows;
    std::vector<double> entering;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        city::Place const& place = city.places[core::PlaceId{i}];
        if (place.kind != city::PlaceKind::gateway || !is_usable(place) || !(place.through_veh_per_day > 0)) continue;
        flows.gateways.emplace_back(i);
        entering.push_back(place.through_veh_per_day * factor / 2);
    }
    std::size_t const size = entering.size();
    flows.between.assign(size, std::vector<std::int64_t>(size, 0));
    flows.calls.assign(size, 0);
    auto const through = passing(entering);
    double const total = std::accumulate(through.begin(), through.end(), 0.0);
    for (std::size_t i = 0; i < size; ++i) flows.calls[i] = std::llround(entering[i] - through[i]);
    if (!(total > 0)) return flows;
    Matrix const table = pair_table(through);
    auto const counts = integerise(table.values(), std::llround(total));
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) flows.between[i][j] = counts[i * size + j];
    }
    return flows;
}

}  // namespace halong::demand
