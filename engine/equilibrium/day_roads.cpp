#include "equilibrium/day_roads.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "network/link_costs.hpp"
#include "simulation/simulation.hpp"
#include "traffic/road_model.hpp"

#include <algorithm>
#include <map>

namespace halong::equilibrium {
namespace {

using network::WaitProfiles;

constexpr std::size_t links_in_block = 512;

std::uint32_t as_wait(std::int64_t wait_ms)
{
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(wait_ms, 0, core::ms_per_day));
}

// What a link's vehicles waited in each slot, all turns together; slots without any are filled later.
struct LinkMeans {
    std::vector<std::int64_t> vehicles;
    std::vector<std::int64_t> wait_ms;
    std::int64_t quartile_ms = 0;  // the first, over slots with vehicles

    void settle()
    {
        std::vector<std::int64_t> means;
        for (std::size_t slot = 0; slot < vehicles.size(); ++slot) {
            if (vehicles[slot] > 0) means.push_back(wait_ms[slot] / vehicles[slot]);
        }
        if (means.empty()) return;
        auto const first = means.begin() + static_cast<std::ptrdiff_t>(means.size() / 4);
        std::nth_element(means.begin(), first, means.end());
        quartile_ms = *first;
    }
    [[nodiscard]] std::int64_t mean_ms(std::size_t slot) const
    {
        return (wait_ms[slot] + link_prior_vehicles * quartile_ms) / (vehicles[slot] + link_prior_vehicles);
    }
};

}  // namespace

WaitProfiles turn_waits(traffic::TurnWaits const& counted, network::TurnIndex const& index)
{
    std::vector<std::uint32_t> waits(counted.turns.size());
    core::for_blocks(counted.link_count, links_in_block, [&](std::size_t first_link, std::size_t last_link) {
        LinkMeans means;
        for (std::size_t number = first_link; number < last_link; ++number) {
            LinkId const link{static_cast<std::uint32_t>(number)};
            means = {std::vector<std::int64_t>(counted.slot_count, 0), std::vector<std::int64_t>(counted.slot_count, 0),
                     0};
            for (std::size_t slot = 0; slot < counted.slot_count; ++slot) {
                for (std::uint32_t turn = index.first(link); turn <= index.end(link); ++turn) {
                    traffic::WaitSum const& sum = counted.turns[slot * counted.turn_count + turn];
                    means.vehicles[slot] += sum.vehicles();
                    means.wait_ms[slot] += sum.wait_ms();
                }
            }
            means.settle();
            for (std::size_t slot = 0; slot < counted.slot_count; ++slot) {
                std::int64_t const mean_ms = means.mean_ms(slot);
                for (std::uint32_t turn = index.first(link); turn <= index.end(link); ++turn) {
                    std::size_t const cell = slot * counted.turn_count + turn;
                    traffic::WaitSum const& sum = counted.turns[cell];
                    waits[cell] = as_wait((sum.wait_ms() + turn_prior_vehicles * mean_ms) /
                                          (sum.vehicles() + turn_prior_vehicles));
                }
            }
        }
    });
    return {counted.turn_count, counted.slot_ms, std::move(waits)};
}

WaitProfiles start_waits(traffic::TurnWaits const& counted)
{
    std::vector<std::uint32_t> waits(counted.starts.size());
    for (std::size_t cell = 0; cell < waits.size(); ++cell) {
        traffic::WaitSum const& sum = counted.starts[cell];
        waits[cell] = as_wait(sum.wait_ms() / std::max<std::int64_t>(1, sum.vehicles()));
    }
    return {counted.link_count, counted.slot_ms, std::move(waits)};
}

struct DayRoads::Of {
    Of(network::Network const& network, RouteUser user, scenario::Scenario const& scenario,
       network::BanSlots const& slots)
        : graph(network, user, simulation::route_parameters(scenario), slots),
          free_ms(free_times(graph, network, scenario)),
          bounds(graph.hierarchy, free_ms)
    {}

    // At least those of the traffic model, which holds vehicles on very short links.
    static std::vector<std::uint32_t> free_times(network::UserGraph const& graph, network::Network const& network,
                                                 scenario::Scenario const& scenario)
    {
        std::vector<std::uint32_t> free_ms = graph.free_costs;
        if (graph.user == RouteUser::walker) return free_ms;
        for (LinkId const link : network.links()) {
            std::uint32_t& own_ms = free_ms[link.value()];
            if (own_ms == network::unreachable_cost) continue;
            auto const times_ms = traffic::free_times_of(network, link, scenario.traffic);
            own_ms = static_cast<std::uint32_t>(times_ms[static_cast<std::size_t>(network::pace_of(graph.user))]);
        }
        return free_ms;
    }

    network::UserGraph graph;
    std::vector<std::uint32_t> free_ms;
    // Of who values time so.
    [[nodiscard]] network::TurnCosts const& costs_of(network::WorthStep worth) const
    {
        if (by_worth.empty()) return costs;
        auto const own = by_worth.find(worth);
        core::ensure(own != by_worth.end(), "roads are asked for a worth that was not prepared");
        return own->second;
    }

    network::HierarchyCosts bounds;
    network::TurnCosts costs;                                   // without tolls
    std::map<network::WorthStep, network::TurnCosts> by_worth;  // with them; empty where there are none
};

DayRoads::DayRoads(network::Network const& network, scenario::Scenario const& scenario)
    : network_(network),
      scenario_(scenario),
      slots_(network.hour_bans(), network.link_tolls()),
      distinct_(network),
      index_(network),
      no_turns_(std::max<std::size_t>(1, index_.turn_count()), core::ms_per_day,
                std::vector<std::uint32_t>(std::max<std::size_t>(1, index_.turn_count()), 0)),
      no_starts_(std::max<std::size_t>(1, index_.link_count()), core::ms_per_day,
                 std::vector<std::uint32_t>(std::max<std::size_t>(1, index_.link_count()), 0))
{
    turns_ = no_turns_;
    starts_ = no_starts_;
}

DayRoads::~DayRoads() = default;

void DayRoads::learn(traffic::TurnWaits const& counted)
{
    core::ensure(counted.turn_count == index_.turn_count() && counted.slot_ms > 0,
                 "a day of replanning must be a run whose turns were metered");
    turns_ = turn_waits(counted, index_);
    starts_ = start_waits(counted);
}

void DayRoads::prepare(RouteUser user, network::WorthStep worth)
{
    user = distinct_.of(user);
    auto& of = users_[static_cast<std::size_t>(user)];
    if (!of) make(user);
    if (!slots_.has_tolls() || user == RouteUser::walker || of->by_worth.contains(worth)) return;
    network::TurnCosts& costs = of->by_worth.try_emplace(worth, of->costs).first->second;
    for (std::size_t slot = 0; slot < slots_.count(); ++slot) {
        costs.toll_ms.push_back(slots_.tolls_ms(slot, network::access_of(user), worth, network_.link_count()));
    }
}

void DayRoads::make(RouteUser user)
{
    auto& of = users_[static_cast<std::size_t>(user)];
    of = std::make_unique<Of>(network_, user, scenario_, slots_);
    bool const walks = user == RouteUser::walker;
    of->costs = {&index_, walks ? &no_turns_ : &turns_, walks ? &no_starts_ : &starts_, {}, &slots_};
    for (std::size_t slot = 0; slot < slots_.count(); ++slot) {
        auto free_ms = of->free_ms;
        slots_.shut(slot, network::access_of(user), free_ms);
        of->costs.free_ms.push_back(std::move(free_ms));
    }
}

network::Spent DayRoads::along(RouteUser user, std::span<LinkId const> route, Millis departure_ms,
                               network::WorthStep worth) const
{
    return users_[static_cast<std::size_t>(distinct_.of(user))]->costs_of(worth).along(route, departure_ms);
}

std::uint32_t DayRoads::find(network::TurnSearch& search, RouteUser user, core::NodeId from, core::NodeId to,
                             Millis departure_ms, std::uint32_t limit_ms, network::WorthStep worth) const
{
    Of const& of = *users_[static_cast<std::size_t>(distinct_.of(user))];
    return search.find(of.costs_of(worth), of.bounds, from, to, departure_ms, limit_ms);
}

}  // namespace halong::equilibrium
