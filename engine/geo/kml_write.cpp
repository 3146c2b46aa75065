// KML (OGC 12-007r2) as text: GDAL's own driver takes minutes for a city's roads.
#include "core/durable_file.hpp"
#include "core/parallel.hpp"
#include "core/xml_text.hpp"
#include "geo/layer_formats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>

namespace halong::geo {
namespace {

using Text = std::back_insert_iterator<std::string>;

// Nothing for null.
std::optional<std::string> text_of(Value const& value)
{
    if (auto const* const whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
    if (auto const* const real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    auto const* const text = std::get_if<std::string>(&value);
    return text == nullptr ? std::nullopt : std::optional(core::xml_text(*text));
}

std::string coordinates(Projection const& crs, Line const& points, bool is_ring)
{
    Line line = points;
    if (is_ring && !line.empty() && !(line.front() == line.back())) line.push_back(line.front());
    std::string text = "<coordinates>";
    for (PointLonLat const& point : crs.to_lon_lat(line)) {
        fmt::format_to(Text(text), "{:.7f},{:.7f} ", point.lon_deg, point.lat_deg);
    }
    return text + "</coordinates>";
}

std::string shape(Projection const& crs, Geometry const& geometry)
{
    if (auto const* const point = std::get_if<PointMetric>(&geometry)) {
        return "<Point>" + coordinates(crs, {*point}, false) + "</Point>";
    }
    if (auto const* const line = std::get_if<Line>(&geometry)) {
        return "<LineString>" + coordinates(crs, *line, false) + "</LineString>";
    }
    auto const* const area = std::get_if<Area>(&geometry);
    if (area == nullptr) return "";
    std::string text = "<MultiGeometry>";
    for (Polygon const& polygon : *area) {
        text += "<Polygon><outerBoundaryIs><LinearRing>" + coordinates(crs, polygon.outer, true) +
                "</LinearRing></outerBoundaryIs>";
        for (Ring const& hole : polygon.holes) {
            text += "<innerBoundaryIs><LinearRing>" + coordinates(crs, hole, true) + "</LinearRing></innerBoundaryIs>";
        }
        text += "</Polygon>";
    }
    return text + "</MultiGeometry>";
}

class LayerText {
public:
    LayerText(Projection const& crs, OutputLayer const& layer)
        : crs_(crs), layer_(layer), name_(column("name")), starts_(column("starts")), ends_(column("ends"))
    {}

    [[nodiscard]] std::string text() const
    {
        std::string text = fmt::format("<Folder><name>{}</name>\n",
                                       core::xml_text(layer_.description.empty() ? layer_.name : layer_.description));
        for (Feature const& feature : layer_.features) placemark(text, feature);
        return text + "</Folder>\n";
    }

private:
    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const
    {
        auto const found = std::ranges::find(layer_.fields, name, &Field::name);
        if (found == layer_.fields.end()) return std::nullopt;
        return static_cast<std::size_t>(found - layer_.fields.begin());
    }
    [[nodiscard]] static std::optional<std::string> value(Feature const& feature, std::optional<std::size_t> column)
    {
        return column ? text_of(feature.values[*column]) : std::nullopt;
    }

    void placemark(std::string& text, Feature const& feature) const
    {
        Text const out(text);
        fmt::format_to(out, "<Placemark>");
        if (auto const name = value(feature, name_)) fmt::format_to(out, "<name>{}</name>", *name);
        auto const from = value(feature, starts_);
        auto const to = value(feature, ends_);
        if (from && to) fmt::format_to(out, "<TimeSpan><begin>{}</begin><end>{}</end></TimeSpan>", *from, *to);
        fmt::format_to(out, "<ExtendedData>");
        for (std::size_t i = 0; i < layer_.fields.size(); ++i) {
            if (auto const one = text_of(feature.values[i])) {
                fmt::format_to(out, "<Data name=\"{}\"><value>{}</value></Data>", core::xml_text(layer_.fields[i].name),
                               *one);
            }
        }
        fmt::format_to(out, "</ExtendedData>{}</Placemark>\n", shape(crs_, feature.geometry));
    }

    Projection const& crs_;
    OutputLayer const& layer_;
    std::optional<std::size_t> name_;
    std::optional<std::size_t> starts_;
    std::optional<std::size_t> ends_;
};

}  // namespace

void write_kml(std::filesystem::path const& path, Projection const& from, std::vector<OutputLayer> const& layers)
{
    std::vector<std::string> folders(layers.size());
    core::run_tasks(layers.size(), [&](std::size_t i) {
        if (layers[i].geometry_type == GeometryType::none) return;
        Projection const crs(from.crs());  // of this thread
        folders[i] = LayerText(crs, layers[i]).text();
    });
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n";
    for (std::string const& folder : folders) text += folder;
    core::write_file(path, text + "</Document></kml>\n");
}

}  // namespace halong::geo
