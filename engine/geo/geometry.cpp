#include "geo/geometry.hpp"

#include "core/exact_math.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::geo {
namespace {

// Coordinates are known to a millimetre; ends nearer than this to a segment touch it.
constexpr double touch_m = 1e-6;
// Segments whose directions differ by less than this angle (radians) count as parallel.
constexpr double parallel_rad = 1e-12;

double cross(PointMetric a, PointMetric b) { return a.x_m * b.y_m - a.y_m * b.x_m; }

double dot(PointMetric a, PointMetric b) { return a.x_m * b.x_m + a.y_m * b.y_m; }

PointMetric operator-(PointMetric a, PointMetric b) { return {a.x_m - b.x_m, a.y_m - b.y_m}; }

PointMetric between(PointMetric a, PointMetric b, double t)
{
    return {a.x_m + t * (b.x_m - a.x_m), a.y_m + t * (b.y_m - a.y_m)};
}

// A spot on a line: the segment that starts at point `segment`, and how far along it.
struct Spot {
    std::size_t segment = 0;
    double fraction = 0;
};

// The spot at a fraction of the line's length. At an inner point it is the start of the segment that
// follows; segments of length 0 are skipped. Nothing when the whole line has length 0.
std::optional<Spot> spot_at(Line const& line, double fraction)
{
    double const total_m = length_m(line);
    if (!(total_m > 0)) return std::nullopt;
    double const goal_m = std::clamp(fraction, 0.0, 1.0) * total_m;
    double passed_m = 0;
    std::optional<Spot> spot;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        double const step_m = distance_m(line[i], line[i + 1]);
        if (step_m == 0) continue;
        if (goal_m < passed_m + step_m) return Spot{i, (goal_m - passed_m) / step_m};
        passed_m += step_m;
        spot = Spot{i, 1.0};
    }
    return spot;
}

// Twice the signed area of a ring about its own first point, positive when counter-clockwise, and the
// first moments that belong to it, from which the centre of gravity follows.
struct Moments {
    double twice_area_m2 = 0;
    double x_m3 = 0;  // six times the integral of x - x0
    double y_m3 = 0;
};

Moments moments_of(Ring const& ring, PointMetric origin)
{
    Moments sum;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        PointMetric const a = ring[i] - origin;
        PointMetric const b = ring[i + 1 == ring.size() ? 0 : i + 1] - origin;
        double const part = cross(a, b);
        sum.twice_area_m2 += part;
        sum.x_m3 += part * (a.x_m + b.x_m);
        sum.y_m3 += part * (a.y_m + b.y_m);
    }
    return sum;
}

double ring_area_m2(Ring const& ring)
{
    if (ring.empty()) return 0;
    return std::fabs(moments_of(ring, ring.front()).twice_area_m2) / 2;
}

// Adds a ring with the given weight (+1 outer, -1 hole) whatever its direction.
void add_ring(Moments& sum, Ring const& ring, PointMetric origin, double weight)
{
    Moments const part = moments_of(ring, origin);
    double const sign = part.twice_area_m2 < 0 ? -weight : weight;
    sum.twice_area_m2 += sign * part.twice_area_m2;
    sum.x_m3 += sign * part.x_m3;
    sum.y_m3 += sign * part.y_m3;
}

// Whether a ray from the point towards +x crosses the ring an odd number of times. Every edge is
// looked at from its lower end, so that two areas with a common edge agree on which side a point is.
bool odd_crossings(Ring const& ring, PointMetric point)
{
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        PointMetric low = ring[i];
        PointMetric high = ring[i + 1 == ring.size() ? 0 : i + 1];
        if (low.y_m > high.y_m) std::swap(low, high);
        if (point.y_m < low.y_m || point.y_m >= high.y_m) continue;
        if (cross(high - low, point - low) > 0) inside = !inside;
    }
    return inside;
}

bool contains(Polygon const& polygon, PointMetric point)
{
    bool inside = odd_crossings(polygon.outer, point);
    for (auto const& hole : polygon.holes) inside = inside != odd_crossings(hole, point);
    return inside;
}

// The mean of the distinct places of all outer rings (a repeated closing point counts once).
PointMetric mean_of_points(Area const& area)
{
    PointMetric sum;
    double count = 0;
    for (auto const& polygon : area) {
        Ring const& ring = polygon.outer;
        bool const closed = ring.size() > 1 && ring.front() == ring.back();
        for (std::size_t i = 0; i + (closed ? 1 : 0) < ring.size(); ++i) {
            sum.x_m += ring[i].x_m;
            sum.y_m += ring[i].y_m;
            ++count;
        }
    }
    return count > 0 ? PointMetric{sum.x_m / count, sum.y_m / count} : PointMetric{};
}

Box empty_box()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return {infinity, infinity, -infinity, -infinity};
}

void extend(Box& box, Line const& line)
{
    for (auto const& point : line) {
        box.min_x_m = std::min(box.min_x_m, point.x_m);
        box.min_y_m = std::min(box.min_y_m, point.y_m);
        box.max_x_m = std::max(box.max_x_m, point.x_m);
        box.max_y_m = std::max(box.max_y_m, point.y_m);
    }
}

// `t` in [0, 1], set to exactly 0 or 1 within `tolerance` of an end; nothing when outside.
std::optional<double> snapped(double t, double tolerance)
{
    if (std::fabs(t) <= tolerance) return 0.0;
    if (std::fabs(t - 1) <= tolerance) return 1.0;
    if (t < 0 || t > 1) return std::nullopt;
    return t;
}

}  // namespace

double distance_m(PointMetric a, PointMetric b)
{
    PointMetric const d = b - a;
    return std::sqrt(dot(d, d));
}

double length_m(Line const& line)
{
    double sum_m = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) sum_m += distance_m(line[i], line[i + 1]);
    return sum_m;
}

PointMetric point_along(Line const& line, double fraction)
{
    if (line.empty()) return {};
    if (fraction <= 0) return line.front();
    if (fraction >= 1) return line.back();
    auto const spot = spot_at(line, fraction);
    if (!spot) return line.front();
    return between(line[spot->segment], line[spot->segment + 1], spot->fraction);
}

std::vector<PointMetric> middles_along(Line const& line, std::size_t count)
{
    std::vector<PointMetric> points;
    if (line.empty()) return points;
    points.reserve(count);
    double const total_m = length_m(line);
    std::size_t segment = 0;
    double passed_m = 0;
    double step_m = 0;
    for (std::size_t k = 0; k < count; ++k) {
        double const goal_m = (static_cast<double>(k) + 0.5) / static_cast<double>(count) * total_m;
        for (; segment + 1 < line.size(); ++segment) {
            step_m = distance_m(line[segment], line[segment + 1]);
            if (goal_m < passed_m + step_m) break;
            passed_m += step_m;
        }
        if (total_m > 0 && segment + 1 < line.size()) {
            points.push_back(between(line[segment], line[segment + 1], (goal_m - passed_m) / step_m));
        } else {
            points.push_back(total_m > 0 ? line.back() : line.front());
        }
    }
    return points;
}

double heading_along(Line const& line, double fraction)
{
    auto const spot = spot_at(line, fraction);
    if (!spot) return 0;
    PointMetric const d = line[spot->segment + 1] - line[spot->segment];
    return core::exact_atan2(d.y_m, d.x_m);
}

NearestOnLine nearest_on_line(Line const& line, PointMetric point)
{
    if (line.empty()) return {};
    double const total_m = length_m(line);
    double passed_m = 0;
    double best_m = distance_m(line.front(), point);
    double best_at_m = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        PointMetric const d = line[i + 1] - line[i];
        double const squared = dot(d, d);
        if (squared == 0) continue;
        double const t = std::clamp(dot(point - line[i], d) / squared, 0.0, 1.0);
        PointMetric const foot = t == 1 ? line[i + 1] : between(line[i], line[i + 1], t);
        double const step_m = std::sqrt(squared);
        double const away_m = distance_m(foot, point);
        if (away_m < best_m) {
            best_m = away_m;
            best_at_m = passed_m + t * step_m;
        }
        passed_m += step_m;
    }
    return {best_m, total_m > 0 ? std::min(best_at_m / total_m, 1.0) : 0.0};
}

bool contains(Area const& area, PointMetric point)
{
    return std::any_of(area.begin(), area.end(), [&](Polygon const& polygon) { return contains(polygon, point); });
}

double area_m2(Area const& area)
{
    double sum_m2 = 0;
    for (auto const& polygon : area) {
        sum_m2 += ring_area_m2(polygon.outer);
        for (auto const& hole : polygon.holes) sum_m2 -= ring_area_m2(hole);
    }
    return sum_m2;
}

PointMetric centroid(Area const& area)
{
    PointMetric const origin = mean_of_points(area);
    Moments sum;
    for (auto const& polygon : area) {
        add_ring(sum, polygon.outer, origin, 1);
        for (auto const& hole : polygon.holes) add_ring(sum, hole, origin, -1);
    }
    if (!(sum.twice_area_m2 > 0)) return origin;
    double const divisor = 3 * sum.twice_area_m2;
    return {origin.x_m + sum.x_m3 / divisor, origin.y_m + sum.y_m3 / divisor};
}

Box box_of(Line const& line)
{
    if (line.empty()) return {};
    Box box = empty_box();
    extend(box, line);
    return box;
}

Box box_of(Area const& area)
{
    Box box = empty_box();
    for (auto const& polygon : area) extend(box, polygon.outer);
    return box.min_x_m <= box.max_x_m ? box : Box{};
}

Box expanded(Box box, double margin_m)
{
    return {box.min_x_m - margin_m, box.min_y_m - margin_m, box.max_x_m + margin_m, box.max_y_m + margin_m};
}

std::optional<Box> joined(std::optional<Box> const& a, std::optional<Box> const& b)
{
    if (!a || !b) return a ? a : b;
    return Box{std::min(a->min_x_m, b->min_x_m), std::min(a->min_y_m, b->min_y_m), std::max(a->max_x_m, b->max_x_m),
               std::max(a->max_y_m, b->max_y_m)};
}

std::optional<Crossing> crossing(PointMetric a, PointMetric b, PointMetric c, PointMetric d)
{
    PointMetric const first = b - a;
    PointMetric const second = d - c;
    double const first_m = distance_m(a, b);
    double const second_m = distance_m(c, d);
    double const sine = cross(first, second);  // times both lengths
    if (!(std::fabs(sine) > parallel_rad * first_m * second_m)) return std::nullopt;
    auto const t = snapped(cross(c - a, second) / sine, touch_m / first_m);
    auto const u = snapped(cross(c - a, first) / sine, touch_m / second_m);
    if (!t || !u) return std::nullopt;
    if (*t == 0 || *t == 1) return Crossing{*t == 0 ? a : b, *t, *u};
    if (*u == 0 || *u == 1) return Crossing{*u == 0 ? c : d, *t, *u};
    return Crossing{between(a, b, *t), *t, *u};
}

}  // namespace halong::geo
