#include "export/report/map_roads_shown.hpp"

#include "export/map_roads.hpp"
#include "geo/vector_layer.hpp"
#include "network/road_class.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace halong::exporting {
namespace {

constexpr double tolerance_m = 6;  // about a pixel where the whole city shows

// A ring is cut where it is farthest from its start, since its ends are one point.
geo::Ring simplified_ring(geo::Ring const& ring)
{
    if (ring.size() < 5) return ring;
    auto const farthest = std::ranges::max_element(
        ring, {}, [&](geo::PointMetric const& point) { return geo::distance_m(point, ring.front()); });
    geo::Line result = simplified({ring.begin(), farthest + 1}, tolerance_m);
    geo::Line const rest = simplified({farthest, ring.end()}, tolerance_m);
    result.insert(result.end(), rest.begin() + 1, rest.end());
    return result;
}

network::RoadClass class_of(std::string const& word)
{
    auto const words = scenario::road_class_words();
    auto const found = std::ranges::find(words, word);
    return static_cast<network::RoadClass>(found - words.begin());
}

}  // namespace

geo::Line simplified(geo::Line const& line, double tolerance)
{
    if (line.size() < 3) return line;
    geo::Line const chord{line.front(), line.back()};
    std::size_t farthest = 0;
    double distance = -1;
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
        double const here = geo::nearest_on_line(chord, line[i]).distance_m;
        if (here > distance) std::tie(farthest, distance) = std::pair(i, here);
    }
    if (distance <= tolerance) return chord;
    auto const cut = line.begin() + static_cast<std::ptrdiff_t>(farthest);
    geo::Line result = simplified({line.begin(), cut + 1}, tolerance);
    geo::Line const rest = simplified({cut, line.end()}, tolerance);
    result.insert(result.end(), rest.begin() + 1, rest.end());
    return result;
}

std::vector<Stretch> stretches_shown(std::filesystem::path const& layers, geo::Projection const& crs, std::size_t most,
                                     std::size_t& all)
{
    geo::Layer const links = geo::read_layer(layers, "links", crs, true);
    std::vector<Stretch> stretches;
    // way, lesser and greater end: both directions of one stretch have the same
    std::map<std::pair<std::string, std::pair<std::string, std::string>>, std::size_t> known;
    for (geo::Feature const& link : links.features) {
        auto const* const line = std::get_if<geo::Line>(&link.geometry);
        auto const road_class = class_of(links.text(link, "class"));
        if (line == nullptr || !is_drawn(road_class)) continue;
        std::pair ends{links.text(link, "from_node"), links.text(link, "to_node")};
        if (ends.second < ends.first) std::swap(ends.first, ends.second);
        auto const [found, is_new] = known.try_emplace({links.text(link, "way_id"), ends}, stretches.size());
        if (is_new) {
            stretches.push_back({{},
                                 links.text(link, "name"),
                                 road_class <= network::RoadClass::tertiary,
                                 0,
                                 simplified(*line, tolerance_m)});
        }
        stretches[found->second].links.push_back(links.text(link, "stable_id"));
        stretches[found->second].volume_day += links.number(link, "volume_day", 0);
    }
    all = stretches.size();
    std::ranges::stable_sort(stretches, [](Stretch const& a, Stretch const& b) {
        return std::pair(a.is_main, a.volume_day) > std::pair(b.is_main, b.volume_day);
    });
    if (stretches.size() > most) stretches.resize(most);
    return stretches;
}

std::vector<ZoneShape> zone_shapes(std::filesystem::path const& layers, geo::Projection const& crs)
{
    geo::Layer const zones = geo::read_layer(layers, "zones", crs, true);
    std::vector<ZoneShape> shapes;
    for (geo::Feature const& zone : zones.features) {
        ZoneShape shape{zones.text(zone, "id"), zones.text(zone, "name"), {}};
        if (auto const* const area = std::get_if<geo::Area>(&zone.geometry)) {
            for (geo::Polygon const& polygon : *area) {
                geo::Polygon plain{simplified_ring(polygon.outer), {}};
                for (geo::Ring const& hole : polygon.holes) plain.holes.push_back(simplified_ring(hole));
                shape.area.push_back(std::move(plain));
            }
        }
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

}  // namespace halong::exporting
