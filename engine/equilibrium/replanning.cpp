#include "equilibrium/replanning.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/link_times.hpp"
#include "equilibrium/step_size.hpp"
#include "network/timed_search.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

namespace halong::equilibrium {
namespace {

using core::LinkId;
using core::Millis;
using network::RouteUser;

constexpr std::size_t legs_in_block = 256;

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
};

std::int64_t time_along(std::span<LinkId const> route, network::TimeProfiles const& profiles, Millis departure_ms)
{
    std::int64_t now_ms = departure_ms;
    for (LinkId const link : route) {
        std::uint32_t const cost_ms = profiles.cost_ms(link, now_ms);
        if (cost_ms == network::unreachable_cost) return core::ms_per_day;  // it will never get there
        now_ms += cost_ms;
    }
    return now_ms - departure_ms;
}

}  // namespace

struct Replanning::State {
    State(city::City const& city_in, scenario::Scenario const& scenario_in, city::Plans const& plans_in,
          network::Routes routes_in);

    [[nodiscard]] std::vector<Look> looks(simulation::RunResult const& run) const;
    [[nodiscard]] network::UserGraph const& graph_of(RouteUser user);
    void search(RouteUser user, std::span<Look> legs, std::vector<std::vector<std::uint32_t>> const& delays_ms);
    [[nodiscard]] std::vector<Look*> who_change(double share);

    city::City const& city;
    scenario::Scenario const& scenario;
    city::Plans const& plans;
    network::Routes routes;
    demand::LegRequests legs;
    std::vector<std::uint8_t> keeps_route;  // by stay: legs of the timetable's buses
    network::BanSlots slots;
    std::array<std::unique_ptr<network::UserGraph>, network::route_user_count> graphs;
    StepSize step;
    core::Random random;
    std::vector<Look> last_looks;
    int day = 0;
};

Replanning::State::State(city::City const& city_in, scenario::Scenario const& scenario_in, city::Plans const& plans_in,
                         network::Routes routes_in)
    : city(city_in),
      scenario(scenario_in),
      plans(plans_in),
      routes(std::move(routes_in)),
      legs(demand::leg_requests(plans)),
      keeps_route(plans.stay_count(), 0),
      slots(city.network.hour_bans()),
      step(scenario.replanning.step),
      random(scenario.seed)
{
    for (city::BusRun const& bus : plans.bus_runs) {
        for (std::uint32_t s = plans.stays_begin(bus.traveller); s < plans.stays_end(bus.traveller); ++s) {
            keeps_route[s] = 1;
        }
    }
}

// By user and stay.
std::vector<Look> Replanning::State::looks(simulation::RunResult const& run) const
{
    std::vector<Look> found;
    double const share = step.looking(day);
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        std::uint32_t const begin = plans.stays_begin(traveller);
        for (std::uint32_t stay = begin; stay < plans.stays_end(traveller); ++stay) {
            std::uint32_t const request = legs.request_of_stay[stay];
            bool const drives = request != UINT32_MAX && city::has_vehicle(plans.mode[stay]) && keeps_route[stay] == 0;
            if (!drives || routes[stay].empty() || run.legs[stay].departure_ms == core::never) continue;
            double const draw = random.uniform(
                core::Stream::route, {plans.traveller_key[traveller], static_cast<std::uint32_t>(day), stay - begin});
            if (draw < share) found.push_back({stay, request, draw, run.legs[stay].departure_ms, 0, 0, {}});
        }
    }
    std::ranges::stable_sort(found, {}, [&](Look const& look) { return legs.requests[look.request].user; });
    return found;
}

network::UserGraph const& Replanning::State::graph_of(RouteUser user)
{
    auto& graph = graphs[static_cast<std::size_t>(user)];
    if (!graph) {
        graph = std::make_unique<network::UserGraph>(city.network, user, simulation::route_parameters(scenario), slots);
    }
    return *graph;
}

void Replanning::State::search(RouteUser user, std::span<Look> looking,
                               std::vector<std::vector<std::uint32_t>> const& delays_ms)
{
    if (looking.empty()) return;
    network::UserGraph const& graph = graph_of(user);
    network::TimeProfiles const profiles = link_times(graph, slots, delays_ms);
    network::HierarchyCosts const bounds(graph.hierarchy, profiles.least_costs());
    core::for_blocks(looking.size(), legs_in_block, [&](std::size_t first, std::size_t last) {
        network::TimedSearch search;
        for (Look& look : looking.subspan(first, last - first)) {
            network::RouteRequest const& request = legs.requests[look.request];
            look.driven_ms = time_along(routes[look.stay], profiles, look.departure_ms);
            std::uint32_t const best_ms =
                search.find(profiles, bounds, request.origin, request.destination, look.departure_ms);
            // A route file's ways may be none of ours; then the driven one may be better, and it is kept.
            look.best_ms = std::min<std::int64_t>(best_ms, look.driven_ms);
            if (look.gain_ms() > 0) search.append_route(look.better);
        }
    });
}

// Those who gain and may change: of the gap-ordered rule those who gain most of their time, else by their draw.
std::vector<Look*> Replanning::State::who_change(double share)
{
    std::vector<Look*> winners;
    for (Look& look : last_looks) {
        if (!look.better.empty()) winners.push_back(&look);
    }
    if (scenario.replanning.step != scenario::ReplanningStep::gap_ordered) {
        std::erase_if(winners, [&](Look const* look) { return look->draw >= share; });
        return winners;
    }
    std::ranges::stable_sort(winners, [](Look const* a, Look const* b) {  // by gain / driven time, exactly
        return a->gain_ms() * b->driven_ms > b->gain_ms() * a->driven_ms;
    });
    double const most = share / step.looking(day) * static_cast<double>(last_looks.size());
    if (winners.size() > static_cast<std::size_t>(most)) winners.resize(static_cast<std::size_t>(most));
    return winners;
}

Replanning::Replanning(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                       network::Routes routes)
    : state_(std::make_unique<State>(city, scenario, plans, std::move(routes)))
{}

Replanning::~Replanning() = default;

network::Routes const& Replanning::routes() const { return state_->routes; }
network::Routes Replanning::take_routes() && { return std::move(state_->routes); }

results::RouteGap Replanning::look_back(simulation::RunResult const& run)
{
    State& s = *state_;
    core::ensure(run.legs.size() == s.plans.stay_count(), "a day of replanning must be a run of the same plans");
    ++s.day;
    s.last_looks = s.looks(run);
    auto const delays_ms = mean_delays_ms(run.link_hours);
    std::span<Look> rest(s.last_looks);
    while (!rest.empty()) {
        RouteUser const user = s.legs.requests[rest.front().request].user;
        auto const same = [&](Look const& look) { return s.legs.requests[look.request].user == user; };
        auto const count = static_cast<std::size_t>(std::ranges::find_if_not(rest, same) - rest.begin());
        s.search(user, rest.first(count), delays_ms);
        rest = rest.subspan(count);
    }

    results::RouteGap gap;
    gap.day = s.day;
    gap.held = run.held_legs;
    for (std::size_t stay = 0; stay < s.plans.stay_count(); ++stay) {
        bool const started = run.legs[stay].departure_ms != core::never;
        if (started && city::has_vehicle(s.plans.mode[stay])) ++gap.vehicles;
    }
    for (Look const& look : s.last_looks) {
        auto const user = static_cast<std::size_t>(s.legs.requests[look.request].user);
        gap.sums[user][static_cast<std::size_t>(core::hour_of(look.departure_ms))] +=
            results::GapSums{1, look.driven_ms, look.best_ms};
    }
    return gap;
}

void Replanning::change(results::RouteGap& gap)
{
    State& s = *state_;
    auto const changing = s.who_change(s.step.changing(s.day, gap.of_all().relative()));
    std::vector<std::vector<LinkId> const*> better(s.plans.stay_count(), nullptr);
    for (Look const* look : changing) better[look->stay] = &look->better;
    network::Routes next;
    next.unreachable = s.routes.unreachable;
    next.offset.reserve(s.routes.offset.size());
    next.links.reserve(s.routes.links.size());
    for (std::size_t stay = 0; stay < s.routes.size(); ++stay) {
        std::span<LinkId const> const route =
            better[stay] != nullptr ? std::span<LinkId const>(*better[stay]) : s.routes[stay];
        next.links.insert(next.links.end(), route.begin(), route.end());
        next.offset.push_back(static_cast<std::uint32_t>(next.links.size()));
    }
    s.routes = std::move(next);
    s.last_looks.clear();
    gap.changed = static_cast<std::int64_t>(changing.size());
}

Replanned settled_routes(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                         DayWatcher const& watcher)
{
    Replanned result;
    result.routes = simulation::route_plans(city, plans, scenario);
    if (scenario.replanning.days == 0) return result;
    Replanning replanning(city, scenario, plans, std::move(result.routes));
    for (int day = 1; day <= scenario.replanning.days; ++day) {
        auto const watch = [&](Millis now, std::int64_t) {
            if (watcher) watcher(day, std::min(1.0, static_cast<double>(now) / core::ms_per_day), nullptr);
        };
        auto const run =
            simulation::simulate(city, scenario, plans, replanning.routes(), watch, simulation::ServicesOfRun::none);
        results::RouteGap gap = replanning.look_back(run);
        bool const is_near = gap.of_all().relative() <= scenario.replanning.stop_gap;
        if (!is_near) replanning.change(gap);
        result.days.push_back(gap);
        if (watcher) watcher(day, 1.0, &gap);
        if (is_near) break;
    }
    result.routes = std::move(replanning).take_routes();
    return result;
}

}  // namespace halong::equilibrium
