#include "demand/leg_order.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace halong::demand {

RoutedLegs in_order_of_departure(RoutedLegs legs)
{
    std::vector<std::size_t> order(legs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    auto const before = [&legs](std::size_t a, std::size_t b) {
        return std::tie(legs.departure_ms[a], legs.id[a]) < std::tie(legs.departure_ms[b], legs.id[b]);
    };
    if (std::ranges::is_sorted(order, before)) return legs;
    std::ranges::sort(order, before);
    RoutedLegs sorted;
    sorted.routes.links.reserve(legs.routes.links.size());
    for (std::size_t const leg : order) {
        sorted.id.push_back(std::move(legs.id[leg]));
        sorted.vehicle.push_back(legs.vehicle[leg]);
        sorted.departure_ms.push_back(legs.departure_ms[leg]);
        auto const route = legs.routes[leg];
        sorted.routes.links.insert(sorted.routes.links.end(), route.begin(), route.end());
        sorted.routes.offset.push_back(static_cast<std::uint32_t>(sorted.routes.links.size()));
    }
    return sorted;
}

}  // namespace halong::demand
