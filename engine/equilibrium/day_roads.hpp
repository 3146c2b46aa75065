// What the roads of one day cost each kind of user: what is known on the next.
#pragma once

#include "network/ban_slots.hpp"
#include "network/distinct_users.hpp"
#include "network/turn_search.hpp"
#include "network/user_graph.hpp"
#include "scenario/scenario.hpp"
#include "traffic/turn_meter.hpp"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace halong::equilibrium {

using core::LinkId;
using core::Millis;
using network::RouteUser;

// Mean waits by turn and slot of entry, from what was counted. Few vehicles tell little of one turn, so their mean is
// drawn to that of all turns of the link, as if `turn_prior_vehicles` had waited for that; and the link's mean, to the
// first quartile of its means over the day, as if `link_prior_vehicles` had: a turn that nobody took looks neither free
// nor jammed. Whoever waits long is followed by others who wait at least as long less the time by which they come later
// (first in, first out), also where nobody came.
inline constexpr std::int64_t turn_prior_vehicles = 4;
inline constexpr std::int64_t link_prior_vehicles = 2;
network::WaitProfiles turn_waits(traffic::TurnWaits const& counted, network::TurnIndex const& index);
// The same of those who start on links.
network::WaitProfiles start_waits(traffic::TurnWaits const& counted);

// The roads as they were on a day, for whoever asks; nothing but free roads before the first learn(). The city's
// network and the scenario outlive it. Drivers' times are those of the traffic model on free links
// (traffic::free_times_of) and the waits; walkers wait for nobody.
class DayRoads {
public:
    DayRoads(network::Network const& network, scenario::Scenario const& scenario);
    ~DayRoads();
    DayRoads(DayRoads const&) = delete;
    DayRoads& operator=(DayRoads const&) = delete;

    void learn(traffic::TurnWaits const& counted);
    // Makes what find() and along() need for a kind of user who values a minute so; not while others ask. Without tolls one
    // worth is as good as another.
    void prepare(RouteUser user, network::WorthStep worth = network::usual_worth);
    [[nodiscard]] bool has_tolls() const { return slots_.has_tolls(); }

    // Time of a route from `departure_ms`, waits at its start and end included, and what tolls on it are worth in time;
    // network::unreachable_cost where it cannot be driven. Needs prepare(user, worth).
    [[nodiscard]] network::Spent along(RouteUser user, std::span<LinkId const> route, Millis departure_ms,
                                       network::WorthStep worth = network::usual_worth) const;
    // The way of least time and tolls from a node to another, ms, below `limit_ms`; the search tells the way. The
    // same search may serve several users. Needs prepare(user, worth).
    [[nodiscard]] std::uint32_t find(network::TurnSearch& search, RouteUser user, core::NodeId from, core::NodeId to,
                                     Millis departure_ms, std::uint32_t limit_ms,
                                     network::WorthStep worth = network::usual_worth) const;

    [[nodiscard]] network::TurnIndex const& index() const { return index_; }

private:
    struct Of;  // one kind of user
    void make(RouteUser user);

    network::Network const& network_;
    scenario::Scenario const& scenario_;
    network::BanSlots slots_;
    network::DistinctUsers distinct_;
    network::TurnIndex index_;
    network::WaitProfiles turns_;
    network::WaitProfiles starts_;
    network::WaitProfiles no_turns_;
    network::WaitProfiles no_starts_;
    std::array<std::unique_ptr<Of>, network::route_user_count> users_;
};

}  // namespace halong::equilibrium
