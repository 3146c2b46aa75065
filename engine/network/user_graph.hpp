// The graph of one kind of route user, with the costs that hold in each period of the day.
#pragma once

#include "network/ban_slots.hpp"
#include "network/distinct_users.hpp"
#include "network/hierarchy.hpp"
#include "network/route_choice.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

enum class Period : std::uint8_t {
    peak,
    off_peak
};
inline constexpr std::size_t period_count = 2;

// Whose links, bans by hour and tolls are a user's.
Access access_of(RouteUser user);

struct UserGraph {
    // Free costs: time of a vehicle, distance of a walker as time at `parameters.walk_speed_mps`.
    // `slots` must outlive it.
    UserGraph(Network const& network, RouteUser route_user, RouteChoiceParameters const& parameters,
              BanSlots const& slots);
    // Costs are kept by reference to the graph.
    ~UserGraph() = default;
    UserGraph(UserGraph const&) = delete;
    UserGraph& operator=(UserGraph const&) = delete;

    // Sets the costs of one period in all slots: free costs, and `delays_ms` by link for all but walkers; no tolls.
    void set_costs(Period period, std::vector<std::uint32_t> const& delays_ms);
    // Free costs and delays by link, with what is banned in the slot shut.
    [[nodiscard]] std::vector<std::uint32_t> costs_in(std::size_t slot,
                                                      std::vector<std::uint32_t> const& delays_ms) const;
    // The same with tolls, as they are weighed by who values time so.
    [[nodiscard]] std::vector<std::uint32_t> costs_in(std::size_t slot, std::vector<std::uint32_t> const& delays_ms,
                                                      WorthStep worth) const;
    [[nodiscard]] HierarchyCosts const& costs(Period period, std::size_t slot) const
    {
        return period_costs[slot * period_count + static_cast<std::size_t>(period)];
    }

    RouteUser user;
    SearchGraph graph;
    Hierarchy hierarchy;
    std::vector<std::uint32_t> free_costs;
    BanSlots const* ban_slots;
    std::vector<HierarchyCosts> period_costs;  // by slot and period
};

}  // namespace halong::network
