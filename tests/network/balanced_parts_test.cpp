// Graphs cut into parts: balanced, and where little is between them.
#include "network/balanced_parts.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using network::balanced_parts;
using network::WeightedEdge;

namespace {

// A square grid, `side` vertices wide, rows first.
std::vector<WeightedEdge> grid(std::uint32_t side)
{
    std::vector<WeightedEdge> edges;
    for (std::uint32_t y = 0; y < side; ++y) {
        for (std::uint32_t x = 0; x < side; ++x) {
            std::uint32_t const v = y * side + x;
            if (x + 1 < side) edges.push_back({v, v + 1, 10});
            if (y + 1 < side) edges.push_back({v, v + side, 10});
        }
    }
    return edges;
}

std::int64_t cut_of(std::vector<std::uint32_t> const& part, std::vector<WeightedEdge> const& edges)
{
    std::int64_t cut = 0;
    for (WeightedEdge const& edge : edges) cut += part[edge.a] != part[edge.b] ? edge.weight : 0;
    return cut;
}

std::int64_t most_of(std::vector<std::uint32_t> const& part, std::vector<std::int64_t> const& weights,
                     std::uint32_t parts)
{
    std::vector<std::int64_t> sums(parts, 0);
    for (std::size_t v = 0; v < part.size(); ++v) sums.at(part[v]) += weights[v];
    return *std::ranges::max_element(sums);
}

}  // namespace

TEST_CASE("a grid is cut into parts of like weight along short lines")
{
    constexpr std::uint32_t side = 30;
    auto const edges = grid(side);
    std::vector<std::int64_t> weights(side * side, 7);
    for (std::uint32_t const parts : {2U, 3U, 4U, 8U, 64U}) {
        CAPTURE(parts);
        auto const part = balanced_parts(weights, edges, parts);
        CHECK(part == balanced_parts(weights, edges, parts));
        CHECK(static_cast<double>(most_of(part, weights, parts)) <= 1.15 * 7 * side * side / parts);
        // Squares of side s have a border of 4 s each, of which half belongs to each of two parts; half as much again.
        double const square = 2.0 * side * std::sqrt(static_cast<double>(parts)) * 10;
        CHECK(static_cast<double>(cut_of(part, edges)) <= 1.5 * square);
    }
    // Half of the weight lies in one corner, in 25 of the 900 vertices.
    for (std::uint32_t v = 0; v < side * side; ++v) weights[v] = v % side < 5 && v / side < 5 ? 35 : 1;
    CHECK(static_cast<double>(most_of(balanced_parts(weights, edges, 2), weights, 2)) <= 0.65 * (875 + 875));
}

TEST_CASE("two towns are cut between them, whatever the size of weights")
{
    auto edges = grid(10);
    auto const one = edges;
    for (WeightedEdge const& edge : one) edges.push_back({edge.a + 100, edge.b + 100, edge.weight});
    for (WeightedEdge& edge : edges) edge.weight *= 1'000'000'000;
    edges.push_back({0, 100, 1});
    edges.push_back({5, 5, 3});  // a loop
    std::vector<std::int64_t> const weights(200, 1'000'000'000'000);
    auto const part = balanced_parts(weights, edges, 2);
    CHECK(cut_of(part, edges) == 1);
}

TEST_CASE("few vertices are dealt out in turn, one part is all, and what makes no sense is a fault")
{
    std::vector<std::int64_t> const weights(5, 1);
    CHECK(balanced_parts(weights, grid(2), 2) == std::vector<std::uint32_t>{0, 1, 0, 1, 0});
    CHECK(balanced_parts(weights, {}, 1) == std::vector<std::uint32_t>(5, 0));
    CHECK(balanced_parts({}, {}, 4).empty());
    CHECK_THROWS_AS(balanced_parts(weights, {}, 0), core::InternalFault);
    CHECK_THROWS_AS(balanced_parts(weights, std::vector<WeightedEdge>{{0, 5, 1}}, 2), core::InternalFault);
    CHECK_THROWS_AS(balanced_parts(weights, std::vector<WeightedEdge>{{0, 1, 0}}, 2), core::InternalFault);
}
