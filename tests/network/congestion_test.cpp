#include "network/congestion.hpp"

#include "core/error.hpp"
#include "network/link_costs.hpp"
#include "network/random_network.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::NodeId;

namespace {

// One link of 1 km at 50 km/h: 72 s, 1,837.5 PCU/h.
network::Network one_link()
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    auto const link = sketch.one_way(a, sketch.node(1000, 0), 1000);
    sketch[link].speed_limit_kmh = 50;
    sketch[link].road_class = network::RoadClass::primary;
    return sketch.build();
}

constexpr std::int64_t capacity_milli = 1'837'500;  // PCU/h

}  // namespace

TEST_CASE("The delay follows the curve of the Bureau of Public Roads", "[congestion]")
{
    network::Congestion const congestion(one_link(), {});
    auto const delay = [&](std::int64_t load, double scale, double share) {
        return congestion.delays_ms({load}, scale, share).at(0);
    };
    CHECK(delay(0, 1, 0.1) == 0);
    CHECK(delay(10 * capacity_milli, 1, 0.1) == 10'800);        // at capacity: 15 % of 72 s
    CHECK(delay(5 * capacity_milli, 2, 0.1) == 10'800);         // half the demand, scaled up
    CHECK(delay(10 * capacity_milli, 1, 0.05) == 675);          // (1/2)^4
    CHECK(delay(20 * capacity_milli, 1, 0.1) == 16 * 10'800);   // 2^4
    CHECK(delay(1000 * capacity_milli, 1, 0.1) == 9 * 72'000);  // capped at ten times the free time
}

TEST_CASE("Exponents that are not whole go between those that are", "[congestion]")
{
    network::RouteChoiceParameters parameters;
    parameters.bpr_beta = 2.5;
    parameters.bpr_alpha = 1;
    network::Congestion const congestion(one_link(), parameters);
    // 2^2.5 = 5.656854
    CHECK(congestion.delays_ms({20 * capacity_milli}, 1, 0.1).at(0) == 407'294);
    parameters.bpr_beta = 0;
    CHECK(network::Congestion(one_link(), parameters).delays_ms({capacity_milli}, 1, 0.1).at(0) == 72'000);
    parameters.bpr_beta = -1;
    CHECK_THROWS_WITH(network::Congestion(one_link(), parameters), "bpr_alpha and bpr_beta must not be negative");
}

TEST_CASE("Delays are added to free costs; shut links stay shut, sums do not wrap", "[congestion]")
{
    using network::unreachable_cost;
    CHECK(network::delayed({10, unreachable_cost, unreachable_cost - 5}, {5, 5, 500}) ==
          std::vector<std::uint32_t>{15, unreachable_cost, unreachable_cost - 1});
}
