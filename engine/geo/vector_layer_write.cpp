// GeoJSON, written without GDAL, whose driver does not notice a full disk, and whose number format depends on its version.
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "geo/json_text.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace halong::geo {
namespace {

using Text = std::back_insert_iterator<std::string>;

// ---- GeoJSON ------------------------------------------------------------------------------------

std::string json_value(Value const& value)
{
    if (auto const* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
    if (auto const* text = std::get_if<std::string>(&value)) return json_text(*text);
    auto const* real = std::get_if<double>(&value);
    return real != nullptr && std::isfinite(*real) ? fmt::format("{}", *real) : "null";
}

// "107.0512345": 7 decimals (1 cm), trailing zeros dropped, never "-0".
std::string degrees_text(double degrees)
{
    double const rounded = std::floor(degrees * 1e7 + 0.5) / 1e7;
    std::string text = fmt::format("{:.7f}", rounded == 0 ? 0.0 : rounded);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string json_point(PointLonLat point)
{
    return "[" + degrees_text(point.lon_deg) + "," + degrees_text(point.lat_deg) + "]";
}

std::string json_points(std::vector<PointLonLat> const& points)
{
    std::string text = "[";
    for (auto const& point : points) text += (text.size() > 1 ? "," : "") + json_point(point);
    return text + "]";
}

// Twice the signed area; only its sign matters here.
double turn_of(std::vector<PointLonLat> const& ring)
{
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        sum += (ring[i].lon_deg - ring[0].lon_deg) * (ring[i + 1].lat_deg - ring[0].lat_deg) -
               (ring[i + 1].lon_deg - ring[0].lon_deg) * (ring[i].lat_deg - ring[0].lat_deg);
    }
    return sum;
}

// All points of a layer on the globe, transformed at once because that is much faster, and handed out in
// the order in which they lie in the layer.
class GlobePoints {
public:
    GlobePoints(Projection const& crs, OutputLayer const& layer)
    {
        std::vector<PointMetric> points;
        auto const add = [&](Line const& more) { points.insert(points.end(), more.begin(), more.end()); };
        for (auto const& feature : layer.features) {
            if (auto const* point = std::get_if<PointMetric>(&feature.geometry)) add({*point});
            if (auto const* line = std::get_if<Line>(&feature.geometry)) add(*line);
            if (auto const* area = std::get_if<Area>(&feature.geometry)) {
                for (auto const& polygon : *area) {
                    add(polygon.outer);
                    for (auto const& hole : polygon.holes) add(hole);
                }
            }
        }
        points_ = crs.to_lon_lat(points);
    }
    PointLonLat take() { return points_.at(next_++); }
    std::vector<PointLonLat> take(std::size_t count)
    {
        std::vector<PointLonLat> taken(count);
        for (auto& point : taken) point = take();
        return taken;
    }

private:
    std::vector<PointLonLat> points_;
    std::size_t next_ = 0;
};

// RFC 7946 §3.1.6: rings are closed; outer ones run counter-clockwise, holes clockwise.
std::string json_ring(GlobePoints& globe, Ring const& ring, bool counter_clockwise)
{
    auto points = globe.take(ring.size());
    if (!points.empty() && points.front() != points.back()) points.push_back(points.front());
    if ((turn_of(points) > 0) != counter_clockwise) std::reverse(points.begin(), points.end());
    return json_points(points);
}

std::string json_polygon(GlobePoints& globe, Polygon const& polygon)
{
    std::string text = "[" + json_ring(globe, polygon.outer, true);
    for (auto const& hole : polygon.holes) text += "," + json_ring(globe, hole, false);
    return text + "]";
}

std::string json_geometry(GlobePoints& globe, Geometry const& geometry)
{
    if (std::holds_alternative<PointMetric>(geometry)) {
        return R"({"type":"Point","coordinates":)" + json_point(globe.take()) + "}";
    }
    if (auto const* line = std::get_if<Line>(&geometry)) {
        return R"({"type":"LineString","coordinates":)" + json_points(globe.take(line->size())) + "}";
    }
    auto const* area = std::get_if<Area>(&geometry);
    if (area == nullptr || area->empty()) return "null";
    if (area->size() == 1) {
        return R"({"type":"Polygon","coordinates":)" + json_polygon(globe, area->front()) + "}";
    }
    std::string text = R"({"type":"MultiPolygon","coordinates":[)";
    for (std::size_t i = 0; i < area->size(); ++i) {
        text += (i > 0 ? "," : "") + json_polygon(globe, (*area)[i]);
    }
    return text + "]}";
}

void add_feature(Text out, GlobePoints& globe, OutputLayer const& layer, Feature const& feature)
{
    fmt::format_to(out, R"({{"type":"Feature","properties":{{)");
    for (std::size_t i = 0; i < layer.fields.size(); ++i) {
        fmt::format_to(out, "{}{}:{}", i > 0 ? "," : "", json_text(layer.fields[i].name),
                       json_value(feature.values[i]));
    }
    fmt::format_to(out, R"(}},"geometry":{}}})", json_geometry(globe, feature.geometry));
}

void require_values(OutputLayer const& layer)
{
    for (auto const& feature : layer.features) {
        core::ensure(feature.values.size() == layer.fields.size(),
                     "every feature of an output layer has one value for each field");
    }
}

}  // namespace

void write_geojson(std::filesystem::path const& path, Projection const& crs, OutputLayer const& layer)
{
    require_values(layer);
    GlobePoints globe(crs, layer);
    std::string text;
    Text const out(text);
    fmt::format_to(out, R"({{"type":"FeatureCollection","name":{},)", json_text(layer.name));
    if (!layer.description.empty()) {
        fmt::format_to(out, R"("description":{},)", json_text(layer.description));
    }
    text += "\"features\":[\n";
    for (std::size_t i = 0; i < layer.features.size(); ++i) {
        if (i > 0) text += ",\n";
        add_feature(out, globe, layer, layer.features[i]);
    }
    text += "\n]}\n";
    core::write_file(path, text);
}

}  // namespace halong::geo
