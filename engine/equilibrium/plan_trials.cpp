#include "equilibrium/plan_trials.hpp"

#include "core/exact_math.hpp"
#include "demand/decisions.hpp"
#include "demand/mode_choice.hpp"
#include "geo/geometry.hpp"
#include "network/link_costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace halong::equilibrium {
namespace {

using city::Mode;
using demand::Decision;
using demand::purpose_of;

constexpr std::array choosable{Mode::walk, Mode::bicycle, Mode::motorbike, Mode::car, Mode::passenger};
constexpr std::int64_t impossible_ms = std::numeric_limits<std::int64_t>::max();
constexpr double none = -std::numeric_limits<double>::infinity();
constexpr double least_draw = 1e-12;  // whose logarithm is still finite

std::size_t index_of(Mode mode) { return static_cast<std::size_t>(mode); }

}  // namespace

PlanTrials::PlanTrials(RoutedPlans const& today, DayRoads const& roads, scenario::Scenario const& scenario,
                       PlanCost const& cost, ModeUtilities const& utilities, OwnVehicle const& has_own_vehicle,
                       core::Random const& random, int day)
    : today_(today),
      roads_(roads),
      scenario_(scenario),
      cost_(cost),
      utilities_(utilities),
      has_own_vehicle_(has_own_vehicle),
      random_(random),
      day_(static_cast<std::uint32_t>(day))
{}

double PlanTrials::uniform(core::Stream stream, std::uint32_t traveller, std::uint32_t purpose,
                           std::uint32_t ordinal) const
{
    return random_.uniform(stream, {today_.plans.traveller_key[traveller], purpose, ordinal});
}

void PlanTrials::append(RoutedPlans& to, PlanTrial const& trial) const
{
    if (trial.itinerary) {
        append_traveller(to, *trial.itinerary, 0);
        return;
    }
    RoutedPlans own;
    append_traveller(own, today_, trial.traveller);
    std::uint32_t const begin = today_.plans.stays_begin(trial.traveller);
    if (trial.choice == results::PlanChoice::departure_time) {
        own.plans.planned_end[trial.first_stay - begin] = trial.planned_end;
    } else {
        network::Routes routes;
        for (std::uint32_t stay = 0; stay < own.plans.stay_count(); ++stay) {
            bool const changed = stay + begin >= trial.first_stay && stay + begin < trial.end_stay;
            if (changed) own.plans.mode[stay] = trial.mode;
            auto const route = changed ? trial.routes[stay + begin - trial.first_stay] : own.routes[stay];
            routes.links.insert(routes.links.end(), route.begin(), route.end());
            routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
        }
        routes.unreachable = own.routes.unreachable;
        own.routes = std::move(routes);
    }
    append_traveller(to, own, 0);
}

std::int64_t PlanTrials::cost_of(PlanTrial const& trial) const
{
    RoutedPlans other;
    append(other, trial);
    return cost_.of(other, 0).cost_ms;
}

std::optional<PlanTrial> PlanTrials::other_departure(std::uint32_t traveller) const
{
    city::Plans const& plans = today_.plans;
    std::uint32_t const begin = plans.stays_begin(traveller);
    std::vector<std::uint32_t> legs;
    for (std::uint32_t stay = begin; stay < plans.stays_end(traveller); ++stay) {
        Mode const mode = plans.mode[stay];
        bool const is_own = !has_own_vehicle_ || has_own_vehicle_(plans.traveller_key[traveller], mode);
        if (city::has_vehicle(mode) && is_own) legs.push_back(stay);
    }
    if (legs.empty()) return std::nullopt;
    double const which = uniform(core::Stream::departure, traveller, purpose_of(Decision::moved_leg), day_);
    std::uint32_t const stay = legs[static_cast<std::size_t>(which * static_cast<double>(legs.size()))];
    double const most_ms = scenario_.replanning.largest_shift_min * core::ms_per_minute;
    Millis const after_ms = stay == begin ? 0 : plans.planned_end[stay - 1];
    Millis const end_ms = scenario_.traffic.end_hour * core::ms_per_hour;
    Millis const before_ms = std::max(after_ms, std::min(plans.planned_end[stay + 1], end_ms));
    PlanTrial trial;
    trial.traveller = traveller;
    trial.first_stay = stay;
    trial.end_stay = stay + 1;
    trial.cost_ms = cost_.of(today_, traveller).cost_ms;
    double const v = 2 * uniform(core::Stream::departure, traveller, purpose_of(Decision::departure_move), day_) - 1;
    auto const move_ms = static_cast<Millis>(std::floor(most_ms * v * std::abs(v)));
    trial.planned_end = std::clamp(plans.planned_end[stay] + move_ms, after_ms, before_ms);
    trial.saved_ms = trial.cost_ms - cost_of(trial);
    return trial;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> PlanTrials::tours_of(std::uint32_t traveller) const
{
    city::Plans const& plans = today_.plans;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> tours;
    std::uint32_t from = UINT32_MAX;  // the last stay at home
    for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
        if (plans.activity[stay] != city::Activity::home) continue;
        bool const is_tour = from != UINT32_MAX && stay > from + 1;
        bool const one_mode = is_tour && std::all_of(plans.mode.begin() + from, plans.mode.begin() + stay,
                                                     [&](Mode mode) { return mode == plans.mode[from]; });
        if (one_mode && std::ranges::find(choosable, plans.mode[from]) != choosable.end())
            tours.emplace_back(from, stay);
        from = stay;
    }
    return tours;
}

std::array<std::int64_t, city::mode_count> PlanTrials::dislikes(PlanTrial const& trial,
                                                                std::array<double, city::mode_count> const& utilities,
                                                                double crow_fly_m) const
{
    scenario::DemandParameters const& demand = scenario_.demand;
    std::array<std::int64_t, city::mode_count> dislikes_ms{};
    dislikes_ms.fill(impossible_ms);
    Mode const taken = today_.plans.mode[trial.first_stay];
    double sum = 0;
    for (double const utility : utilities) sum += utility == none ? 0 : core::exact_exp(utility);
    auto const taste_draw = [&](Mode mode) {
        auto const ordinal = (trial.first_stay - today_.plans.stays_begin(trial.traveller)) * 64 +
                             static_cast<std::uint32_t>(index_of(mode));
        return std::max(least_draw,
                        uniform(core::Stream::mode, trial.traveller, purpose_of(Decision::mode_taste), ordinal));
    };
    // The largest of all is Gumbel about the logarithm of the sum; all others are Gumbel, cut there.
    double const best = core::exact_log(sum) - core::exact_log(-core::exact_log(taste_draw(taken)));
    for (Mode const mode : choosable) {
        double const utility = utilities[index_of(mode)];
        if (utility == none) continue;
        double const total =
            mode == taken
                ? best
                : utility - core::exact_log(core::exact_exp(utility - best) - core::exact_log(taste_draw(mode)));
        double const per_min = mode == Mode::walk ? demand.walk_time_utility_per_min : demand.time_utility_per_min;
        auto const minutes = [&](double metres) {
            return static_cast<double>(demand::expected_travel_ms(mode, metres)) / core::ms_per_minute;
        };
        // Without the time that he expected, but with getting to the vehicle and away, which no road knows.
        double const beyond_times = total - per_min * (minutes(crow_fly_m) - minutes(0));
        double const ms = beyond_times / demand.time_utility_per_min * core::ms_per_minute;
        dislikes_ms[index_of(mode)] = std::llround(ms) * (trial.end_stay - trial.first_stay);
    }
    return dislikes_ms;
}

std::optional<PlanTrial> PlanTrials::other_mode(std::uint32_t traveller, network::TurnSearch& search) const
{
    city::Plans const& plans = today_.plans;
    auto const tours = tours_of(traveller);
    if (tours.empty() || !utilities_ || scenario_.demand.time_utility_per_min >= 0) return std::nullopt;
    double const which = uniform(core::Stream::mode, traveller, purpose_of(Decision::changed_tour), day_);
    PlanTrial trial;
    trial.traveller = traveller;
    trial.choice = results::PlanChoice::mode;
    std::tie(trial.first_stay, trial.end_stay) =
        tours[static_cast<std::size_t>(which * static_cast<double>(tours.size()))];
    Mode const taken = plans.mode[trial.first_stay];
    double const crow_fly_m = geo::distance_m(plans.point[trial.first_stay], plans.point[trial.first_stay + 1]);
    auto const utilities = utilities_(plans.traveller_key[traveller], crow_fly_m, taken);
    std::vector<Mode> others;
    for (Mode const mode : choosable) {
        if (mode != taken && utilities[index_of(mode)] != none) others.push_back(mode);
    }
    if (others.empty() || utilities[index_of(taken)] == none) return std::nullopt;
    double const tried = uniform(core::Stream::mode, traveller, purpose_of(Decision::tried_mode), day_);
    trial.mode = others[static_cast<std::size_t>(tried * static_cast<double>(others.size()))];
    network::WorthStep const worth = cost_.worth_of(plans, traveller);
    for (std::uint32_t stay = trial.first_stay; stay < trial.end_stay; ++stay) {
        if (plans.node[stay] != plans.node[stay + 1]) {
            std::uint32_t const found =
                roads_.find(search, city::route_user_of(trial.mode), plans.node[stay], plans.node[stay + 1],
                            plans.planned_end[stay], core::ms_per_day, worth);
            if (found == network::unreachable_cost) return std::nullopt;
            search.append_route(trial.routes.links);
        }
        trial.routes.offset.push_back(static_cast<std::uint32_t>(trial.routes.links.size()));
    }
    auto const dislikes_ms = dislikes(trial, utilities, crow_fly_m);
    trial.cost_ms = cost_.of(today_, traveller).cost_ms;
    trial.saved_ms = trial.cost_ms - cost_of(trial) + dislikes_ms[index_of(taken)] - dislikes_ms[index_of(trial.mode)];
    return trial;
}

std::optional<PlanTrial> PlanTrials::other_itinerary(std::uint32_t traveller, city::Plans const& redrawn,
                                                     std::uint32_t there, network::TurnSearch& search) const
{
    auto const rides = [](city::Plans const& plans, std::uint32_t who) {
        return std::any_of(plans.mode.begin() + plans.stays_begin(who), plans.mode.begin() + plans.stays_end(who),
                           [](Mode mode) { return mode == Mode::transit; });
    };
    if (rides(today_.plans, traveller) || rides(redrawn, there)) return std::nullopt;
    PlanTrial trial;
    trial.traveller = traveller;
    trial.choice = results::PlanChoice::itinerary;
    trial.itinerary = std::make_unique<RoutedPlans>();
    RoutedPlans& own = *trial.itinerary;
    city::append_travellers(own.plans, redrawn, there, there + 1);
    own.wished_ms = wished_times(own.plans);
    network::WorthStep const worth = cost_.worth_of(own.plans, 0);
    for (std::uint32_t stay = 0; stay < own.plans.stay_count(); ++stay) {
        bool const moves = own.plans.mode[stay] != Mode::none && own.plans.node[stay] != own.plans.node[stay + 1];
        if (moves) {
            std::uint32_t const found =
                roads_.find(search, city::route_user_of(own.plans.mode[stay]), own.plans.node[stay],
                            own.plans.node[stay + 1], own.plans.planned_end[stay], core::ms_per_day, worth);
            if (found == network::unreachable_cost) return std::nullopt;
            search.append_route(own.routes.links);
        }
        own.routes.offset.push_back(static_cast<std::uint32_t>(own.routes.links.size()));
    }
    PlanCost::Day const today = cost_.of(today_, traveller);
    PlanCost::Day const other = cost_.of(own, 0);
    trial.cost_ms = today.cost_ms;
    trial.saved_ms = today.cost_ms - other.cost_ms + other.out_ms - today.out_ms;
    return trial;
}

}  // namespace halong::equilibrium
