#include "equilibrium/plan_cost.hpp"

#include "network/link_costs.hpp"
#include "services/entrances.hpp"
#include "simulation/day.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halong::equilibrium {
namespace {

bool is_for_its_own_sake(city::Activity activity)
{
    using city::Activity;
    return activity != Activity::home && activity != Activity::hotel && activity != Activity::outside &&
           activity != Activity::transfer;
}

}  // namespace

network::Spent leg_spent(DayRoads const& roads, city::Mode mode, std::span<LinkId const> route, Millis departure_ms,
                         network::WorthStep worth)
{
    network::Spent spent = roads.along(city::route_user_of(mode), route, departure_ms, worth);
    spent.time_ms = std::min<std::uint32_t>(spent.time_ms, core::ms_per_day);
    spent.toll_ms = city::has_vehicle(mode) ? std::min<std::uint32_t>(spent.toll_ms, core::ms_per_day) : 0;
    return spent;
}

std::int64_t leg_time_ms(DayRoads const& roads, city::Mode mode, std::span<LinkId const> route, Millis departure_ms)
{
    return leg_spent(roads, mode, route, departure_ms).time_ms;
}

PlanCost::PlanCost(DayRoads const& roads, scenario::Scenario const& scenario, LegCharge charge)
    : roads_(roads),
      values_(scenario.value_of_time, scenario.seed),
      parking_vnd_per_min_(scenario.parking.vnd_per_min),
      charge_(std::move(charge)),
      early_permille_(std::lround(1'000 * scenario.replanning.early_cost)),
      late_permille_(std::lround(1'000 * scenario.replanning.late_cost))
{
    weight_permille_.fill(1'000);
    scenario::DemandParameters const& demand = scenario.demand;
    if (demand.time_utility_per_min < 0) {
        weight_permille_[static_cast<std::size_t>(city::Mode::walk)] =
            std::lround(1'000 * demand.walk_time_utility_per_min / demand.time_utility_per_min);
    }
}

std::int64_t PlanCost::deviation_ms(std::int64_t late_by_ms) const
{
    return (late_by_ms > 0 ? late_by_ms * late_permille_ : -late_by_ms * early_permille_) / 1'000;
}

// Expected at the entrance of the stay's place; nothing for those who do not queue.
std::int64_t PlanCost::wait_ms(city::Plans const& plans, std::uint32_t stay, std::int64_t arrival_ms) const
{
    if (!plans.place[stay].valid() || !services::queues_for(plans.activity[stay])) return 0;
    return experience_.wait_at(plans.place[stay], static_cast<Millis>(arrival_ms));
}

// Looking for a space and the walk from it, of who drives himself to a place.
std::int64_t PlanCost::parking_ms(city::Plans const& plans, std::uint32_t leg, std::int64_t arrival_ms) const
{
    core::PlaceId const place = plans.place[leg + 1];
    return place.valid() ? experience_.parking_at(plans.mode[leg], place, static_cast<Millis>(arrival_ms)) : 0;
}

std::int64_t PlanCost::parking_fee_ms(city::Plans const& plans, std::uint32_t traveller, std::uint32_t leg) const
{
    core::PlaceId const place = plans.place[leg + 1];
    std::int64_t const vnd = place.valid() ? experience_.parking_fee_at(plans.mode[leg], place) : 0;
    if (vnd == 0) return 0;
    double const vnd_per_min = parking_vnd_per_min_ > 0 ? parking_vnd_per_min_ : values_.vnd_per_min(plans, traveller);
    return city::worth_in_time(vnd, vnd_per_min);
}

PlanCost::Day PlanCost::of(RoutedPlans const& day, std::uint32_t traveller) const
{
    city::Plans const& plans = day.plans;
    std::int64_t cost_ms = 0;
    std::int64_t out_ms = 0;
    std::int64_t now_ms = 0;
    std::uint32_t const begin = plans.stays_begin(traveller);
    network::WorthStep const worth = worth_of(plans, traveller);
    for (std::uint32_t stay = begin; stay + 1 < plans.stays_end(traveller); ++stay) {
        Millis const least_ms = std::max(stay == begin ? 0 : simulation::least_stay_ms, plans.min_duration[stay]);
        std::int64_t const leaves_ms = std::max<std::int64_t>(plans.planned_end[stay], now_ms + least_ms);
        auto const departure_ms =
            static_cast<Millis>(std::min<std::int64_t>(leaves_ms, std::int64_t{3} * core::ms_per_day));
        if (is_for_its_own_sake(plans.activity[stay])) {
            std::int64_t const waits_ms =
                stay == begin ? 0 : std::min(wait_ms(plans, stay, now_ms), departure_ms - now_ms);
            out_ms += departure_ms - now_ms - waits_ms;
            cost_ms += waits_ms;
        }
        auto const route = day.routes[stay];
        network::Spent const spent = leg_spent(roads_, plans.mode[stay], route, departure_ms, worth);
        std::int64_t const time_ms = spent.time_ms;
        std::int64_t const at_car_park_ms = departure_ms + time_ms;
        std::int64_t const parked_ms = parking_ms(plans, stay, at_car_park_ms);
        now_ms = at_car_park_ms + parked_ms;
        cost_ms += parked_ms + parking_fee_ms(plans, traveller, stay) + spent.toll_ms;
        cost_ms += time_ms * weight_permille_[static_cast<std::size_t>(plans.mode[stay])] / 1'000;
        bool const goes_home = plans.activity[stay + 1] == city::Activity::home;
        std::int64_t const late_by_ms = goes_home ? day.wished_ms[stay] - departure_ms : now_ms - day.wished_ms[stay];
        cost_ms += deviation_ms(late_by_ms);
        if (charge_) cost_ms += charge_(route, departure_ms, static_cast<Millis>(at_car_park_ms));
    }
    return {cost_ms, out_ms};
}

}  // namespace halong::equilibrium
