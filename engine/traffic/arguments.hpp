// What traffic may be made of.
#pragma once

#include "city/travel.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "traffic/road_model.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

// InternalFault when the arguments of Traffic do not fit each other or the model.
void check_arguments(RoadModel const& model, city::Plans const& plans, network::Network const& network,
                     network::Routes const& routes, std::vector<std::uint8_t> const& watched,
                     scenario::TrafficParameters const& parameters);

}  // namespace halong::traffic
