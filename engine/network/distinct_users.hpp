// Which users' ways a network tells apart: what goes together shares trees and hierarchies.
#pragma once

#include "network/route_choice.hpp"

#include <array>

namespace halong::network {

// Vans choose as cars, and buses and coaches as lorries, where access, bans by hour and tolls are the same for both on all links.
class DistinctUsers {
public:
    explicit DistinctUsers(Network const& network);

    // Whose ways a user takes: his own, or those of one with the same rights and speeds.
    [[nodiscard]] RouteUser of(RouteUser user) const { return as_[static_cast<std::size_t>(user)]; }

private:
    std::array<RouteUser, route_user_count> as_;
};

// The class whose access, bans and tolls are a user's; walkers have none (car).
VehicleClass vehicle_of(RouteUser user);
// The class at whose speed a user chooses his way: a car's for vans, a lorry's for buses and coaches; walkers have none (car).
VehicleClass pace_of(RouteUser user);

}  // namespace halong::network
