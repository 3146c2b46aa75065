// Networks for static assignment: written by hand, or random grids.
#pragma once

#include "city/static_network.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <set>
#include <utility>

namespace halong::test {

inline city::StaticNetwork static_nodes(std::uint32_t count)
{
    city::StaticNetwork network;
    network.file = "network";
    for (std::uint32_t node = 0; node < count; ++node) network.node_id.push_back(fmt::format("{}", node + 1));
    return network;
}

// Cost of a link: free_time (1 + b (v / capacity)^power).
struct StaticCost {
    double free_time = 1;
    double b = 0;
    double power = 1;
    double capacity = 1;
};

inline void add_static_link(city::StaticNetwork& network, std::uint32_t from, std::uint32_t to, StaticCost const& cost)
{
    network.link_id.push_back(fmt::format("{}", network.from.size() + 1));
    network.from.push_back(from);
    network.to.push_back(to);
    network.capacity.push_back(cost.capacity);
    network.free_time.push_back(cost.free_time);
    network.b.push_back(cost.b);
    network.power.push_back(cost.power);
    network.fixed_cost.push_back(0);
}

inline city::StaticDemand static_demand(city::StaticNetwork const& network, std::vector<city::TripRow> rows)
{
    std::vector<core::Diagnostic> findings;
    auto demand = city::demand_of("demand", std::move(rows), network, findings);
    core::ensure(findings.empty(), "a test's demand names a pair twice");
    return demand;
}

struct StaticCase {
    city::StaticNetwork network;
    city::StaticDemand demand;
};

// Braess 1968: 1 -> 3 -> 2, 1 -> 4 -> 2 and a bridge 3 -> 4; six trips from 1 to 2.
inline StaticCase braess(bool with_bridge)
{
    StaticCase made{static_nodes(4), {}};
    StaticCost const slope{1e-8, 1e9, 1, 1};
    StaticCost const level{50, 0.02, 1, 1};
    add_static_link(made.network, 0, 2, slope);
    add_static_link(made.network, 0, 3, level);
    add_static_link(made.network, 2, 1, level);
    add_static_link(made.network, 3, 1, slope);
    if (with_bridge) add_static_link(made.network, 2, 3, {10, 0.1, 1, 1});
    made.demand = static_demand(made.network, {{0, 1, 6, 1, 1}});
    return made;
}

// Streets both ways between neighbours of a square grid. The first `zones` nodes are tied to a corner of the grid by
// connectors, and may not be passed through; some pairs of them have trips.
inline StaticCase random_grid(std::uint64_t seed, std::uint32_t side, std::uint32_t zones)
{
    core::Random const random(seed);
    std::uint32_t drawn = 0;
    auto const draw = [&] { return random.uniform(core::Stream::test, {seed, 1, drawn++}); };
    StaticCase made{static_nodes(zones + side * side), {}};
    made.network.first_through_node = zones;
    auto const node = [&](std::uint32_t x, std::uint32_t y) { return zones + y * side + x; };
    auto const street = [&](std::uint32_t a, std::uint32_t b) {
        constexpr double powers[] = {1, 2, 4, 2.5};
        for (auto const& [from, to] : {std::pair{a, b}, std::pair{b, a}}) {
            double const power = powers[static_cast<std::size_t>(draw() * 4)];
            add_static_link(made.network, from, to, {1 + 4 * draw(), 0.15 + draw(), power, 500 + 1'500 * draw()});
        }
    };
    for (std::uint32_t y = 0; y < side; ++y) {
        for (std::uint32_t x = 0; x < side; ++x) {
            if (x + 1 < side) street(node(x, y), node(x + 1, y));
            if (y + 1 < side) street(node(x, y), node(x, y + 1));
        }
    }
    for (std::uint32_t zone = 0; zone < zones; ++zone) {
        // Two ties, so that a path through the zone would be a short cut.
        for (int tie = 0; tie < 2; ++tie) {
            auto const to = zones + static_cast<std::uint32_t>(draw() * side * side);
            add_static_link(made.network, zone, to, {0.01, 0, 1, 1});
            add_static_link(made.network, to, zone, {0.01, 0, 1, 1});
        }
    }
    std::vector<city::TripRow> rows;
    for (std::uint32_t from = 0; from < zones; ++from) {
        for (std::uint32_t to = 0; to < zones; ++to) {
            if (from != to && draw() < 0.7) rows.push_back({from, to, 400 * draw(), 1, 1});
        }
    }
    made.demand = static_demand(made.network, std::move(rows));
    return made;
}

}  // namespace halong::test
