#include "equilibrium/routed_plans.hpp"

#include "core/error.hpp"
#include "demand/mode_choice.hpp"
#include "geo/geometry.hpp"

#include <algorithm>
#include <utility>

namespace halong::equilibrium {
namespace {

void append_routes(network::Routes& to, network::Routes const& from, std::uint32_t begin, std::uint32_t end,
                   std::uint32_t first)
{
    for (std::uint32_t stay = begin; stay < end; ++stay) {
        auto const route = from[stay];
        to.links.insert(to.links.end(), route.begin(), route.end());
        to.offset.push_back(static_cast<std::uint32_t>(to.links.size()));
    }
    auto lost = std::ranges::lower_bound(from.unreachable, begin);
    for (; lost != from.unreachable.end() && *lost < end; ++lost) to.unreachable.push_back(*lost - begin + first);
}

}  // namespace

std::vector<core::Millis> wished_times(city::Plans const& plans)
{
    std::vector<core::Millis> wished(plans.stay_count(), core::never);
    for (std::size_t stay = 0; stay + 1 < plans.stay_count(); ++stay) {
        if (plans.mode[stay] == city::Mode::none) continue;
        wished[stay] = plans.planned_end[stay];
        if (plans.activity[stay + 1] == city::Activity::home) continue;
        double const crow_fly_m = geo::distance_m(plans.point[stay], plans.point[stay + 1]);
        wished[stay] += demand::expected_travel_ms(plans.mode[stay], crow_fly_m);
    }
    return wished;
}

void append_traveller(RoutedPlans& to, RoutedPlans const& from, std::uint32_t traveller)
{
    auto const first = static_cast<std::uint32_t>(to.plans.stay_count());
    city::append_travellers(to.plans, from.plans, traveller, traveller + 1);
    std::uint32_t const begin = from.plans.stays_begin(traveller);
    std::uint32_t const end = from.plans.stays_end(traveller);
    to.wished_ms.insert(to.wished_ms.end(), from.wished_ms.begin() + begin, from.wished_ms.begin() + end);
    append_routes(to.routes, from.routes, begin, end, first);
}

RoutedPlans with_replaced(RoutedPlans const& base, RoutedPlans const& other, std::span<std::uint8_t const> take)
{
    core::ensure(take.size() == other.plans.traveller_count(), "each traveller who may be replaced needs a word");
    std::vector<std::pair<std::uint64_t, std::uint32_t>> taken;
    for (std::uint32_t traveller = 0; traveller < take.size(); ++traveller) {
        if (take[traveller] != 0) taken.emplace_back(other.plans.traveller_key[traveller], traveller);
    }
    std::ranges::sort(taken);
    RoutedPlans result;
    result.routes.links.reserve(base.routes.links.size());
    result.routes.offset.reserve(base.routes.offset.size());
    for (std::uint32_t traveller = 0; traveller < base.plans.traveller_count(); ++traveller) {
        std::uint64_t const key = base.plans.traveller_key[traveller];
        auto const found = std::ranges::lower_bound(taken, std::pair(key, std::uint32_t{0}));
        bool const replace = found != taken.end() && found->first == key;
        append_traveller(result, replace ? other : base, replace ? found->second : traveller);
    }
    result.plans.bus_runs = base.plans.bus_runs;
    return result;
}

}  // namespace halong::equilibrium
