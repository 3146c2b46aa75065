// Sight past buildings: cases by hand, and random houses against a walk along the line in steps of 2 cm.
#include "city/sight.hpp"

#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace halong;
using city::Building;
using city::LineOfSight;
using city::Sight;
using city::Spot;

namespace {

Building box(double x_m, double y_m, double width_m, double depth_m, double height_m)
{
    return {{{{{x_m, y_m}, {x_m + width_m, y_m}, {x_m + width_m, y_m + depth_m}, {x_m, y_m + depth_m}}, {}}}, height_m};
}

double uniform(std::uint32_t purpose, std::uint32_t i, double low, double high)
{
    return low + (high - low) * core::Random(11).uniform(core::Stream::test, {11, purpose, i});
}

// Turned rectangles of 4 to 25 m, 3 to 20 m high, over 300 x 300 m.
std::vector<Building> random_houses(std::uint32_t count)
{
    std::vector<Building> houses;
    for (std::uint32_t i = 0; i < count; ++i) {
        double const turn = uniform(1, i, 0, 2 * std::numbers::pi);
        geo::PointMetric const centre{uniform(2, i, 0, 300), uniform(3, i, 0, 300)};
        double const a = uniform(4, i, 2, 12);
        double const b = uniform(5, i, 2, 12);
        geo::Ring ring;
        for (auto const& [u, v] : {std::pair{-a, -b}, {a, -b}, {a, b}, {-a, b}}) {
            ring.push_back({centre.x_m + u * std::cos(turn) - v * std::sin(turn),
                            centre.y_m + u * std::sin(turn) + v * std::cos(turn)});
        }
        houses.push_back({{{ring, {}}}, uniform(6, i, 3, 20)});
    }
    return houses;
}

// The least height between the line and a roof that it passes over, metres; below 0 it is blocked. Apart from the
// code under test: no walls, no index.
double least_clearance_m(std::vector<Building> const& houses, Spot const& from, Spot const& to)
{
    int const steps = static_cast<int>(geo::distance_m(from.at, to.at) / 0.02) + 1;
    double least = 1e9;
    for (Building const& house : houses) {
        if (geo::contains(house.footprint, from.at) || geo::contains(house.footprint, to.at)) continue;
        for (int i = 0; i <= steps; ++i) {
            double const f = static_cast<double>(i) / steps;
            geo::PointMetric const at{from.at.x_m + f * (to.at.x_m - from.at.x_m),
                                      from.at.y_m + f * (to.at.y_m - from.at.y_m)};
            double const height_m = from.height_m + f * (to.height_m - from.height_m);
            if (geo::contains(house.footprint, at)) least = std::min(least, height_m - house.height_m);
        }
    }
    return least;
}

}  // namespace

TEST_CASE("a house in the way blocks; a lower one is looked over, and at its own wall one stands in the open")
{
    std::vector<Building> const houses{box(20, -5, 10, 10, 6)};
    Sight const sight(houses);
    CHECK(sight.blocked({{0, 0}, 8}, {{60, 0}, 1.5}));
    CHECK_FALSE(sight.blocked({{0, 6}, 8}, {{60, 6}, 1.5}));  // past it
    // From 8 m to 1.5 m over 100 m the line is at 6.7 m over the near wall and at 6.05 m over the far one, of 6 m.
    CHECK_FALSE(sight.blocked({{0, 0}, 8}, {{100, 0}, 1.5}));
    CHECK(sight.blocked({{0, 0}, 8}, {{95, 0}, 1.5}));        // 5.95 m over the far wall
    CHECK_FALSE(sight.blocked({{0, 0}, 8}, {{25, 0}, 1.5}));  // inside its footprint
    CHECK_FALSE(sight.blocked({{20, 0}, 8}, {{0, 0}, 1.5}));  // from its wall, outwards
    CHECK(sight.blocked({{0, 0}, 20}, {{31, 0}, 1.5}));       // just behind it, however high the pole: 2.1 m there
    CHECK_FALSE(sight.blocked({{0, 0}, 20}, {{0, 0}, 1.5}));  // under the pole
}

TEST_CASE("a courtyard is a hole, and a house of several parts blocks with each")
{
    Building yard = box(0, 0, 40, 40, 9);
    yard.footprint.front().holes.push_back({{10, 10}, {30, 10}, {30, 30}, {10, 30}});
    yard.footprint.push_back(box(60, 0, 10, 10, 9).footprint.front());
    std::vector<Building> const houses{yard};
    Sight const sight(houses);
    CHECK_FALSE(sight.blocked({{12, 20}, 3}, {{28, 20}, 1.5}));
    CHECK(sight.blocked({{12, 20}, 3}, {{45, 20}, 1.5}));
    CHECK(sight.blocked({{50, 5}, 3}, {{80, 5}, 1.5}));
}

TEST_CASE("sight past random houses is that of a walk along the line, the same from either end")
{
    auto const houses = random_houses(150);
    Sight const sight(houses);
    int blocked = 0;
    int compared = 0;
    for (std::uint32_t i = 0; i < 600; ++i) {
        Spot const from{{uniform(7, i, 0, 300), uniform(8, i, 0, 300)}, uniform(9, i, 3, 25)};
        double const turn = uniform(10, i, 0, 2 * std::numbers::pi);
        double const far_m = uniform(12, i, 1, 120);
        Spot const to{{from.at.x_m + far_m * std::cos(turn), from.at.y_m + far_m * std::sin(turn)}, 1.5};
        bool const answer = sight.blocked(from, to);
        REQUIRE(sight.blocked(to, from) == answer);
        double const clearance_m = least_clearance_m(houses, from, to);
        if (std::abs(clearance_m) < 0.5) continue;  // the walk's own steps decide there
        ++compared;
        blocked += answer;
        CAPTURE(i, clearance_m);
        // A corner that is cut by less than a step is all that the walk may overlook.
        if (answer != (clearance_m < 0)) {
            Sight const nudged(houses);
            Spot const aside{{to.at.x_m + 0.05 * std::sin(turn), to.at.y_m - 0.05 * std::cos(turn)}, 1.5};
            Spot const other{{to.at.x_m - 0.05 * std::sin(turn), to.at.y_m + 0.05 * std::cos(turn)}, 1.5};
            REQUIRE(nudged.blocked(from, aside) != nudged.blocked(from, other));
        }
    }
    CHECK(compared > 500);
    CHECK(blocked > 150);
    CHECK(blocked < 450);
}

TEST_CASE("footprints count as complete where they cover a fifth of a square of 200 m")
{
    std::vector<Building> const houses{box(10, 10, 100, 79, 6),
                                       box(210, 10, 100, 81, 6)};  // 7,900 and 8,100 m2 of 40,000
    Sight const sight(houses);
    CHECK_FALSE(sight.mapped({100, 150}));
    CHECK(sight.mapped({300, 150}));
    CHECK_FALSE(sight.mapped({300, 250}));
    CHECK(sight.between({{280, 150}, 8}, {{390, 150}, 1.5}) == LineOfSight::open);
    CHECK(sight.between({{205, 30}, 8}, {{390, 30}, 1.5}) == LineOfSight::blocked);
    CHECK(sight.between({{100, 150}, 8}, {{390, 150}, 1.5}) == LineOfSight::unknown);
    CHECK(sight.between({{5, 30}, 8}, {{120, 30}, 1.5}) == LineOfSight::blocked);  // one house is enough
    CHECK(Sight({}).between({{0, 0}, 8}, {{9, 0}, 1.5}) == LineOfSight::unknown);
}
