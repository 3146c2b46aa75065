#include "network/user_graph.hpp"

#include "network/congestion.hpp"
#include "network/link_costs.hpp"

namespace halong::network {
namespace {

std::vector<std::uint32_t> free_costs_of(Network const& network, RouteUser user, double walk_speed_mps)
{
    if (user == RouteUser::walker) return walk_costs_ms(network, walk_speed_mps);
    return free_costs_ms(network, vehicle_of(user), pace_of(user));
}

}  // namespace

Access access_of(RouteUser user)
{
    return user == RouteUser::walker ? Access::walkers() : Access::of(vehicle_of(user));
}

UserGraph::UserGraph(Network const& network, RouteUser route_user, RouteChoiceParameters const& parameters,
                     BanSlots const& slots)
    : user(route_user),
      graph(network, access_of(route_user), parameters.u_turns),
      hierarchy(graph),
      free_costs(free_costs_of(network, route_user, parameters.walk_speed_mps)),
      ban_slots(&slots),
      period_costs(slots.count() * period_count, HierarchyCosts(hierarchy, free_costs))
{}

void UserGraph::set_costs(Period period, std::vector<std::uint32_t> const& delays_ms)
{
    if (user == RouteUser::walker) return;  // free costs, always
    for (std::size_t slot = 0; slot < ban_slots->count(); ++slot) {
        period_costs[slot * period_count + static_cast<std::size_t>(period)].customize(costs_in(slot, delays_ms));
    }
}

std::vector<std::uint32_t> UserGraph::costs_in(std::size_t slot, std::vector<std::uint32_t> const& delays_ms) const
{
    std::vector<std::uint32_t> costs_ms = delayed(free_costs, delays_ms);
    ban_slots->shut(slot, access_of(user), costs_ms);
    return costs_ms;
}

std::vector<std::uint32_t> UserGraph::costs_in(std::size_t slot, std::vector<std::uint32_t> const& delays_ms,
                                               WorthStep worth) const
{
    std::vector<std::uint32_t> costs_ms = costs_in(slot, delays_ms);
    add_tolls(ban_slots->tolls_ms(slot, access_of(user), worth, costs_ms.size()), costs_ms);
    return costs_ms;
}

}  // namespace halong::network
