// The index against looking at every box.
#include "geo/spatial_index.hpp"

#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace halong::geo;
using halong::core::Random;
using halong::core::Stream;

namespace {

using Items = std::vector<std::pair<Box, std::uint32_t>>;

double uniform(std::uint32_t purpose, std::uint32_t i, double low, double high)
{
    return low + (high - low) * Random(3).uniform(Stream::test, {3, purpose, i});
}

// Whole numbers, so that there are many ties; keys repeat.
Items random_items(std::uint32_t count)
{
    Items items;
    for (std::uint32_t i = 0; i < count; ++i) {
        double const x = std::floor(uniform(1, i, 0, 100));
        double const y = std::floor(uniform(2, i, 0, 100));
        items.push_back({{x, y, x + i % 4, y + i % 3}, (i * 7919) % (count * 3 / 4 + 1)});
    }
    return items;
}

double squared_distance(Box const& box, PointMetric p)
{
    double const dx = std::max({box.min_x_m - p.x_m, 0.0, p.x_m - box.max_x_m});
    double const dy = std::max({box.min_y_m - p.y_m, 0.0, p.y_m - box.max_y_m});
    return dx * dx + dy * dy;
}

std::vector<std::uint32_t> touching_by_force(Items const& items, Box const& box)
{
    std::vector<std::uint32_t> keys;
    for (auto const& [b, key] : items) {
        bool const apart =
            b.max_x_m < box.min_x_m || b.min_x_m > box.max_x_m || b.max_y_m < box.min_y_m || b.min_y_m > box.max_y_m;
        if (!apart) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

// Liang and Barsky's way of clipping: the part of the segment inside the box is not empty.
std::vector<std::uint32_t> along_by_force(Items const& items, PointMetric a, PointMetric b)
{
    std::vector<std::uint32_t> keys;
    for (auto const& [box, key] : items) {
        double enters = 0;
        double leaves = 1;
        auto const clip = [&](double from, double step, double low, double high) {
            if (step == 0) {
                if (from < low || from > high) enters = 2;
                return;
            }
            double const one = (low - from) / step;
            double const other = (high - from) / step;
            enters = std::max(enters, std::min(one, other));
            leaves = std::min(leaves, std::max(one, other));
        };
        clip(a.x_m, b.x_m - a.x_m, box.min_x_m, box.max_x_m);
        clip(a.y_m, b.y_m - a.y_m, box.min_y_m, box.max_y_m);
        if (enters <= leaves) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::vector<std::uint32_t> nearest_by_force(Items const& items, PointMetric p, std::size_t count)
{
    std::map<std::uint32_t, double> least;
    for (auto const& [box, key] : items) {
        double const squared = squared_distance(box, p);
        auto const [entry, isnew] = least.try_emplace(key, squared);
        if (!isnew) entry->second = std::min(entry->second, squared);
    }
    std::vector<std::pair<double, std::uint32_t>> order;
    for (auto const& [key, squared] : least) order.emplace_back(squared, key);
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> keys;
    for (std::size_t i = 0; i < std::min(count, order.size()); ++i) keys.push_back(order[i].second);
    return keys;
}

}  // namespace

TEST_CASE("touching and nearest equal brute force, ties and repeated keys included")
{
    for (std::uint32_t const size : {1U, 5U, 40U, 1000U}) {
        Items const items = random_items(size);
        SpatialIndex const index(items);
        for (std::uint32_t i = 0; i < 300; ++i) {
            double const x = std::floor(uniform(3, i, -20, 120));
            double const y = std::floor(uniform(4, i, -20, 120));
            Box const box{x, y, x + i % 11, y + i % 13};
            REQUIRE(index.touching(box) == touching_by_force(items, box));
            PointMetric const end{uniform(8, i, -20, 120), uniform(9, i, -20, 120)};
            REQUIRE(index.along({x, y}, end) == along_by_force(items, {x, y}, end));
            std::size_t const count = i % 9;
            REQUIRE(index.nearest({x, y}, count) == nearest_by_force(items, {x, y}, count));
        }
    }
}

TEST_CASE("the order of the items makes no difference")
{
    Items items = random_items(500);
    SpatialIndex const index(items);
    std::reverse(items.begin(), items.end());
    SpatialIndex const reversed(items);
    for (std::uint32_t i = 0; i < 200; ++i) {
        PointMetric const p{uniform(5, i, 0, 100), uniform(6, i, 0, 100)};
        REQUIRE(index.nearest(p, 12) == reversed.nearest(p, 12));
        REQUIRE(index.touching({p.x_m, p.y_m, p.x_m + 9, p.y_m + 9}) ==
                reversed.touching({p.x_m, p.y_m, p.x_m + 9, p.y_m + 9}));
    }
}

TEST_CASE("boxes that only share a border touch")
{
    SpatialIndex const index({{{0, 0, 1, 1}, 4}, {{2, 0, 3, 1}, 2}});
    CHECK(index.touching({1, 1, 2, 2}) == std::vector<std::uint32_t>{2, 4});
    CHECK(index.touching({1.1, 0, 1.9, 1}).empty());
    CHECK(index.nearest({1.5, 0.5}, 1) == std::vector<std::uint32_t>{2});  // a tie: the lesser key
    CHECK(index.nearest({0, 0}, 10) == std::vector<std::uint32_t>{4, 2});
}

TEST_CASE("an empty index finds nothing and can be filled by moving")
{
    SpatialIndex index;
    CHECK(index.touching({-1e9, -1e9, 1e9, 1e9}).empty());
    CHECK(index.nearest({0, 0}, 3).empty());
    CHECK(SpatialIndex(Items{}).nearest({0, 0}, 3).empty());
    index = SpatialIndex({{{5, 5, 5, 5}, 9}});
    CHECK(index.nearest({0, 0}, 3) == std::vector<std::uint32_t>{9});
    CHECK(index.nearest({0, 0}, 0).empty());
}
