#include "core/error.hpp"
#include "geo/gdal_session.hpp"
#include "geo/layer_source.hpp"
#include "geo/ogr_values.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <cmath>
#include <cpl_conv.h>
#include <fmt/format.h>
#include <functional>
#include <gdal_priv.h>
#include <limits>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

namespace halong::geo {
namespace {

using core::Diagnostic;
using core::UserError;

constexpr double farthest_m = 2e7;         // half the equator: no projected coordinate is larger
constexpr std::size_t most_findings = 20;  // of one file; more would bury the first

// Small files may stand for much: empty cells of a wide table, or the values of a line of many parts, which each part gets.
constexpr std::uintmax_t always_allowed_bytes = std::uintmax_t{256} << 20U;
constexpr std::uintmax_t most_growth = 200;

std::string place_of(std::string const& source, std::int64_t fid) { return fmt::format("{}, feature {}", source, fid); }

// What is wrong with single features, gathered so that the user sees all at once.
class Findings {
public:
    explicit Findings(std::string source) : source_(std::move(source)) {}
    void add(std::int64_t fid, std::string message, std::string help)
    {
        ++count_;
        if (list_.size() >= most_findings) return;
        list_.push_back({place_of(source_, fid), 0, 0, std::move(message), std::move(help)});
    }
    void throw_any() const
    {
        if (list_.empty()) return;
        auto all = list_;
        if (count_ > list_.size()) {
            all.push_back({source_, 0, 0, fmt::format("and {} more features of this kind", count_ - list_.size()), ""});
        }
        throw UserError(all);
    }

private:
    std::string source_;
    std::vector<Diagnostic> list_;
    std::size_t count_ = 0;
};

void require_utf8(Feature const& feature, std::vector<Field> const& fields, Findings& findings)
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto const* const text = std::get_if<std::string>(&feature.values[i]);
        if (text == nullptr || CPLIsUTF8(text->c_str(), static_cast<int>(text->size()))) continue;
        findings.add(feature.fid, fmt::format("the text of field '{}' is not UTF-8", fields[i].name),
                     "save the file with the encoding UTF-8 (in Excel: 'CSV UTF-8')");
        return;
    }
}

// Bytes of a feature in memory, about.
std::uintmax_t size_of(Feature const& feature)
{
    std::uintmax_t bytes = sizeof(Feature) + feature.values.size() * sizeof(Value);
    for (Value const& value : feature.values) {
        if (auto const* text = std::get_if<std::string>(&value)) bytes += text->size();
    }
    if (auto const* line = std::get_if<Line>(&feature.geometry)) bytes += line->size() * sizeof(PointMetric);
    return bytes;
}

// What the features of a file may take; a folder's files are not counted.
std::uintmax_t most_bytes_of(std::string const& file)
{
    std::error_code error;
    std::uintmax_t const size = std::filesystem::file_size(file, error);
    if (error) return std::numeric_limits<std::uintmax_t>::max();
    return std::max(always_allowed_bytes, most_growth * size);
}

// Reads all features in the layer's own coordinates.
Layer read_features(GDALDataset& dataset, OGRLayer& source, std::string const& file, bool with_geometry)
{
    Layer layer;
    layer.name = source.GetName();
    layer.source = source_text(dataset, source, file);
    layer.fields = fields_of(*source.GetLayerDefn());
    Findings findings(layer.source);
    GdalMessages messages;
    std::uintmax_t const most_bytes = most_bytes_of(file);
    std::uintmax_t bytes = 0;
    source.ResetReading();
    for (auto const& row : source) {
        Feature feature{row->GetFID(), {}, values_of(*row, layer.fields)};
        require_utf8(feature, layer.fields, findings);
        OGRGeometry const* const geometry = with_geometry ? row->GetGeometryRef() : nullptr;
        auto parts = parts_of(geometry);
        if (!parts) {
            findings.add(feature.fid, fmt::format("geometry type {} is not known here", geometry->getGeometryName()),
                         "use points, lines or polygons, or multi-parts of one of them");
            continue;
        }
        for (std::size_t i = 0; i < parts->size(); ++i) {
            feature.geometry = std::move((*parts)[i]);
            bytes += size_of(feature);
            if (bytes > most_bytes) {
                refuse(layer.source, fmt::format("its features take more than {} times the file's size", most_growth),
                       "leave out columns that are mostly empty, or split lines of many parts");
            }
            bool const is_last = i + 1 == parts->size();
            // The last part is the last that needs the fields. NOLINTNEXTLINE(bugprone-use-after-move)
            layer.features.push_back(is_last ? std::move(feature) : feature);
        }
    }
    if (messages.failed()) {
        refuse(layer.source,
               fmt::format("reading stopped after {} features", layer.features.size()) + reason_of(messages),
               advice_open);
    }
    findings.throw_any();
    return layer;
}

void for_each_point(Geometry& geometry, std::function<void(PointMetric&)> const& visit)
{
    if (auto* point = std::get_if<PointMetric>(&geometry)) visit(*point);
    if (auto* line = std::get_if<Line>(&geometry)) std::for_each(line->begin(), line->end(), visit);
    if (auto* area = std::get_if<Area>(&geometry)) {
        for (auto& polygon : *area) {
            std::for_each(polygon.outer.begin(), polygon.outer.end(), visit);
            for (auto& hole : polygon.holes) std::for_each(hole.begin(), hole.end(), visit);
        }
    }
}

// What is wrong with a point of a geographic layer, or "".
std::string fault_on_globe(PointMetric point)
{
    if (!(std::fabs(point.x_m) <= 180)) {
        return fmt::format("longitude {} is outside -180 … 180", point.x_m);
    }
    if (!(std::fabs(point.y_m) <= 90)) {
        return fmt::format("latitude {} is outside -90 … 90", point.y_m);
    }
    return "";
}

std::string fault_on_plane(PointMetric point)
{
    if (std::fabs(point.x_m) < farthest_m && std::fabs(point.y_m) < farthest_m) return "";
    return fmt::format("the point ({}, {}) m is outside ±20,000,000 m", point.x_m, point.y_m);
}

using Check = std::string (*)(PointMetric);

// Applies a check to every point; at most one finding for each feature.
void require_points(Layer& layer, Check check, std::string const& crs, std::string const& help)
{
    Findings findings(layer.source);
    for (auto& feature : layer.features) {
        std::string fault;
        for_each_point(feature.geometry, [&](PointMetric& point) {
            if (fault.empty()) fault = check(point);
        });
        if (!fault.empty()) {
            findings.add(feature.fid, fault + ": wrong CRS? The layer says " + crs, help);
        }
    }
    findings.throw_any();
}

// Whole millimetres, as Projection::to_metric gives; infinite where PROJ finds no place.
void transform(Layer& layer, OGRCoordinateTransformation& by)
{
    std::vector<PointMetric*> points;
    for (auto& feature : layer.features) {
        for_each_point(feature.geometry, [&](PointMetric& point) { points.push_back(&point); });
    }
    std::vector<double> x(points.size()), y(points.size());
    std::vector<int> done(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        x[i] = points[i]->x_m;
        y[i] = points[i]->y_m;
    }
    GdalMessages const silent;
    if (!x.empty()) by.Transform(x.size(), x.data(), y.data(), nullptr, nullptr, done.data());
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i]->x_m = done[i] != 0 ? std::floor(x[i] * 1000 + 0.5) / 1000 : HUGE_VAL;
        points[i]->y_m = done[i] != 0 ? std::floor(y[i] * 1000 + 0.5) / 1000 : HUGE_VAL;
    }
}

// The layer's CRS; WGS 84 for columns of longitude and latitude in a CSV file.
Reference crs_of(GDALDataset& dataset, OGRLayer& source, std::string const& place)
{
    if (OGRSpatialReference const* declared = source.GetSpatialRef(); declared != nullptr) {
        Reference copy(declared->Clone());
        copy->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        return copy;
    }
    std::string_view const driver = dataset.GetDriverName();
    if (driver == "CSV" || driver == "GeoJSON") return reference_of("EPSG:4326");
    refuse(place, "the layer does not say in which coordinate reference system (CRS) it is",
           "declare it: in QGIS 'Set Layer CRS' and export, or "
           "ogr2ogr -a_srs EPSG:5899 new.gpkg old-file; a shapefile needs its .prj file beside it");
}

std::string title_of(OGRSpatialReference const& reference)
{
    char const* const code = reference.GetAuthorityCode(nullptr);
    char const* const authority = reference.GetAuthorityName(nullptr);
    std::string const name = reference.GetName() == nullptr ? "unnamed" : reference.GetName();
    return code && authority ? fmt::format("{}:{} ({})", authority, code, name) : name;
}

void bring_to(Layer& layer, OGRSpatialReference const& from, Projection const& target)
{
    constexpr char const* help =
        "find out in which CRS the coordinates are and declare that one (QGIS: 'Set Layer CRS', "
        "then "
        "export); check that longitude comes before latitude";
    auto const title = title_of(from);
    if (from.IsGeographic()) require_points(layer, fault_on_globe, title, help);
    auto const to = reference_of(target.crs());
    if (!from.IsSame(to.get())) {
        GdalMessages messages;
        Transformation const by = transformation_between(from, *to);
        if (!by) {
            refuse(layer.source,
                   fmt::format("cannot be transformed from {} to {}", title, target.crs()) + reason_of(messages), help);
        }
        transform(layer, *by);
    }
    require_points(layer, fault_on_plane, title, help);
}

void require_features(Layer const& layer)
{
    if (!layer.features.empty()) return;
    refuse(layer.source, "there are no features in it",
           "check the export: a filter or a wrong layer is the usual reason");
}

}  // namespace

Layer read_layer(std::filesystem::path const& path, std::string const& layer_name, Projection const& target,
                 bool may_be_empty)
{
    auto const dataset = open_dataset(path);
    OGRLayer& source = layer_of(*dataset, path.string(), layer_name);
    auto const place = source_text(*dataset, source, path.string());
    if (source.GetGeomType() == wkbNone) {
        refuse(place, "the layer is a table without geometry",
               "give a layer of points, lines or polygons; a CSV needs columns 'lon' and 'lat'");
    }
    auto const crs = crs_of(*dataset, source, place);
    Layer layer = read_features(*dataset, source, path.string(), true);
    if (!may_be_empty) require_features(layer);
    bring_to(layer, *crs, target);
    return layer;
}

Layer read_table(std::filesystem::path const& path, std::string const& layer_name, bool may_be_empty)
{
    auto const dataset = open_dataset(path);
    OGRLayer& source = layer_of(*dataset, path.string(), layer_name);
    Layer layer = read_features(*dataset, source, path.string(), false);
    if (!may_be_empty) require_features(layer);
    return layer;
}

}  // namespace halong::geo
