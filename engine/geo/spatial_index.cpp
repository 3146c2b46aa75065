#include "geo/spatial_index.hpp"

#define BOOST_ALLOW_DEPRECATED_HEADERS  // Boost 1.74 complains about a header of its own
#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cmath>
#include <iterator>
#include <unordered_set>

namespace halong::geo {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

using TreePoint = bg::model::point<double, 2, bg::cs::cartesian>;
using TreeBox = bg::model::box<TreePoint>;
using Item = std::pair<TreeBox, std::uint32_t>;
constexpr std::size_t items_in_a_node = 16;  // as in Boost's own examples
using RTree = bgi::rtree<Item, bgi::quadratic<items_in_a_node>>;

TreePoint tree_point(PointMetric point) { return {point.x_m, point.y_m}; }

TreeBox tree_box(Box const& box) { return {TreePoint(box.min_x_m, box.min_y_m), TreePoint(box.max_x_m, box.max_y_m)}; }

std::vector<Item> tree_items(std::vector<std::pair<Box, std::uint32_t>> const& items)
{
    std::vector<Item> result;
    result.reserve(items.size());
    for (auto const& [box, key] : items) result.emplace_back(tree_box(box), key);
    return result;
}

// Distance from a coordinate to an interval; 0 inside.
double beyond(double value, double low, double high) { return std::max({low - value, 0.0, value - high}); }

double squared_distance(TreeBox const& box, PointMetric point)
{
    double const dx = beyond(point.x_m, bg::get<bg::min_corner, 0>(box), bg::get<bg::max_corner, 0>(box));
    double const dy = beyond(point.y_m, bg::get<bg::min_corner, 1>(box), bg::get<bg::max_corner, 1>(box));
    return dx * dx + dy * dy;
}

// Squared distances with their keys, nearest first, ties by key, each key once.
using Ranking = std::vector<std::pair<double, std::uint32_t>>;

Ranking ranked(std::vector<Item> const& items, PointMetric point)
{
    Ranking all;
    for (auto const& [box, key] : items) all.emplace_back(squared_distance(box, point), key);
    std::sort(all.begin(), all.end());
    std::unordered_set<std::uint32_t> seen;  // only asked, never walked through
    std::erase_if(all, [&](auto const& entry) { return !seen.insert(entry.second).second; });
    return all;
}

// Of what the query finds: ascending, each once.
template <class Query>
std::vector<std::uint32_t> keys_of(RTree const& items, Query const& query)
{
    std::vector<std::uint32_t> keys;
    for (auto it = items.qbegin(query); it != items.qend(); ++it) keys.push_back(it->second);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

}  // namespace

struct SpatialIndex::Tree {
    RTree items;
};

SpatialIndex::SpatialIndex() : tree_(std::make_unique<Tree>()) {}
SpatialIndex::SpatialIndex(std::vector<std::pair<Box, std::uint32_t>> const& items)
    : tree_(std::make_unique<Tree>(Tree{RTree(tree_items(items))}))
{}
SpatialIndex::~SpatialIndex() = default;
SpatialIndex::SpatialIndex(SpatialIndex&&) noexcept = default;
SpatialIndex& SpatialIndex::operator=(SpatialIndex&&) noexcept = default;

std::vector<std::uint32_t> SpatialIndex::touching(Box const& box) const
{
    return keys_of(tree_->items, bgi::intersects(tree_box(box)));
}

std::vector<std::uint32_t> SpatialIndex::along(PointMetric a, PointMetric b) const
{
    return keys_of(tree_->items, bgi::intersects(bg::model::segment<TreePoint>(tree_point(a), tree_point(b))));
}

// The tree finds the nearest items, but breaks ties in an order of its own. So it only tells how far we
// must look; all that lies so near is then sorted by distance and key.
std::vector<std::uint32_t> SpatialIndex::nearest(PointMetric point, std::size_t count) const
{
    auto const& items = tree_->items;
    if (count == 0 || items.empty()) return {};
    Ranking ranking;
    for (std::size_t asked = count;; asked *= 2) {  // more than once only where keys repeat
        asked = std::min(asked, items.size());
        std::vector<Item> found;
        auto const query = bgi::nearest(tree_point(point), static_cast<unsigned>(asked));
        items.query(query, std::back_inserter(found));
        ranking = ranked(found, point);
        if (ranking.size() >= count || asked == items.size()) break;
    }
    double const limit = ranking[std::min(count, ranking.size()) - 1].first;
    double const reach_m = std::sqrt(limit) * (1 + 1e-9);  // not to lose a tie by rounding
    std::vector<Item> found;
    items.query(bgi::intersects(tree_box(expanded({point.x_m, point.y_m, point.x_m, point.y_m}, reach_m))),
                std::back_inserter(found));
    ranking = ranked(found, point);
    std::vector<std::uint32_t> keys;
    for (auto const& entry : ranking) {
        if (keys.size() < count) keys.push_back(entry.second);
    }
    return keys;
}

}  // namespace halong::geo
