#include "traffic/rerouting.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "network/link_costs.hpp"
#include "network/user_graph.hpp"
#include "traffic/entrance.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/stop_line.hpp"
#include "traffic/streets.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace halong::traffic {
namespace {

using network::RouteUser;
using network::unreachable_cost;

// Looks are shared out among at most so many searches, whose labels are kept.
constexpr std::size_t most_searchers = 16;
constexpr std::size_t least_looks_in_block = 32;

}  // namespace

struct Rerouting::Roads {
    Roads(network::Network const& network, RouteUser user, network::RouteChoiceParameters const& parameters,
          network::BanSlots const& slots, Streets const& streets)
        : graph(network, user, parameters, slots), free_ms(free_times(graph, streets)), bounds(graph.hierarchy, free_ms)
    {}

    // Those of the traffic model; unreachable_cost where the users may not drive.
    static std::vector<std::uint32_t> free_times(network::UserGraph const& graph, Streets const& streets)
    {
        std::vector<std::uint32_t> free_ms = graph.free_costs;
        auto const vehicle = static_cast<std::size_t>(network::pace_of(graph.user));
        for (std::size_t link = 0; link < free_ms.size(); ++link) {
            if (free_ms[link] == unreachable_cost) continue;
            free_ms[link] =
                static_cast<std::uint32_t>(streets.free_times_ms[streets.layout.entrance_of_link[link]][vehicle]);
        }
        return free_ms;
    }

    network::UserGraph graph;
    std::vector<std::uint32_t> free_ms;
    // Of a driver who values time so.
    [[nodiscard]] network::TurnCosts const& costs_of(network::WorthStep step) const
    {
        auto const found = by_worth.find(step);
        return found == by_worth.end() ? costs : found->second;
    }

    network::HierarchyCosts bounds;
    network::TurnCosts costs;                                   // without tolls
    std::map<network::WorthStep, network::TurnCosts> by_worth;  // with those of the present slot
};

// A driver who looks, and what he found.
struct Rerouting::Look {
    enum class From : std::uint8_t {
        link,    // he is on it
        source,  // he waits to enter it
        place    // he sets out
    };
    std::uint32_t leg = 0;
    RouteUser user = RouteUser::car;
    From from = From::link;
    File file = File::none;      // of the queue in which he is
    std::uint32_t exit = 0;      // the same
    std::uint32_t in_file = 0;   // his place there
    std::uint32_t position = 0;  // of that link, or of his first one, in the ways
    std::vector<LinkId> better;  // the links behind that one, or all when he sets out; empty: he keeps his way

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [leg, user, from, file, exit, in_file, position, better] = self;
        archive(leg, user, from, file, exit, in_file, position, better);
    }
};

struct Rerouting::Searcher {
    network::TurnSearch search;
    std::vector<LinkId> rest;  // of the way of who looks
};

Rerouting::Rerouting(network::Network const& network, city::Plans const& plans, Streets& streets,
                     InformedDrivers drivers)
    : plans_(plans),
      index_(network),
      slots_(network.hour_bans(), network.link_tolls()),
      distinct_(network),
      drivers_(std::move(drivers)),
      legs_(plans.stay_count(), Driver::uninformed),
      waits_{std::vector<std::uint32_t>(index_.turn_count(), 0), std::vector<std::uint32_t>(index_.link_count(), 0)},
      searchers_(most_searchers)
{
    core::ensure(drivers_.legs.size() == plans.stay_count(), "informed drivers must be told for every leg");
    core::ensure(drivers_.look_ms > 0, "the news is renewed after more than 0 ms");
    core::ensure(drivers_.least_gain >= 0 && drivers_.least_gain_ms >= 0, "a least gain must not be negative");
    for (std::size_t leg = 0; leg < legs_.size(); ++leg) {
        if (drivers_.legs[leg] == 0 || !city::has_vehicle(plans.mode[leg])) continue;
        legs_[leg] = Driver::informed;
        auto const user = static_cast<std::size_t>(user_of(leg));
        if (users_[user]) continue;
        users_[user] = std::make_unique<Roads>(network, static_cast<RouteUser>(user), drivers_.routes, slots_, streets);
        users_[user]->costs = {&index_, &turns_, &starts_, {users_[user]->free_ms}, &slots_};
    }
    know_worths();
    drivers_.legs = {};
    drivers_.worth = {};
    streets.news = std::make_unique<RoadNews>(streets.layout, index_);
    streets.keep_present_ways();
    take_news();
}

Rerouting::~Rerouting() = default;

RouteUser Rerouting::user_of(std::uint32_t leg) const { return distinct_.of(city::route_user_of(plans_.mode[leg])); }

// By leg, and each worth that some driver of a kind of user has.
void Rerouting::know_worths()
{
    if (!slots_.has_tolls()) return;
    worth_.assign(legs_.size(), network::usual_worth);
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) {
        network::WorthStep const step = drivers_.worth.empty() ? network::usual_worth : drivers_.worth[traveller];
        for (std::uint32_t leg = plans_.stays_begin(traveller); leg < plans_.stays_end(traveller); ++leg) {
            worth_[leg] = step;
            if (!is_informed(leg)) continue;
            Roads& roads = *users_[static_cast<std::size_t>(user_of(leg))];
            roads.by_worth.try_emplace(step, roads.costs);
        }
    }
}

void Rerouting::set_toll(network::TollNow toll)
{
    network::put_price(prices_, toll);
    slots_.set_prices(prices_);
    take_news();
}

void Rerouting::take_news()
{
    if (waits_.starts.empty()) return;  // there are no roads
    turns_ = network::WaitProfiles(waits_.turns.size(), core::ms_per_day, waits_.turns);
    starts_ = network::WaitProfiles(waits_.starts.size(), core::ms_per_day, waits_.starts);
    for (auto& roads : users_) {
        if (!roads) continue;
        roads->costs.free_ms.front() = roads->free_ms;
        std::uint8_t const slot = slots_.slot_of(std::max(0, news_ms_));
        network::RouteUser const user = roads->graph.user;
        slots_.shut(slot, network::access_of(user), roads->costs.free_ms.front());
        for (auto& [step, costs] : roads->by_worth) {
            costs.free_ms.front() = roads->costs.free_ms.front();
            costs.toll_ms = {slots_.tolls_ms(slot, network::access_of(user), step, roads->free_ms.size())};
        }
    }
}

void Rerouting::renew(Streets& streets, Millis now_ms, Ranks* ranks)
{
    waits_ = streets.news->renew(streets, now_ms);
    if (ranks != nullptr) {
        add_of_others(*ranks, waits_.turns);
        add_of_others(*ranks, waits_.starts);
    }
    news_ms_ = now_ms;
    take_news();
    looks_.clear();
    add_under_way(streets);
    look_around(streets);
    std::erase_if(looks_, [](Look const& look) { return look.better.empty(); });
    if (ranks != nullptr) looks_ = gathered(*ranks, looks_);
    for (Look const& look : looks_) {
        change(streets, look, now_ms);
        ++counts_.changed_under_way[static_cast<std::size_t>(core::hour_of(now_ms))];
    }
}

void Rerouting::set_out(Streets& streets, std::span<Departure const> starting)
{
    looks_.clear();
    for (Departure const& departure : starting) {
        if (!is_informed(departure.leg) || (*streets.routes)[departure.leg].empty()) continue;
        if (!streets.sets_out_first(departure.leg)) continue;  // looks for a space: the news are heard under way
        ++counts_.started[static_cast<std::size_t>(core::hour_of(departure.time_ms))];
        if (news_ms_ < 0) continue;
        Look look;
        look.leg = departure.leg;
        look.user = user_of(departure.leg);
        look.from = Look::From::place;
        look.position = streets.first_position(departure.leg);
        looks_.push_back(std::move(look));
    }
    look_around(streets);
    for (Look const& look : looks_) {
        if (look.better.empty()) continue;
        change(streets, look, news_ms_);
        ++counts_.changed_at_start[static_cast<std::size_t>(core::hour_of(streets.departure_ms[look.leg]))];
    }
}

// Everybody informed who is on a link that is not his last, or waits to enter his first.
void Rerouting::add_under_way(Streets const& streets)
{
    for (std::uint32_t number = 0; number < streets.exits.size(); ++number) {
        LinkExit const& exit = streets.exits[number];
        auto const& pool = streets.regions[streets.layout.region_of_node(exit.node)].queues;
        for (File const file : {File::narrow, File::wide}) {
            Ring const& ring = file_of(exit, file);
            for (std::uint32_t i = 0; i < ring.size; ++i) {
                QueuedVehicle const& vehicle = pool.at(ring, i);
                if (!is_informed(vehicle.leg) || vehicle.next_entrance == no_entrance) continue;
                looks_.push_back(
                    {vehicle.leg, user_of(vehicle.leg), Look::From::link, file, number, i, vehicle.way_position, {}});
            }
        }
    }
    for (Source const& source : streets.sources) {
        for (std::uint32_t leg = source.first_leg; leg != no_leg; leg = streets.next_leg[leg]) {
            if (!is_informed(leg)) continue;
            looks_.push_back(
                {leg, user_of(leg), Look::From::source, File::none, 0, 0, streets.first_position(leg), {}});
        }
    }
}

// All at once; each look depends on the news and the driver's own way alone.
void Rerouting::look_around(Streets const& streets)
{
    // Kinds of users one after the other, so that a search keeps its labels.
    std::ranges::stable_sort(looks_, {}, &Look::user);
    std::size_t const block = std::max(least_looks_in_block, (looks_.size() + most_searchers - 1) / most_searchers);
    core::for_blocks(looks_.size(), block, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) look_for_way(streets, looks_[i], searchers_[first / block]);
    });
}

std::int64_t Rerouting::least_gain_ms(std::int64_t left_ms) const
{
    auto const permille = std::lround(1'000 * drivers_.least_gain);
    return std::max({std::int64_t{1}, std::int64_t{drivers_.least_gain_ms}, left_ms * permille / 1'000});
}

void Rerouting::look_for_way(Streets const& streets, Look& look, Searcher& searcher) const
{
    Roads const& roads = *users_[static_cast<std::size_t>(look.user)];
    bool const sets_out = look.from == Look::From::place;
    auto const link_at = [&](std::uint32_t position) {
        return streets.layout.link_of_exit[streets.entrances[streets.way(look.leg, position)].exit];
    };
    std::vector<LinkId>& rest = searcher.rest;
    rest.clear();
    std::int64_t free_ms = 0;
    for (std::uint32_t i = look.position + (sets_out ? 0 : 1); streets.way(look.leg, i) != no_entrance; ++i) {
        rest.push_back(link_at(i));
        std::uint32_t const link_ms = roads.free_ms[rest.back().value()];
        if (link_ms == unreachable_cost) return;  // his way was given to him: he may know what we do not
        free_ms += link_ms;
    }
    if (rest.empty()) return;
    LinkId const on = link_at(look.position);
    core::NodeId const from = sets_out ? index_.node_before(on) : index_.node_after(on);
    core::NodeId const to = index_.node_after(rest.back());
    if (from == to) return;
    network::TurnCosts const& costs = roads.costs_of(worth_.empty() ? network::usual_worth : worth_[look.leg]);
    network::Spent const own = sets_out ? costs.along(rest, news_ms_) : costs.after(on, rest, news_ms_);
    std::uint32_t const own_ms = own.cost_ms();
    std::uint32_t limit_ms = unreachable_cost;
    if (own_ms != unreachable_cost) {
        std::int64_t const gain_ms = least_gain_ms(own_ms);
        if (own_ms - free_ms < gain_ms) return;
        limit_ms = static_cast<std::uint32_t>(own_ms - gain_ms + 1);
    }
    std::uint32_t const best_ms = sets_out
                                      ? searcher.search.find(costs, roads.bounds, from, to, news_ms_, limit_ms)
                                      : searcher.search.find_after(costs, roads.bounds, on, to, news_ms_, limit_ms);
    if (best_ms != unreachable_cost) searcher.search.append_route(look.better);
}

void Rerouting::change(Streets& streets, Look const& look, Millis now_ms)
{
    std::uint32_t const position = streets.add_way(
        look.from == Look::From::place ? no_entrance : streets.way(look.leg, look.position), look.better);
    if (legs_[look.leg] != Driver::changed) ++counts_.legs_changed;
    legs_[look.leg] = Driver::changed;
    if (look.from != Look::From::link) {
        streets.present_way[look.leg] = position;
        return;
    }
    LinkExit& exit = streets.exits[look.exit];
    if (!streets.layout.is_own(exit.node)) return;  // another rank has the vehicle
    auto& pool = streets.regions[streets.layout.region_of_node(exit.node)].queues;
    QueuedVehicle& vehicle = pool.at(file_of(exit, look.file), look.in_file);
    // Who stands at the stop line no longer has a right to the link beyond that he gives up.
    if (look.in_file == 0 && look.file == exit.chosen) {
        give_up_claim(streets.entrances[vehicle.next_entrance],
                      static_cast<std::uint16_t>(look.exit - streets.nodes[exit.node].first_exit));
    }
    vehicle.way_position = position;
    vehicle.next_entrance = streets.way(look.leg, position + 1);
    exit.nobody_passes = false;
    streets.wake(exit.node, now_ms);
}

}  // namespace halong::traffic
