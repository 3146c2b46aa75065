#include "network/distinct_users.hpp"

#include <algorithm>
#include <initializer_list>

namespace halong::network {
namespace {

// Whether all links treat two classes alike.
bool are_alike(Network const& network, VehicleClass a, VehicleClass b)
{
    auto const has_both_or_none = [a, b](Access access) { return access.has(a) == access.has(b); };
    for (LinkId const link : network.links()) {
        if (!has_both_or_none(network.access(link))) return false;
    }
    for (HourBan const& ban : network.hour_bans()) {
        if (!has_both_or_none(ban.banned)) return false;
    }
    for (LinkToll const& toll : network.link_tolls()) {
        if (!has_both_or_none(toll.payers)) return false;
    }
    return true;
}

}  // namespace

VehicleClass vehicle_of(RouteUser user)
{
    switch (user) {
        case RouteUser::motorbike:
            return VehicleClass::motorbike;
        case RouteUser::van:
            return VehicleClass::van;
        case RouteUser::lorry:
            return VehicleClass::lorry;
        case RouteUser::bus:
            return VehicleClass::bus;
        case RouteUser::coach:
            return VehicleClass::coach;
        case RouteUser::bicycle:
            return VehicleClass::bicycle;
        case RouteUser::car:
        case RouteUser::walker:
            break;
    }
    return VehicleClass::car;
}

VehicleClass pace_of(RouteUser user)
{
    switch (user) {
        case RouteUser::van:
            return VehicleClass::car;
        case RouteUser::bus:
        case RouteUser::coach:
            return VehicleClass::lorry;
        default:
            return vehicle_of(user);
    }
}

DistinctUsers::DistinctUsers(Network const& network)
{
    for (int i = 0; i < route_user_count; ++i) as_[static_cast<std::size_t>(i)] = static_cast<RouteUser>(i);
    auto const share = [&](RouteUser user, std::initializer_list<RouteUser> others) {
        auto const* const found = std::ranges::find_if(
            others, [&](RouteUser other) { return are_alike(network, vehicle_of(user), vehicle_of(other)); });
        if (found != others.end()) as_[static_cast<std::size_t>(user)] = *found;
    };
    share(RouteUser::van, {RouteUser::car});
    share(RouteUser::bus, {RouteUser::lorry});
    share(RouteUser::coach, {RouteUser::lorry, RouteUser::bus});
}

}  // namespace halong::network
