#include "equilibrium/replanning.hpp"

#include "city/foreseen.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "demand/decisions.hpp"
#include "demand/demand.hpp"
#include "demand/resident_modes.hpp"
#include "equilibrium/day_roads.hpp"
#include "equilibrium/settled_file.hpp"
#include "equilibrium/step_size.hpp"
#include "services/experience_of.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

namespace halong::equilibrium {
namespace {

using demand::Decision;
using demand::purpose_of;

constexpr std::size_t looks_in_block = 256;
// Whoever tries one plan seldom hits on the best, so that steps may stay larger than those of routes. Chosen by trial at
// Vickrey's bottleneck: with 1 costs are still 14 % too high after 200 days, with 1/4 within 2 % after 100, and they swing
// by 2 %; without any shrinking they swing by 10 %.
constexpr double pace_of_plans = 0.25;
// Seeds of other draws are this far apart (the golden ratio of 2^64): no replication's seed is near.
constexpr std::uint64_t draws_apart = 0x9e3779b97f4a7c15;

// What a traveller looks for on a day: a route for some of his legs, or another plan.
enum class Search : std::uint8_t {
    routes,
    departure_time,
    mode,
    itinerary
};

// A leg that looks for a better route, and what it finds.
struct Look {
    std::uint32_t stay = 0;
    std::uint32_t request = 0;
    double draw = 0;  // below the share of those who look
    Millis departure_ms = 0;
    std::int64_t driven_ms = 0;
    std::int64_t best_ms = 0;
    std::vector<LinkId> better;  // empty when there is none

    [[nodiscard]] std::int64_t gain_ms() const { return driven_ms - best_ms; }
    [[nodiscard]] std::int64_t base_ms() const { return driven_ms; }
};

// Plans drawn anew, and where each traveller is in them.
struct Redrawn {
    explicit Redrawn(city::Plans drawn) : plans(std::move(drawn))
    {
        for (std::uint32_t i = 0; i < plans.traveller_count(); ++i) numbers.emplace(plans.traveller_key[i], i);
    }

    city::Plans plans;
    std::unordered_map<std::uint64_t, std::uint32_t> numbers;  // by traveller's key; never gone through in order
};

// Those who gain and may change: of the gap-ordered rule the `most` who gain most of their time, else by their draw.
template <class Item>
std::vector<Item*> who_change(std::vector<Item>& items, scenario::ReplanningStep rule, double share, double looking)
{
    std::vector<Item*> winners;
    for (Item& item : items) {
        if (item.gain_ms() > 0) winners.push_back(&item);
    }
    if (rule != scenario::ReplanningStep::gap_ordered) {
        std::erase_if(winners, [&](Item const* item) { return item->draw >= share; });
        return winners;
    }
    std::ranges::stable_sort(winners, [](Item const* a, Item const* b) {  // by gain / time, exactly
        return a->gain_ms() * b->base_ms() > b->gain_ms() * a->base_ms();
    });
    auto const most = static_cast<std::size_t>(share / looking * static_cast<double>(items.size()));
    if (winners.size() > most) winners.resize(most);
    return winners;
}

// `routes` with the better ways of those who take them.
network::Routes with_better(network::Routes const& routes, std::vector<Look*> const& changing)
{
    std::vector<std::vector<LinkId> const*> better(routes.size(), nullptr);
    for (Look const* look : changing) better[look->stay] = &look->better;
    network::Routes next;
    next.unreachable = routes.unreachable;
    next.offset.reserve(routes.offset.size());
    next.links.reserve(routes.links.size());
    for (std::size_t stay = 0; stay < routes.size(); ++stay) {
        std::span<LinkId const> const route =
            better[stay] != nullptr ? std::span<LinkId const>(*better[stay]) : routes[stay];
        next.links.insert(next.links.end(), route.begin(), route.end());
        next.offset.push_back(static_cast<std::uint32_t>(next.links.size()));
    }
    return next;
}

// Children come along: what was agreed on with them stays.
bool takes_children(city::Plans const& plans, std::uint32_t traveller)
{
    return std::any_of(plans.activity.begin() + plans.stays_begin(traveller),
                       plans.activity.begin() + plans.stays_end(traveller),
                       [](city::Activity activity) { return activity == city::Activity::escort; });
}

std::vector<Search> searches_of(scenario::ReplanningParameters const& parameters, ReplanningHooks const& hooks)
{
    std::vector<Search> searches;
    if (parameters.routes) searches.push_back(Search::routes);
    if (parameters.departure_times) searches.push_back(Search::departure_time);
    if (parameters.modes) searches.push_back(Search::mode);
    if (hooks.itineraries) searches.push_back(Search::itinerary);
    return searches;
}

// Ways that had settled before there were tolls, and nobody who looks for others: receipts, and not one who avoids them.
void check_tolls_are_met(city::City const& city, scenario::Scenario const& scenario)
{
    bool const somebody_looks = scenario.replanning.days > 0 && scenario.replanning.routes;
    if (somebody_looks || city.network.link_tolls().empty()) return;
    throw core::UserError(core::Diagnostic{
        fmt::format("scenario '{}'", scenario.id), 0, 0,
        "there are tolls, but replanning.warm_start puts ways back that know none, and nobody looks for others: "
        "replanning.days is 0, or replanning.routes is off",
        "set replanning.days to 1 or more with replanning.routes = true, or leave warm_start out"});
}

}  // namespace

struct Replanning::State {
    State(city::City const& city_in, scenario::Scenario const& scenario_in, RoutedPlans begun,
          ReplanningHooks hooks_in);

    void know_plans();
    void know_worths();
    [[nodiscard]] std::set<network::WorthStep> worths_of(city::Plans const& plans) const;
    [[nodiscard]] Search search_of(std::uint32_t traveller) const;
    [[nodiscard]] bool tries_plans() const;
    [[nodiscard]] std::vector<Look> looks(simulation::RunResult const& run) const;
    void search(std::span<Look> looking);
    void try_plans(simulation::RunResult const& run);
    [[nodiscard]] std::optional<PlanTrial> try_plan(PlanTrials const& trials, std::uint32_t traveller,
                                                    Redrawn const& redrawn, network::TurnSearch& search) const;
    void take_plans(std::vector<PlanTrial*> const& changing);

    city::City const& city;
    scenario::Scenario const& scenario;
    ReplanningHooks hooks;
    std::vector<Search> searches;
    RoutedPlans today;
    demand::LegRequests legs;
    std::vector<std::uint8_t> keeps_route;  // by stay: legs of the timetable's buses
    std::vector<std::uint8_t>
        keeps_plan;  // by traveller: those buses, their riders, hired vehicles, who takes children to school
    std::set<network::WorthStep> worths{network::usual_worth};  // that travellers have, where there are tolls
    DayRoads roads;
    PlanCost cost;
    StepSize step;       // of routes
    StepSize plan_step;  // of all else
    core::Random random;
    std::vector<Look> last_looks;
    std::vector<PlanTrial> last_trials;
    int day = 0;
};

Replanning::State::State(city::City const& city_in, scenario::Scenario const& scenario_in, RoutedPlans begun,
                         ReplanningHooks hooks_in)
    : city(city_in),
      scenario(scenario_in),
      hooks(std::move(hooks_in)),
      searches(searches_of(scenario.replanning, hooks)),
      today(std::move(begun)),
      roads(city.network, scenario),
      cost(roads, scenario, hooks.charge),
      step(scenario.replanning.step),
      plan_step(scenario.replanning.step, pace_of_plans),
      random(scenario.seed + draws_apart * static_cast<std::uint64_t>(scenario.replanning.draws))
{
    core::ensure(today.wished_ms.size() == today.plans.stay_count(), "every stay needs the time that its leg wishes");
    know_plans();
}

// What follows from the plans alone.
void Replanning::State::know_plans()
{
    city::Plans const& plans = today.plans;
    legs = demand::leg_requests(plans, city.transit);
    if (roads.has_tolls()) know_worths();
    keeps_route.assign(plans.stay_count(), 0);
    keeps_plan.assign(plans.traveller_count(), 0);
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        auto const modes =
            std::span(plans.mode)
                .subspan(plans.stays_begin(traveller), plans.stays_end(traveller) - plans.stays_begin(traveller));
        bool const is_tied = std::ranges::any_of(modes, [](city::Mode mode) {
            return mode == city::Mode::transit || mode == city::Mode::taxi || mode == city::Mode::ride_hail;
        });
        keeps_plan[traveller] = is_tied || takes_children(plans, traveller) ? 1 : 0;
    }
    for (city::BusRun const& bus : plans.bus_runs) {
        keeps_plan[bus.traveller] = 1;
        std::fill(keeps_route.begin() + plans.stays_begin(bus.traveller),
                  keeps_route.begin() + plans.stays_end(bus.traveller), 1);
    }
}

std::set<network::WorthStep> Replanning::State::worths_of(city::Plans const& plans) const
{
    auto const steps = city::worth_steps(plans, {scenario.value_of_time, scenario.seed});
    return {steps.begin(), steps.end()};
}

void Replanning::State::know_worths()
{
    std::vector<network::WorthStep> const steps =
        city::worth_steps(today.plans, {scenario.value_of_time, scenario.seed});
    auto const travellers = city::travellers_by_stay(today.plans);
    for (std::size_t stay = 0; stay < today.plans.stay_count(); ++stay) {
        std::uint32_t const request = legs.request_of_stay[stay];
        if (request != UINT32_MAX) legs.requests[request].worth = steps[travellers[stay]];
    }
    worths = {steps.begin(), steps.end()};
}

bool Replanning::State::tries_plans() const
{
    return std::ranges::any_of(searches, [](Search search) { return search != Search::routes; });
}

Search Replanning::State::search_of(std::uint32_t traveller) const
{
    if (searches.size() == 1) return searches.front();
    double const draw = random.uniform(
        core::Stream::activity,
        {today.plans.traveller_key[traveller], purpose_of(Decision::plan_choice), static_cast<std::uint32_t>(day)});
    return searches[static_cast<std::size_t>(draw * static_cast<double>(searches.size()))];
}

// By user and stay.
std::vector<Look> Replanning::State::looks(simulation::RunResult const& run) const
{
    std::vector<Look> found;
    if (!scenario.replanning.routes) return found;
    city::Plans const& plans = today.plans;
    double const share = step.looking(day);
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        if (search_of(traveller) != Search::routes) continue;
        std::uint32_t const begin = plans.stays_begin(traveller);
        for (std::uint32_t stay = begin; stay < plans.stays_end(traveller); ++stay) {
            std::uint32_t const request = legs.request_of_stay[stay];
            bool const drives = request != UINT32_MAX && city::has_vehicle(plans.mode[stay]) && keeps_route[stay] == 0;
            if (!drives || today.routes[stay].empty() || run.legs[stay].departure_ms == core::never) continue;
            double const draw = random.uniform(
                core::Stream::route, {plans.traveller_key[traveller], static_cast<std::uint32_t>(day), stay - begin});
            if (draw < share) found.push_back({stay, request, draw, run.legs[stay].departure_ms, 0, 0, {}});
        }
    }
    std::ranges::stable_sort(found, {}, [&](Look const& look) { return legs.requests[look.request].user; });
    return found;
}

// Looks of one kind of user follow each other, so that a search keeps its tables.
void Replanning::State::search(std::span<Look> looking)
{
    for (Look const& look : looking) {
        roads.prepare(legs.requests[look.request].user, legs.requests[look.request].worth);
    }
    core::for_blocks(looking.size(), looks_in_block, [&](std::size_t first, std::size_t last) {
        network::TurnSearch search;
        for (Look& look : looking.subspan(first, last - first)) {
            network::RouteRequest const& request = legs.requests[look.request];
            auto const along = roads.along(request.user, today.routes[look.stay], look.departure_ms, request.worth);
            look.driven_ms = std::min<std::int64_t>(along.cost_ms(), core::ms_per_day);  // it may never get there
            // A route file's ways may be none of ours; then the driven one may be better, and it is kept.
            std::uint32_t const best_ms =
                roads.find(search, request.user, request.origin, request.destination, look.departure_ms,
                           static_cast<std::uint32_t>(look.driven_ms), request.worth);
            look.best_ms = std::min<std::int64_t>(best_ms, look.driven_ms);
            if (look.gain_ms() > 0) search.append_route(look.better);
        }
    });
}

std::optional<PlanTrial> Replanning::State::try_plan(PlanTrials const& trials, std::uint32_t traveller,
                                                     Redrawn const& redrawn, network::TurnSearch& search) const
{
    switch (search_of(traveller)) {
        case Search::routes:
            break;
        case Search::departure_time:
            return trials.other_departure(traveller);
        case Search::mode:
            return trials.other_mode(traveller, search);
        case Search::itinerary: {
            auto const there = redrawn.numbers.find(today.plans.traveller_key[traveller]);
            if (there == redrawn.numbers.end()) break;
            return trials.other_itinerary(traveller, redrawn.plans, there->second, search);
        }
    }
    return std::nullopt;
}

void Replanning::State::try_plans(simulation::RunResult const& run)
{
    last_trials.clear();
    if (!tries_plans()) return;
    RedrawnDay other = hooks.itineraries
                           ? hooks.itineraries(today.plans, run, day)
                           : RedrawnDay{{}, services::experience_of(city, run.services, scenario.parking)};
    std::set<network::WorthStep> known = worths;
    if (roads.has_tolls()) {  // a party that is drawn again may be larger or smaller
        known.merge(worths_of(other.plans));
    }
    for (int user = 0; user < network::route_user_count; ++user) {
        for (network::WorthStep const worth : known) roads.prepare(static_cast<RouteUser>(user), worth);
    }
    cost.expect(std::move(other.experience));
    Redrawn const redrawn(std::move(other.plans));
    PlanTrials const trials(today, roads, scenario, cost, hooks.mode_utilities, hooks.has_own_vehicle, random, day);
    double const share = plan_step.looking(day);
    std::vector<std::pair<std::uint32_t, double>> looking;
    for (std::uint32_t traveller = 0; traveller < today.plans.traveller_count(); ++traveller) {
        if (keeps_plan[traveller] != 0) continue;
        double const draw = random.uniform(
            core::Stream::activity,
            {today.plans.traveller_key[traveller], purpose_of(Decision::plan_change), static_cast<std::uint32_t>(day)});
        if (draw < share) looking.emplace_back(traveller, draw);
    }
    std::vector<std::optional<PlanTrial>> found(looking.size());
    core::for_blocks(looking.size(), looks_in_block, [&](std::size_t first, std::size_t last) {
        network::TurnSearch search;
        for (std::size_t i = first; i < last; ++i) {
            found[i] = try_plan(trials, looking[i].first, redrawn, search);
            if (found[i]) found[i]->draw = looking[i].second;
        }
    });
    for (auto& trial : found) {
        if (trial) last_trials.push_back(std::move(*trial));
    }
}

void Replanning::State::take_plans(std::vector<PlanTrial*> const& changing)
{
    if (changing.empty()) return;
    PlanTrials const trials(today, roads, scenario, cost, hooks.mode_utilities, hooks.has_own_vehicle, random, day);
    RoutedPlans others;
    for (PlanTrial const* trial : changing) trials.append(others, *trial);
    std::vector<std::uint8_t> const all(changing.size(), 1);
    today = with_replaced(today, others, all);
    know_plans();
}

Replanning::Replanning(city::City const& city, scenario::Scenario const& scenario, RoutedPlans begun,
                       ReplanningHooks hooks)
    : state_(std::make_unique<State>(city, scenario, std::move(begun), std::move(hooks)))
{}

Replanning::~Replanning() = default;

city::Plans const& Replanning::plans() const { return state_->today.plans; }
network::Routes const& Replanning::routes() const { return state_->today.routes; }
RoutedPlans Replanning::take() && { return std::move(state_->today); }

results::RouteGap Replanning::look_back(simulation::RunResult const& run)
{
    State& s = *state_;
    city::Plans const& plans = s.today.plans;
    core::ensure(run.legs.size() == plans.stay_count(), "a day of replanning must be a run of the same plans");
    ++s.day;
    s.roads.learn(run.turn_waits);
    s.last_looks = s.looks(run);
    s.search(s.last_looks);
    s.try_plans(run);

    results::RouteGap gap;
    gap.day = s.day;
    gap.held = run.held_legs;
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        bool const started = run.legs[stay].departure_ms != core::never;
        if (started && city::has_vehicle(plans.mode[stay])) ++gap.vehicles;
    }
    for (Look const& look : s.last_looks) {
        auto const user = static_cast<std::size_t>(s.legs.requests[look.request].user);
        gap.sums[user][static_cast<std::size_t>(core::hour_of(look.departure_ms))] +=
            results::GapSums{1, look.driven_ms, look.best_ms};
    }
    for (PlanTrial const& trial : s.last_trials) {
        results::PlanSums& sums = gap.plans[static_cast<std::size_t>(trial.choice)];
        ++sums.looked;
        sums.cost_ms += trial.cost_ms;
        sums.better_ms += trial.cost_ms - std::max<std::int64_t>(0, trial.gain_ms());
    }
    return gap;
}

void Replanning::change(results::RouteGap& gap)
{
    State& s = *state_;
    double gain = 0;
    for (results::PlanSums const& sums : gap.plans) gain = std::max(gain, sums.relative());
    scenario::ReplanningStep const rule = s.scenario.replanning.step;
    double const looking = s.step.looking(s.day);  // before the step of this day is taken
    double const trying = s.plan_step.looking(s.day);
    auto const routes = who_change(s.last_looks, rule, s.step.changing(s.day, gap.of_all().relative()), looking);
    auto const plans = who_change(s.last_trials, rule, s.plan_step.changing(s.day, gain), trying);
    gap.changed = static_cast<std::int64_t>(routes.size());
    for (PlanTrial const* trial : plans) ++gap.plans[static_cast<std::size_t>(trial->choice)].changed;
    s.today.routes = with_better(s.today.routes, routes);
    s.take_plans(plans);
    s.last_looks.clear();
    s.last_trials.clear();
}

Replanned settled_day(city::City const& day_city, scenario::Scenario const& scenario, city::Plans const& plans,
                      DayWatcher const& watcher, ReplanningHooks hooks, traffic::Ranks* ranks)
{
    Replanned result;
    result.routes = simulation::route_plans(day_city, plans, scenario);
    if (scenario.replanning.days == 0 && scenario.replanning.warm_start.empty()) return result;
    // Nobody learns on the days before of what will be a surprise on this one.
    std::optional<city::City> foreseen;
    if (city::has_surprises(day_city)) foreseen = city::as_foreseen(day_city);
    city::City const& city = foreseen ? *foreseen : day_city;
    std::shared_ptr<demand::ResidentModes const> residents;
    if (scenario.replanning.modes || scenario.replanning.departure_times) {
        residents = std::make_shared<demand::ResidentModes const>(city, scenario, core::Random(scenario.seed));
    }
    if (scenario.replanning.departure_times && !hooks.has_own_vehicle) {
        hooks.has_own_vehicle = [residents](std::uint64_t key, city::Mode mode) {
            return residents->has_own(key, mode);
        };
    }
    if (scenario.replanning.modes && !hooks.mode_utilities) {
        hooks.mode_utilities = [residents](std::uint64_t key, double crow_fly_m, city::Mode taken) {
            return residents->utilities(key, crow_fly_m, taken);
        };
    }
    if (scenario.replanning.itineraries && !hooks.itineraries) {
        hooks.itineraries = [&](city::Plans const&, simulation::RunResult const& run, int) {
            RedrawnDay other;
            other.experience = services::experience_of(city, run.services, scenario.parking);
            other.plans = demand::make_visitor_plans(city, scenario, core::Random(scenario.seed), other.experience);
            return other;
        };
    }
    bool const keeps_plans = !scenario.replanning.departure_times && !scenario.replanning.modes && !hooks.itineraries;
    RoutedPlans begun{plans, std::move(result.routes), wished_times(plans)};
    if (!scenario.replanning.warm_start.empty()) {
        check_tolls_are_met(city, scenario);
        begin_with(load_settled_day(scenario.replanning.warm_start), city.network, scenario.replanning, begun);
    }
    Replanning replanning(city, scenario, std::move(begun), std::move(hooks));
    for (int day = 1; day <= scenario.replanning.days; ++day) {
        auto const watch = [&](Millis now, std::int64_t) {
            if (watcher) watcher(day, std::min(1.0, static_cast<double>(now) / core::ms_per_day), nullptr);
        };
        auto const run = simulation::simulate(city, scenario, replanning.plans(), replanning.routes(), watch,
                                              simulation::ServicesOfRun::none, ranks);
        results::RouteGap gap = replanning.look_back(run);
        double const stop = scenario.replanning.stop_gap;
        results::GapSums const routes = gap.of_all();
        bool const somebody_looked =
            routes.legs > 0 || std::ranges::any_of(gap.plans, [](auto const& sums) { return sums.looked > 0; });
        bool const is_near = somebody_looked && routes.relative() <= stop &&
                             std::ranges::all_of(gap.plans, [&](auto const& sums) { return sums.relative() <= stop; });
        if (!is_near) replanning.change(gap);
        result.days.push_back(gap);
        if (watcher) watcher(day, 1.0, &gap);
        if (is_near) break;
    }
    RoutedPlans settled = std::move(replanning).take();
    result.routes = std::move(settled.routes);
    if (!keeps_plans) result.plans = std::move(settled.plans);
    return result;
}

}  // namespace halong::equilibrium
