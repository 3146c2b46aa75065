#include "city/local_grid.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace halong::city {
namespace {

// Sine for 0 … pi/2 by its series (error below 1e-16): the C library's differs between machines.
double sine(double angle_rad)
{
    double term = angle_rad;
    double sum = angle_rad;
    for (int n = 3; n <= 27; n += 2) {
        term *= -angle_rad * angle_rad / (n * (n - 1));
        sum += term;
    }
    return sum;
}

// The unit vector of a compass bearing; x to the east, y to the north.
geo::PointMetric direction_of(double bearing_deg)
{
    double const turned = bearing_deg - 360 * std::floor(bearing_deg / 360);
    int const quarter = static_cast<int>(turned / 90) % 4;
    double const rest_rad = (turned - 90 * quarter) * std::numbers::pi / 180;
    double const s = sine(rest_rad);
    double const c = sine(std::numbers::pi / 2 - rest_rad);
    switch (quarter) {
        case 0:
            return {s, c};
        case 1:
            return {c, -s};
        case 2:
            return {-s, -c};
        default:
            return {-c, s};
    }
}

struct Frame {
    geo::PointMetric origin;
    geo::PointMetric along;  // unit vectors
    geo::PointMetric across;
    double spacing_m = 0;

    [[nodiscard]] geo::PointMetric at(int i, int j) const
    {
        return {origin.x_m + spacing_m * (i * along.x_m + j * across.x_m),
                origin.y_m + spacing_m * (i * along.y_m + j * across.y_m)};
    }
};

// The least and greatest steps that the area reaches on one axis.
struct Range {
    int first = 0;
    int last = 0;
};
Range range_on(geo::Area const& area, Frame const& frame, geo::PointMetric axis)
{
    double low = 0;
    double high = 0;
    for (auto const& polygon : area) {
        for (auto const& point : polygon.outer) {
            double const along_m =
                (point.x_m - frame.origin.x_m) * axis.x_m + (point.y_m - frame.origin.y_m) * axis.y_m;
            low = std::min(low, along_m);
            high = std::max(high, along_m);
        }
    }
    return {static_cast<int>(std::floor(low / frame.spacing_m)), static_cast<int>(std::ceil(high / frame.spacing_m))};
}

bool crosses_ring(geo::Ring const& ring, geo::PointMetric a, geo::PointMetric b)
{
    for (std::size_t i = 0; i < ring.size(); ++i) {
        auto const& c = ring[i];
        auto const& d = ring[(i + 1) % ring.size()];
        if (!(c == d) && geo::crossing(a, b, c, d)) return true;
    }
    return false;
}

}  // namespace

bool lies_inside(geo::Area const& area, geo::PointMetric a, geo::PointMetric b)
{
    if (!geo::contains(area, {(a.x_m + b.x_m) / 2, (a.y_m + b.y_m) / 2})) return false;
    for (auto const& polygon : area) {
        if (crosses_ring(polygon.outer, a, b)) return false;
        for (auto const& hole : polygon.holes) {
            if (crosses_ring(hole, a, b)) return false;
        }
    }
    return true;
}

LocalGrid make_local_grid(geo::Area const& area, double spacing_m, double bearing_deg)
{
    core::ensure(spacing_m > 0, "make_local_grid: spacing must be positive");
    auto const along = direction_of(bearing_deg);
    Frame const frame{geo::centroid(area), along, {along.y_m, -along.x_m}, spacing_m};
    auto const steps_i = range_on(area, frame, frame.along);
    auto const steps_j = range_on(area, frame, frame.across);
    LocalGrid grid;
    std::map<std::pair<int, int>, std::uint32_t> row_of;
    for (int i = steps_i.first; i <= steps_i.last; ++i) {
        for (int j = steps_j.first; j <= steps_j.last; ++j) {
            auto const position = frame.at(i, j);
            if (!geo::contains(area, position)) continue;
            row_of[{i, j}] = static_cast<std::uint32_t>(grid.nodes.size());
            grid.nodes.push_back({i, j, position});
        }
    }
    for (int axis = 0; axis < 2; ++axis) {
        std::vector<GridEdge> edges;
        for (auto const& [at, row] : row_of) {
            auto const& [i, j] = at;
            auto const next = row_of.find(axis == 0 ? std::pair(i + 1, j) : std::pair(i, j + 1));
            if (next == row_of.end()) continue;
            if (!lies_inside(area, grid.nodes[row].position, grid.nodes[next->second].position)) continue;
            edges.push_back({axis, axis == 0 ? j : i, axis == 0 ? i : j, row, next->second});
        }
        std::sort(edges.begin(), edges.end(), [](GridEdge const& a, GridEdge const& b) {
            return a.line != b.line ? a.line < b.line : a.step < b.step;
        });
        grid.edges.insert(grid.edges.end(), edges.begin(), edges.end());
    }
    return grid;
}

}  // namespace halong::city
