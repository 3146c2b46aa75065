#include "equilibrium/routed_plans.hpp"

#include "core/error.hpp"
#include "demand/mode_choice.hpp"
#include "geo/geometry.hpp"

#include <algorithm>
#include <utility>

namespace halong::equilibrium {
namespace {

template <class Value>
void append_rows(std::vector<Value>& to, std::vector<Value> const& from, std::uint32_t begin, std::uint32_t end)
{
    to.insert(to.end(), from.begin() + begin, from.begin() + end);
}

void append_rides(city::Plans& to, city::Plans const& from, std::uint32_t begin, std::uint32_t end, std::uint32_t first)
{
    auto ride = std::ranges::lower_bound(from.rides, begin, {}, &city::Ride::stay);
    for (; ride != from.rides.end() && ride->stay < end; ++ride) {
        to.rides.push_back({ride->stay - begin + first, ride->from_stop, ride->to_stop});
    }
}

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

void append_stays(city::Plans& plans, city::Plans const& source, std::uint32_t traveller)
{
    plans.traveller_key.push_back(source.traveller_key[traveller]);
    plans.person_class.push_back(source.person_class[traveller]);
    plans.persons.push_back(source.persons[traveller]);
    plans.home_zone.push_back(source.home_zone[traveller]);
    std::uint32_t const begin = source.stays_begin(traveller);
    std::uint32_t const end = source.stays_end(traveller);
    auto const first = static_cast<std::uint32_t>(plans.stay_count());
    auto const append = [&](auto& column, auto const& rows) { append_rows(column, rows, begin, end); };
    append(plans.activity, source.activity);
    append(plans.place, source.place);
    append(plans.zone, source.zone);
    append(plans.node, source.node);
    append(plans.point, source.point);
    append(plans.outdoor_share, source.outdoor_share);
    append(plans.planned_end, source.planned_end);
    append(plans.min_duration, source.min_duration);
    append(plans.mode, source.mode);
    plans.first_stay.push_back(static_cast<std::uint32_t>(plans.stay_count()));
    append_rides(plans, source, begin, end, first);
}

void append_traveller(RoutedPlans& to, RoutedPlans const& from, std::uint32_t traveller)
{
    auto const first = static_cast<std::uint32_t>(to.plans.stay_count());
    append_stays(to.plans, from.plans, traveller);
    std::uint32_t const begin = from.plans.stays_begin(traveller);
    std::uint32_t const end = from.plans.stays_end(traveller);
    append_rows(to.wished_ms, from.wished_ms, begin, end);
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
