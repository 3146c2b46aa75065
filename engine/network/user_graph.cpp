#include "network/user_graph.hpp"

#include "network/congestion.hpp"
#include "network/link_costs.hpp"

namespace halong::network {
namespace {

// Lorries, buses and coaches share trees: only links that are open to all of them, at a lorry's speed.
std::vector<std::uint32_t> heavy_costs_ms(Network const& network)
{
    std::vector<std::uint32_t> costs = free_costs_ms(network, VehicleClass::lorry);
    for (LinkId const link : network.links()) {
        Access const access = network.access(link);
        if (!access.has(VehicleClass::bus) || !access.has(VehicleClass::coach)) costs[link.value()] = unreachable_cost;
    }
    return costs;
}

Access access_of(RouteUser user)
{
    switch (user) {
        case RouteUser::motorbike:
            return Access::of(VehicleClass::motorbike);
        case RouteUser::car:
            return Access::of(VehicleClass::car);
        case RouteUser::heavy:
            return Access::of(VehicleClass::lorry);
        case RouteUser::bicycle:
            return Access::of(VehicleClass::bicycle);
        case RouteUser::walker:
            break;
    }
    return Access::walkers();
}

std::vector<std::uint32_t> free_costs_of(Network const& network, RouteUser user, double walk_speed_mps)
{
    switch (user) {
        case RouteUser::motorbike:
            return free_costs_ms(network, VehicleClass::motorbike);
        case RouteUser::car:
            return free_costs_ms(network, VehicleClass::car);
        case RouteUser::heavy:
            return heavy_costs_ms(network);
        case RouteUser::bicycle:
            return free_costs_ms(network, VehicleClass::bicycle);
        case RouteUser::walker:
            break;
    }
    return walk_costs_ms(network, walk_speed_mps);
}

}  // namespace

VehicleClass vehicle_of(RouteUser user)
{
    switch (user) {
        case RouteUser::motorbike:
            return VehicleClass::motorbike;
        case RouteUser::bicycle:
            return VehicleClass::bicycle;
        case RouteUser::heavy:
            return VehicleClass::lorry;
        case RouteUser::car:
        case RouteUser::walker:
            break;
    }
    return VehicleClass::car;
}

Access bans_of(RouteUser user)
{
    if (user != RouteUser::heavy) return access_of(user);
    return Access::of(VehicleClass::lorry).with(Access::of(VehicleClass::bus)).with(Access::of(VehicleClass::coach));
}

Access payers_of(RouteUser user)
{
    if (user != RouteUser::car) return bans_of(user);
    return Access::of(VehicleClass::car).with(Access::of(VehicleClass::van));
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
    ban_slots->shut(slot, bans_of(user), costs_ms);
    return costs_ms;
}

std::vector<std::uint32_t> UserGraph::costs_in(std::size_t slot, std::vector<std::uint32_t> const& delays_ms,
                                               WorthStep worth) const
{
    std::vector<std::uint32_t> costs_ms = costs_in(slot, delays_ms);
    add_tolls(ban_slots->tolls_ms(slot, payers_of(user), worth, costs_ms.size()), costs_ms);
    return costs_ms;
}

}  // namespace halong::network
