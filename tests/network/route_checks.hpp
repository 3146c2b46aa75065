// What every route must be, whoever chose it.
#pragma once

#include "network/network.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::test {

// Requires that the links lead from origin to destination, by links that `costs_ms` leaves open and no banned turn.
// Returns the sum of their costs.
inline std::uint64_t checked_cost(network::Network const& network, std::span<core::LinkId const> route,
                                  core::NodeId origin, core::NodeId destination,
                                  std::vector<std::uint32_t> const& costs_ms)
{
    std::uint64_t cost = 0;
    core::NodeId at = origin;
    for (std::size_t i = 0; i < route.size(); ++i) {
        REQUIRE(network.from(route[i]) == at);
        REQUIRE(costs_ms[route[i].value()] != UINT32_MAX);
        if (i > 0) REQUIRE_FALSE(network.is_banned(route[i - 1], route[i]));
        cost += costs_ms[route[i].value()];
        at = network.to(route[i]);
    }
    REQUIRE(at == destination);
    return cost;
}

}  // namespace halong::test
