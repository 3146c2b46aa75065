#include "geo/geometry.hpp"

#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong::geo;
using halong::core::Random;
using halong::core::Stream;

namespace {

double const pi = 3.14159265358979323846;

Ring square(double x, double y, double side)
{
    return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
}

Area square_with_hole() { return {{square(0, 0, 4), {square(1, 1, 2)}}}; }

double uniform(std::uint32_t purpose, std::uint32_t i, double low, double high)
{
    return low + (high - low) * Random(7).uniform(Stream::test, {2, purpose, i});
}

// A zigzag with coordinates of the size that Hạ Long has in its metric CRS.
Line random_line(std::uint32_t i)
{
    Line line;
    auto const size = static_cast<std::uint32_t>(2 + i % 7);
    for (std::uint32_t k = 0; k < size; ++k) {
        line.push_back({427'000 + uniform(1, i * 10 + k, 0, 500), 2'317'000 + uniform(2, i * 10 + k, 0, 500)});
    }
    if (i % 5 == 0) line.push_back(line.back());  // a repeated point
    return line;
}

}  // namespace

TEST_CASE("lengths and distances")
{
    CHECK(distance_m({0, 0}, {3, 4}) == 5);
    CHECK(length_m({{0, 0}, {3, 4}, {3, 10}}) == 11);
    CHECK(length_m({}) == 0);
    CHECK(length_m({{1, 1}}) == 0);
    CHECK(length_m({{1, 1}, {1, 1}}) == 0);
}

TEST_CASE("middles_along gives the points of point_along")
{
    for (std::uint32_t i = 0; i < 300; ++i) {
        Line const line = random_line(i);
        std::size_t const count = 1 + i % 17;
        auto const points = middles_along(line, count);
        REQUIRE(points.size() == count);
        for (std::size_t k = 0; k < count; ++k) {
            REQUIRE(points[k] == point_along(line, (static_cast<double>(k) + 0.5) / static_cast<double>(count)));
        }
    }
    CHECK(middles_along({{3, 4}, {3, 4}}, 2) == std::vector<PointMetric>{{3, 4}, {3, 4}});
    CHECK(middles_along({}, 3).empty());
}

TEST_CASE("point_along goes by length, over repeated points, and stays on the line")
{
    Line const line{{0, 0}, {10, 0}, {10, 0}, {10, 30}};
    CHECK(point_along(line, 0) == PointMetric{0, 0});
    CHECK(point_along(line, 0.125) == PointMetric{5, 0});
    CHECK(point_along(line, 0.25) == PointMetric{10, 0});
    CHECK(point_along(line, 0.5) == PointMetric{10, 10});
    CHECK(point_along(line, 1) == PointMetric{10, 30});
    CHECK(point_along(line, -3) == PointMetric{0, 0});
    CHECK(point_along(line, 3) == PointMetric{10, 30});
    CHECK(point_along({{2, 3}, {2, 3}}, 0.5) == PointMetric{2, 3});
    CHECK(point_along({{2, 3}}, 0.5) == PointMetric{2, 3});
}

TEST_CASE("heading_along is that of the segment ahead, and of the last one at the end")
{
    Line const line{{0, 0}, {0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}, {0, 0}};
    CHECK(heading_along(line, 0) == 0);
    CHECK(heading_along(line, 0.2) == 0);
    CHECK(heading_along(line, 0.25) == pi / 2);
    CHECK(heading_along(line, 0.5) == pi);
    CHECK(heading_along(line, 0.75) == -pi / 2);
    CHECK(heading_along(line, 1) == -pi / 2);
    CHECK(heading_along({{0, 0}, {1, 1}}, 0.3) == pi / 4);
    CHECK(heading_along({{5, 5}, {5, 5}}, 0.3) == 0);
}

TEST_CASE("nearest_on_line in exact cases")
{
    Line const line{{0, 0}, {10, 0}, {10, 30}};
    auto nearest = nearest_on_line(line, {5, 3});
    CHECK(nearest.distance_m == 3);
    CHECK(nearest.fraction == 0.125);
    nearest = nearest_on_line(line, {-3, -4});
    CHECK(nearest.distance_m == 5);
    CHECK(nearest.fraction == 0);
    nearest = nearest_on_line(line, {10, 35});
    CHECK(nearest.distance_m == 5);
    CHECK(nearest.fraction == 1);
    nearest = nearest_on_line(line, {12, -1});
    CHECK(nearest.distance_m == Approx(std::sqrt(5.0)));
    CHECK(nearest.fraction == 0.25);
    nearest = nearest_on_line({{1, 1}, {1, 1}}, {4, 5});
    CHECK(nearest.distance_m == 5);
    CHECK(nearest.fraction == 0);
}

TEST_CASE("nearest_on_line is never beaten by dense sampling and lies where it says")
{
    for (std::uint32_t i = 0; i < 500; ++i) {
        Line const line = random_line(i);
        PointMetric const point{427'000 + uniform(3, i, -200, 700), 2'317'000 + uniform(4, i, -200, 700)};
        auto const nearest = nearest_on_line(line, point);
        REQUIRE(nearest.fraction >= 0);
        REQUIRE(nearest.fraction <= 1);
        REQUIRE(distance_m(point_along(line, nearest.fraction), point) == Approx(nearest.distance_m).margin(1e-6));
        double sampled_m = 1e9;
        constexpr int samples = 2000;
        for (int k = 0; k <= samples; ++k) {
            double const fraction = static_cast<double>(k) / samples;
            sampled_m = std::min(sampled_m, distance_m(point_along(line, fraction), point));
        }
        REQUIRE(nearest.distance_m <= sampled_m + 1e-6);
        REQUIRE(sampled_m <= nearest.distance_m + length_m(line) / samples);
    }
}

TEST_CASE("contains knows holes, open rings and several polygons")
{
    Area const area = square_with_hole();
    CHECK(contains(area, {0.5, 0.5}));
    CHECK_FALSE(contains(area, {2, 2}));
    CHECK_FALSE(contains(area, {5, 2}));
    CHECK_FALSE(contains(area, {-1, 4}));
    Area const open{{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, {}}};
    CHECK(contains(open, {0.1, 2}));
    Area const two{{square(0, 0, 1), {}}, {square(10, 10, 1), {}}};
    CHECK(contains(two, {10.5, 10.5}));
    CHECK_FALSE(contains(two, {5, 5}));
    Area const overlapping{{square(0, 0, 4), {}}, {square(2, 2, 4), {}}};
    CHECK(contains(overlapping, {3, 3}));
    CHECK_FALSE(contains(Area{}, {0, 0}));
}

TEST_CASE("a point on a border belongs to exactly one of the areas that share it")
{
    // A big square cut in two by a slanting common edge, which the two run in opposite directions.
    for (std::uint32_t i = 0; i < 2000; ++i) {
        double const cut_low = uniform(5, i, 1, 9);
        double const cut_high = uniform(6, i, 1, 9);
        Area const left{{{{0, 0}, {cut_low, 0}, {cut_high, 10}, {0, 10}}, {}}};
        Area const right{{{{cut_low, 0}, {10, 0}, {10, 10}, {cut_high, 10}}, {}}};
        double const t = uniform(7, i, 0.001, 0.999);
        PointMetric const on_cut{cut_low + t * (cut_high - cut_low), 10 * t};
        REQUIRE(contains(left, on_cut) != contains(right, on_cut));
    }
    Area const grid[] = {
        {{square(0, 0, 1), {}}}, {{square(1, 0, 1), {}}}, {{square(0, 1, 1), {}}}, {{square(1, 1, 1), {}}}};
    int owners = 0;
    for (auto const& cell : grid) owners += contains(cell, {1, 1}) ? 1 : 0;
    CHECK(owners == 1);
}

TEST_CASE("area and centroid")
{
    CHECK(area_m2({{square(0, 0, 1), {}}}) == 1);
    CHECK(area_m2(square_with_hole()) == 12);
    CHECK(centroid(square_with_hole()) == PointMetric{2, 2});
    Area clockwise{{square(0, 0, 2), {}}};
    std::reverse(clockwise[0].outer.begin(), clockwise[0].outer.end());
    CHECK(area_m2(clockwise) == 4);
    CHECK(centroid(clockwise) == PointMetric{1, 1});
    // Two squares, areas 1 and 9: the centre divides the way between theirs 9 to 1.
    Area const two{{square(0, 0, 1), {}}, {square(10, 0, 3), {}}};
    CHECK(area_m2(two) == 10);
    CHECK(centroid(two).x_m == Approx(0.1 * 0.5 + 0.9 * 11.5));
    CHECK(centroid(two).y_m == Approx(0.1 * 0.5 + 0.9 * 1.5));
    // A hole off the centre: (16 * 2 - 1 * 3.5) / 15.
    CHECK(centroid({{square(0, 0, 4), {square(3, 3, 1)}}}).x_m == Approx(28.5 / 15));
    // Far from the origin nothing is lost.
    CHECK(area_m2({{square(427'000, 2'317'000, 0.5), {}}}) == 0.25);
    CHECK(centroid({{square(427'000, 2'317'000, 0.5), {}}}) == PointMetric{427'000.25, 2'317'000.25});
    // Nothing but a line or a point: the mean of the points.
    CHECK(centroid({{{{0, 0}, {2, 2}, {4, 4}}, {}}}) == PointMetric{2, 2});
    CHECK(centroid({{{{3, 4}, {3, 4}}, {}}}) == PointMetric{3, 4});
    CHECK(area_m2({}) == 0);
}

TEST_CASE("boxes")
{
    Box const box = expanded(box_of(Line{{1, 5}, {-2, 7}, {0, 6}}), 10);
    CHECK(box.min_x_m == -12);
    CHECK(box.min_y_m == -5);
    CHECK(box.max_x_m == 11);
    CHECK(box.max_y_m == 17);
    Box const around = box_of(Area{{square(0, 0, 1), {}}, {square(10, 20, 1), {}}});
    CHECK(around.max_x_m == 11);
    CHECK(around.max_y_m == 21);
    CHECK(box_of(Line{}).max_x_m == 0);
}

TEST_CASE("segments that cross")
{
    auto const found = crossing({0, 0}, {4, 4}, {0, 4}, {4, 0});
    REQUIRE(found);
    CHECK(found->point == PointMetric{2, 2});
    CHECK(found->along_first == 0.5);
    CHECK(found->along_second == 0.5);
    CHECK_FALSE(crossing({0, 0}, {1, 1}, {0, 4}, {4, 0}));
    CHECK_FALSE(crossing({0, 0}, {4, 0}, {0, 1}, {4, 1}));      // parallel
    CHECK_FALSE(crossing({0, 0}, {4, 0}, {2, 0}, {6, 0}));      // on one line
    CHECK_FALSE(crossing({0, 0}, {0, 0}, {-1, 0}, {1, 0}));     // no length
    CHECK_FALSE(crossing({0, 0}, {4, 0}, {2, 0.001}, {2, 3}));  // a millimetre apart
}

TEST_CASE("segments whose ends touch give that end exactly")
{
    auto corner = crossing({0, 0}, {3, 0}, {3, 0}, {3, 5});
    REQUIRE(corner);
    CHECK(corner->point == PointMetric{3, 0});
    CHECK(corner->along_first == 1);
    CHECK(corner->along_second == 0);
    auto const tee = crossing({0, 0}, {4, 0}, {1, 7}, {1, 0});
    REQUIRE(tee);
    CHECK(tee->point == PointMetric{1, 0});
    CHECK(tee->along_first == 0.25);
    CHECK(tee->along_second == 1);
    for (std::uint32_t i = 0; i < 2000; ++i) {  // a tee at any angle, with the rounding of far coordinates
        PointMetric const a{427'000 + uniform(8, i, 0, 99), 2'317'000 + uniform(9, i, 0, 99)};
        PointMetric const b{a.x_m + uniform(10, i, 1, 500), a.y_m + uniform(11, i, -500, 500)};
        PointMetric const c = point_along({a, b}, uniform(12, i, 0, 1));
        PointMetric const d{c.x_m + uniform(13, i, -10, -1), c.y_m + 600};
        auto const found = crossing(a, b, c, d);
        REQUIRE(found);
        REQUIRE(distance_m(found->point, c) < 1e-6);
        REQUIRE(found->along_second == 0);
    }
}

TEST_CASE("crossing is symmetric, and its point lies on both segments")
{
    int crossings = 0;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        auto const spot = [i](std::uint32_t k) {
            return PointMetric{uniform(14, i * 4 + k, 0, 100), uniform(15, i * 4 + k, 0, 100)};
        };
        PointMetric const a = spot(0), b = spot(1), c = spot(2), d = spot(3);
        auto const found = crossing(a, b, c, d);
        REQUIRE(found.has_value() == crossing(c, d, a, b).has_value());
        REQUIRE(found.has_value() == crossing(b, a, c, d).has_value());
        if (!found) continue;
        ++crossings;
        REQUIRE(distance_m(point_along({a, b}, found->along_first), found->point) < 1e-9);
        REQUIRE(distance_m(point_along({c, d}, found->along_second), found->point) < 1e-6);
    }
    CHECK(crossings > 1000);  // chance makes about 23 % of such pairs cross
    CHECK(crossings < 1300);
}
