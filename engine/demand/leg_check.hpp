// Whether a given route can be driven.
#pragma once

#include "network/network.hpp"

#include <span>
#include <string>

namespace halong::demand {

// Why a vehicle cannot follow the links one after the other; empty when it can.
std::string fault_of_route(network::Network const& network, std::span<core::LinkId const> route,
                           network::VehicleClass vehicle);

}  // namespace halong::demand
