#include "export/viewer/base_map.hpp"

#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "export/report/map_roads_shown.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;

constexpr double tolerance_m = 0.5;  // under a pixel at the closest sight of the viewer

std::unordered_map<std::string, std::size_t> rows_of(std::vector<std::string> const& ids)
{
    std::unordered_map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < ids.size(); ++row) rows.emplace(ids[row], row);
    return rows;
}

Paths link_paths(fs::path const& layers, geo::Projection const& crs, std::vector<std::string> const& ids)
{
    geo::Layer const links = geo::read_layer(layers, "links", crs, true);
    auto const rows = rows_of(ids);
    std::vector<geo::Line const*> lines(ids.size(), nullptr);
    for (geo::Feature const& link : links.features) {
        auto const found = rows.find(links.text(link, "stable_id"));
        if (found != rows.end()) lines[found->second] = std::get_if<geo::Line>(&link.geometry);
    }
    Paths paths;
    for (std::size_t row = 0; row < ids.size(); ++row) {
        if (lines[row] == nullptr) {
            throw core::UserError(
                core::Diagnostic{layers.string(), 0, 0, fmt::format("has no line for the link {} of run.h5", ids[row]),
                                 "the two files are of different runs: make the run again, or give its own folder"});
        }
        paths.add(simplified(*lines[row], tolerance_m));
    }
    return paths;
}

void add_zones(BaseMap& map, fs::path const& layers, geo::Projection const& crs, std::vector<std::string> const& ids)
{
    geo::Layer const zones = geo::read_layer(layers, "zones", crs, true);
    auto const rows = rows_of(ids);
    auto const add = [&](geo::Ring ring, std::size_t row, bool is_hole) {
        if (ring.empty()) return;
        if (!(ring.front() == ring.back())) ring.push_back(ring.front());
        map.zone_rings.add(ring);
        map.ring_zone.push_back(static_cast<std::uint32_t>(row));
        map.ring_is_hole.push_back(is_hole ? 1 : 0);
    };
    for (geo::Feature const& zone : zones.features) {
        auto const found = rows.find(zones.text(zone, "id"));
        auto const* const area = std::get_if<geo::Area>(&zone.geometry);
        if (found == rows.end() || area == nullptr) continue;
        for (geo::Polygon const& polygon : *area) {
            add(polygon.outer, found->second, false);
            for (geo::Ring const& hole : polygon.holes) add(hole, found->second, true);
        }
    }
}

void add_places(BaseMap& map, fs::path const& layers, fs::path const& city_folder, geo::Projection const& crs)
{
    auto const names = geo::layer_names(layers);
    for (auto const* const name : {"desks", "parking"}) {
        if (std::ranges::find(names, name) == names.end()) continue;
        geo::Layer const layer = geo::read_layer(layers, name, crs, true);
        for (geo::Feature const& feature : layer.features) {
            if (auto const* const point = std::get_if<geo::PointMetric>(&feature.geometry)) {
                map.place_positions.emplace(layer.text(feature, "place"), *point);
            }
        }
    }
    if (city_folder.empty()) return;
    city::City const city = city::load_city(city_folder);
    for (city::Place const& place : city.places) {
        map.places.push_back({place.id, place.name, std::string(city::name_of(place.kind)), place.position});
        map.place_positions.insert_or_assign(place.id, place.position);
    }
}

}  // namespace

std::vector<std::int32_t> degree_steps(geo::Projection const& crs, std::vector<geo::PointMetric> const& points)
{
    std::vector<std::int32_t> steps;
    steps.reserve(2 * points.size());
    for (geo::PointLonLat const& point : crs.to_lon_lat(points)) {
        steps.push_back(static_cast<std::int32_t>(std::lround(point.lon_deg * steps_per_degree)));
        steps.push_back(static_cast<std::int32_t>(std::lround(point.lat_deg * steps_per_degree)));
    }
    return steps;
}

void Paths::add(geo::Line const& line)
{
    points.insert(points.end(), line.begin(), line.end());
    start.push_back(static_cast<std::uint32_t>(points.size()));
}

BaseMap read_base_map(fs::path const& layers, fs::path const& city_folder, geo::Projection const& crs,
                      std::vector<std::string> const& link_ids, std::vector<std::string> const& zone_ids)
{
    BaseMap map;
    map.links = link_paths(layers, crs, link_ids);
    add_zones(map, layers, crs, zone_ids);
    add_places(map, layers, city_folder, crs);
    return map;
}

}  // namespace halong::exporting
