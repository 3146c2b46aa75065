#include "geo/tile_geometry.hpp"

#include "geo/varint.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace halong::geo {
namespace {

constexpr std::uint32_t move_to = 1;
constexpr std::uint32_t line_to = 2;
constexpr std::uint32_t close_path = 7;

// Spherical Mercator on the WGS 84 latitude (EPSG:1024), scaled to 0 … 1.
WorldPoint world_point(PointLonLat point)
{
    double const latitude = point.lat_deg * std::numbers::pi / 180;
    double const y = std::log(std::tan(std::numbers::pi / 4 + latitude / 2));
    return {point.lon_deg / 360 + 0.5, std::clamp(0.5 - y / (2 * std::numbers::pi), 0.0, 1.0)};
}

// Whether both are the same value of this type.
template <class Shape>
bool are_both(Geometry const& a, Geometry const& b)
{
    auto const* const one = std::get_if<Shape>(&a);
    auto const* const two = std::get_if<Shape>(&b);
    return one != nullptr && two != nullptr && *one == *two;
}

bool is_same(Geometry const& a, Geometry const& b)
{
    auto const* const area = std::get_if<Area>(&a);
    auto const* const other = std::get_if<Area>(&b);
    if (area != nullptr && other != nullptr) {
        return std::ranges::equal(*area, *other, [](Polygon const& one, Polygon const& two) {
            return one.outer == two.outer && one.holes == two.holes;
        });
    }
    return are_both<PointMetric>(a, b) || are_both<Line>(a, b);
}

// Squared distance of a point to a segment.
double distance2(GridPoint point, GridPoint from, GridPoint to)
{
    auto const x = static_cast<double>(point.x - from.x);
    auto const y = static_cast<double>(point.y - from.y);
    auto const dx = static_cast<double>(to.x - from.x);
    auto const dy = static_cast<double>(to.y - from.y);
    double const length2 = dx * dx + dy * dy;
    double const share = length2 > 0 ? std::clamp((x * dx + y * dy) / length2, 0.0, 1.0) : 0;
    double const off_x = x - share * dx;
    double const off_y = y - share * dy;
    return off_x * off_x + off_y * off_y;
}

GridPart simplified(GridPart const& part)
{
    constexpr double tolerance2 = 1;
    if (part.size() < 3) return part;
    std::vector<bool> is_kept(part.size(), false);
    is_kept.front() = is_kept.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, part.size() - 1}};
    while (!open.empty()) {
        auto const [first, last] = open.back();
        open.pop_back();
        double most = tolerance2;
        std::size_t furthest = 0;
        for (std::size_t i = first + 1; i < last; ++i) {
            double const off = distance2(part[i], part[first], part[last]);
            if (off <= most) continue;
            most = off;
            furthest = i;
        }
        if (furthest == 0) continue;
        is_kept[furthest] = true;
        open.emplace_back(first, furthest);
        open.emplace_back(furthest, last);
    }
    GridPart kept;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (is_kept[i]) kept.push_back(part[i]);
    }
    return kept;
}

struct Frame {
    std::int64_t min_x;
    std::int64_t min_y;
    std::int64_t max_x;
    std::int64_t max_y;

    [[nodiscard]] bool holds(GridPoint point) const
    {
        return point.x >= min_x && point.x <= max_x && point.y >= min_y && point.y <= max_y;
    }
};

// The part of a segment inside the frame (Liang and Barsky, 1984); false where there is none.
bool clip_segment(Frame const& frame, GridPoint& from, GridPoint& to)
{
    auto const dx = static_cast<double>(to.x - from.x);
    auto const dy = static_cast<double>(to.y - from.y);
    double enter = 0;
    double leave = 1;
    auto const cut = [&](double direction, std::int64_t room) {
        auto const distance = static_cast<double>(room);
        if (direction == 0) return distance >= 0;
        double const share = distance / direction;
        (direction < 0 ? enter : leave) = direction < 0 ? std::max(enter, share) : std::min(leave, share);
        return enter <= leave;
    };
    if (!cut(-dx, from.x - frame.min_x) || !cut(dx, frame.max_x - from.x) || !cut(-dy, from.y - frame.min_y) ||
        !cut(dy, frame.max_y - from.y)) {
        return false;
    }
    GridPoint const start = from;
    auto const at = [&](double share) {
        return GridPoint{start.x + std::llround(share * dx), start.y + std::llround(share * dy)};
    };
    if (leave < 1) to = at(leave);
    if (enter > 0) from = at(enter);
    return true;
}

std::vector<GridPart> clip_line(Frame const& frame, GridPart const& line)
{
    std::vector<GridPart> pieces;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        GridPoint from = line[i];
        GridPoint to = line[i + 1];
        if (!clip_segment(frame, from, to)) continue;
        bool const goes_on = !pieces.empty() && pieces.back().back() == from && from == line[i];
        if (!goes_on) pieces.push_back({from});
        if (!(pieces.back().back() == to)) pieces.back().push_back(to);
    }
    std::erase_if(pieces, [](GridPart const& piece) { return piece.size() < 2; });
    return pieces;
}

// What of a ring lies on one side of a border (Sutherland and Hodgman, 1974). `inside` is how far a point lies inside.
template <class Inside>
GridPart clip_side(GridPart const& ring, Inside const& inside)
{
    GridPart kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        GridPoint const from = ring[i];
        GridPoint const to = ring[(i + 1) % ring.size()];
        std::int64_t const from_in = inside(from);
        std::int64_t const to_in = inside(to);
        if (from_in >= 0) kept.push_back(from);
        if ((from_in >= 0) == (to_in >= 0)) continue;
        double const share = static_cast<double>(from_in) / static_cast<double>(from_in - to_in);
        kept.push_back({from.x + std::llround(share * static_cast<double>(to.x - from.x)),
                        from.y + std::llround(share * static_cast<double>(to.y - from.y))});
    }
    return kept;
}

GridPart clip_ring(Frame const& frame, GridPart ring)
{
    if (std::ranges::all_of(ring, [&](GridPoint point) { return frame.holds(point); })) return ring;
    ring = clip_side(ring, [&](GridPoint point) { return point.x - frame.min_x; });
    ring = clip_side(ring, [&](GridPoint point) { return frame.max_x - point.x; });
    ring = clip_side(ring, [&](GridPoint point) { return point.y - frame.min_y; });
    ring = clip_side(ring, [&](GridPoint point) { return frame.max_y - point.y; });
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    return ring;
}

// Twice the area; positive where the ring turns clockwise as seen, y going down.
std::int64_t turn_of(GridPart const& ring)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        GridPoint const a = ring[i];
        GridPoint const b = ring[(i + 1) % ring.size()];
        sum += (a.x - ring[0].x) * (b.y - ring[0].y) - (b.x - ring[0].x) * (a.y - ring[0].y);
    }
    return sum;
}

class Commands {
public:
    explicit Commands(GridPoint origin) : at_(origin) {}

    std::vector<std::uint32_t> words;

    void command(std::uint32_t id, std::size_t count) { words.push_back(id | static_cast<std::uint32_t>(count) << 3U); }
    void go(GridPoint point)
    {
        words.push_back(static_cast<std::uint32_t>(zigzag(point.x - at_.x)));
        words.push_back(static_cast<std::uint32_t>(zigzag(point.y - at_.y)));
        at_ = point;
    }
    void path(GridPart const& part)
    {
        command(move_to, 1);
        go(part.front());
        command(line_to, part.size() - 1);
        for (std::size_t i = 1; i < part.size(); ++i) go(part[i]);
    }

private:
    GridPoint at_;
};

void add_rings(Commands& commands, WorldShape const& shape, std::vector<GridPart> const& parts, Frame const& frame)
{
    bool has_outer = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!shape.is_hole[i]) has_outer = false;
        if (parts[i].size() < 3 || (shape.is_hole[i] && !has_outer)) continue;
        GridPart ring = clip_ring(frame, parts[i]);
        auto const turn = ring.size() < 3 ? 0 : turn_of(ring);
        if (turn == 0) continue;
        if ((turn > 0) == shape.is_hole[i]) std::ranges::reverse(ring);
        has_outer = true;
        commands.path(ring);
        commands.command(close_path, 1);
    }
}

}  // namespace

LayerShapes world_shapes(Projection const& from, OutputLayer const& layer)
{
    LayerShapes result;
    std::vector<PointMetric> points;
    auto const add = [&](WorldShape& shape, Line const& line, bool is_ring, bool is_hole) {
        std::size_t const count =
            is_ring && line.size() > 1 && line.front() == line.back() ? line.size() - 1 : line.size();
        points.insert(points.end(), line.begin(), line.begin() + static_cast<std::ptrdiff_t>(count));
        shape.parts.emplace_back(count);
        shape.is_hole.push_back(is_hole);
    };
    for (std::size_t i = 0; i < layer.features.size(); ++i) {
        Geometry const& geometry = layer.features[i].geometry;
        if (i > 0 && is_same(geometry, layer.features[i - 1].geometry)) continue;
        result.first_feature.push_back(i);
        WorldShape& shape = result.shapes.emplace_back();
        shape.type = layer.geometry_type;
        if (auto const* const point = std::get_if<PointMetric>(&geometry)) {
            add(shape, {*point}, false, false);
        } else if (auto const* const line = std::get_if<Line>(&geometry)) {
            add(shape, *line, false, false);
        } else if (auto const* const area = std::get_if<Area>(&geometry)) {
            for (Polygon const& polygon : *area) {
                add(shape, polygon.outer, true, false);
                for (Ring const& hole : polygon.holes) add(shape, hole, true, true);
            }
        }
    }
    auto const degrees = from.to_lon_lat(points);
    std::size_t next = 0;
    for (WorldShape& shape : result.shapes) {
        for (auto& part : shape.parts) {
            for (WorldPoint& point : part) point = world_point(degrees[next++]);
        }
    }
    return result;
}

std::vector<GridPart> grid_parts(WorldShape const& shape, int zoom)
{
    double const scale = std::ldexp(static_cast<double>(tile_extent), zoom);
    std::vector<GridPart> parts;
    parts.reserve(shape.parts.size());
    for (auto const& part : shape.parts) {
        GridPart grid;
        for (WorldPoint const& point : part) {
            GridPoint const here{std::llround(point.x * scale), std::llround(point.y * scale)};
            if (grid.empty() || !(grid.back() == here)) grid.push_back(here);
        }
        if (shape.type == GeometryType::line) {
            grid = grid.size() < 2 ? GridPart() : simplified(grid);
        } else if (shape.type == GeometryType::area) {
            if (grid.size() > 1 && grid.front() == grid.back()) grid.pop_back();
            if (grid.size() < 3) grid.clear();
        }
        parts.push_back(std::move(grid));
    }
    return parts;
}

TileRange tiles_of(std::vector<GridPart> const& parts, int zoom)
{
    std::int64_t const tiles = std::int64_t{1} << zoom;
    std::int64_t min_x = tiles * tile_extent;
    std::int64_t min_y = min_x;
    std::int64_t max_x = -1;
    std::int64_t max_y = -1;
    for (GridPart const& part : parts) {
        for (GridPoint const& point : part) {
            min_x = std::min(min_x, point.x);
            min_y = std::min(min_y, point.y);
            max_x = std::max(max_x, point.x);
            max_y = std::max(max_y, point.y);
        }
    }
    if (max_x < 0) return {};
    auto const tile = [&](std::int64_t at) { return std::clamp<std::int64_t>(at / tile_extent, 0, tiles - 1); };
    return {tile(std::max<std::int64_t>(min_x - tile_buffer, 0)), tile(max_x + tile_buffer),
            tile(std::max<std::int64_t>(min_y - tile_buffer, 0)), tile(max_y + tile_buffer)};
}

std::vector<std::uint32_t> tile_commands(WorldShape const& shape, std::vector<GridPart> const& parts,
                                         std::int64_t tile_x, std::int64_t tile_y)
{
    GridPoint const origin{tile_x * tile_extent, tile_y * tile_extent};
    Frame const frame{origin.x - tile_buffer, origin.y - tile_buffer, origin.x + tile_extent + tile_buffer,
                      origin.y + tile_extent + tile_buffer};
    Commands commands(origin);
    if (shape.type == GeometryType::point) {
        for (GridPart const& part : parts) {
            if (part.empty() || !frame.holds(part[0])) continue;
            commands.command(move_to, 1);
            commands.go(part[0]);
        }
    } else if (shape.type == GeometryType::line) {
        for (GridPart const& part : parts) {
            for (GridPart const& piece : clip_line(frame, part)) commands.path(piece);
        }
    } else {
        add_rings(commands, shape, parts, frame);
    }
    return std::move(commands.words);
}

}  // namespace halong::geo
