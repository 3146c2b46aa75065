// GeoPackage (OGC 12-128r18) by GDAL: one transaction for all layers, in a temporary file that takes the
// final name only when it is complete.
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "geo/gdal_session.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <cerrno>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <set>

namespace halong::geo {
namespace {

constexpr char const* advice = "choose another folder with --out, or free space and check its rights";
constexpr char const* style_table = "layer_styles";  // the name that QGIS looks for

// Where we write and how to complain about it.
struct Target {
    std::filesystem::path path;
    GdalMessages& messages;

    void require(bool good) const
    {
        if (good) return;
        auto const reason = messages.text();
        throw core::CannotWrite(path.string(), reason.empty() ? "GDAL gives no reason" : reason, advice);
    }
};

// A setting of GDAL for this thread that ends with the object.
class Setting {
public:
    Setting(char const* name, char const* value) : name_(name) { CPLSetThreadLocalConfigOption(name, value); }
    ~Setting() { CPLSetThreadLocalConfigOption(name_, nullptr); }
    Setting(Setting const&) = delete;
    Setting& operator=(Setting const&) = delete;

private:
    char const* name_;
};

// Asks the system itself, whose reason is clearer than SQLite's.
void require_creatable(std::filesystem::path const& temporary, std::filesystem::path const& path)
{
    std::FILE* const file = std::fopen(temporary.c_str(), "wb");
    if (file == nullptr) throw core::CannotWrite(path.string(), std::strerror(errno), advice);
    std::fclose(file);
    std::filesystem::remove(temporary);
}

OGRFieldType ogr_type(FieldType type)
{
    switch (type) {
        case FieldType::integer:
            return OFTInteger64;
        case FieldType::real:
            return OFTReal;
        case FieldType::date_time:
            return OFTDateTime;
        case FieldType::text:
            break;
    }
    return OFTString;
}

OGRwkbGeometryType ogr_type(GeometryType type)
{
    switch (type) {
        case GeometryType::point:
            return wkbPoint;
        case GeometryType::line:
            return wkbLineString;
        case GeometryType::area:
            return wkbMultiPolygon;
        case GeometryType::none:
            break;
    }
    return wkbNone;
}

void set_points(OGRSimpleCurve& curve, Line const& line)
{
    curve.setNumPoints(static_cast<int>(line.size()), FALSE);
    for (std::size_t i = 0; i < line.size(); ++i) {
        curve.setPoint(static_cast<int>(i), line[i].x_m, line[i].y_m);
    }
}

std::unique_ptr<OGRLinearRing> ogr_ring(Ring const& ring)
{
    auto result = std::make_unique<OGRLinearRing>();
    set_points(*result, ring);
    result->closeRings();
    return result;
}

std::unique_ptr<OGRGeometry> ogr_area(Area const& area)
{
    auto result = std::make_unique<OGRMultiPolygon>();
    for (auto const& polygon : area) {
        auto part = std::make_unique<OGRPolygon>();
        part->addRingDirectly(ogr_ring(polygon.outer).release());
        for (auto const& hole : polygon.holes) part->addRingDirectly(ogr_ring(hole).release());
        result->addGeometryDirectly(part.release());
    }
    return result;
}

// Nothing for a feature without geometry.
std::unique_ptr<OGRGeometry> ogr_geometry(Geometry const& geometry)
{
    if (auto const* point = std::get_if<PointMetric>(&geometry)) {
        return std::make_unique<OGRPoint>(point->x_m, point->y_m);
    }
    if (auto const* line = std::get_if<Line>(&geometry)) {
        auto result = std::make_unique<OGRLineString>();
        set_points(*result, *line);
        return result;
    }
    auto const* area = std::get_if<Area>(&geometry);
    return area == nullptr ? nullptr : ogr_area(*area);
}

bool fits(Geometry const& geometry, GeometryType type)
{
    switch (type) {
        case GeometryType::none:
            return true;  // a table leaves geometries out
        case GeometryType::point:
            break;
        case GeometryType::line:
            return geometry.index() == 0 || std::holds_alternative<Line>(geometry);
        case GeometryType::area:
            return geometry.index() == 0 || std::holds_alternative<Area>(geometry);
    }
    return geometry.index() == 0 || std::holds_alternative<PointMetric>(geometry);
}

void set_value(OGRFeature& feature, int field, Value const& value)
{
    if (auto const* integer = std::get_if<std::int64_t>(&value)) {
        feature.SetField(field, static_cast<GIntBig>(*integer));
    } else if (auto const* real = std::get_if<double>(&value)) {
        feature.SetField(field, *real);
    } else if (auto const* text = std::get_if<std::string>(&value)) {
        feature.SetField(field, text->c_str());
        core::ensure(feature.IsFieldSetAndNotNull(field), "date and time are written as ISO 8601 text");
    } else {
        feature.SetFieldNull(field);
    }
}

// Feature numbers are kept where they can be: when all are positive and different.
bool keeps_numbers(OutputLayer const& layer)
{
    std::set<std::int64_t> numbers;
    for (auto const& feature : layer.features) {
        if (feature.fid <= 0 || !numbers.insert(feature.fid).second) return false;
    }
    return true;
}

// `wanted`, or with underscores behind it when a field has that name already (whatever its case).
std::string free_name(std::string wanted, std::vector<Field> const& fields)
{
    auto const taken = [&](Field const& field) { return EQUAL(field.name.c_str(), wanted.c_str()); };
    while (std::any_of(fields.begin(), fields.end(), taken)) wanted += '_';
    return wanted;
}

OGRLayer& add_layer(GDALDataset& dataset, OutputLayer const& layer, OGRSpatialReference& crs, Target const& target)
{
    bool const table = layer.geometry_type == GeometryType::none;
    CPLStringList options;
    options.SetNameValue("DESCRIPTION", layer.description.c_str());
    options.SetNameValue("FID", free_name("fid", layer.fields).c_str());
    if (table) {
        options.SetNameValue("ASPATIAL_VARIANT", "GPKG_ATTRIBUTES");
    } else {
        options.SetNameValue("GEOMETRY_NAME", free_name("geom", layer.fields).c_str());
    }
    OGRLayer* const created =
        dataset.CreateLayer(layer.name.c_str(), table ? nullptr : &crs, ogr_type(layer.geometry_type), options.List());
    target.require(created != nullptr);
    for (auto const& field : layer.fields) {
        OGRFieldDefn definition(field.name.c_str(), ogr_type(field.type));
        target.require(created->CreateField(&definition) == OGRERR_NONE);
    }
    return *created;
}

void add_features(OGRLayer& out, OutputLayer const& layer, Target const& target)
{
    bool const numbered = keeps_numbers(layer);
    for (auto const& feature : layer.features) {
        core::ensure(feature.values.size() == layer.fields.size(),
                     "every feature of an output layer has one value for each field");
        core::ensure(fits(feature.geometry, layer.geometry_type),
                     "the geometries of an output layer are of its geometry type");
        OGRFeature row(out.GetLayerDefn());
        for (std::size_t i = 0; i < feature.values.size(); ++i) {
            set_value(row, static_cast<int>(i), feature.values[i]);
        }
        if (layer.geometry_type != GeometryType::none) {
            row.SetGeometryDirectly(ogr_geometry(feature.geometry).release());
        }
        if (numbered) row.SetFID(feature.fid);
        target.require(out.CreateFeature(&row) == OGRERR_NONE);
    }
}

void add_field(OGRLayer& table, char const* name, OGRFieldType type, int width, Target const& target)
{
    OGRFieldDefn definition(name, type);
    definition.SetWidth(width);
    if (type == OFTInteger) definition.SetSubType(OFSTBoolean);
    target.require(table.CreateField(&definition) == OGRERR_NONE);
}

OGRLayer& add_style_table(GDALDataset& dataset, Target const& target)
{
    CPLStringList options;
    options.SetNameValue("FID", "id");
    options.SetNameValue("ASPATIAL_VARIANT", "GPKG_ATTRIBUTES");
    OGRLayer* const table = dataset.CreateLayer(style_table, nullptr, wkbNone, options.List());
    target.require(table != nullptr);
    constexpr int path_width = 256;  // widths as in the tables that QGIS itself makes
    constexpr int name_width = 30;
    for (auto const* name : {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column"}) {
        add_field(*table, name, OFTString, path_width, target);
    }
    add_field(*table, "styleName", OFTString, name_width, target);
    add_field(*table, "styleQML", OFTString, 0, target);
    add_field(*table, "styleSLD", OFTString, 0, target);
    add_field(*table, "useAsDefault", OFTInteger, 0, target);
    add_field(*table, "description", OFTString, 0, target);
    add_field(*table, "owner", OFTString, name_width, target);
    add_field(*table, "ui", OFTString, name_width, target);
    add_field(*table, "update_time", OFTDateTime, 0, target);
    return *table;
}

// The styles that QGIS applies when a layer is opened. It compares catalogue and schema with "".
void add_styles(GDALDataset& dataset, std::vector<OutputLayer> const& layers, Target const& target)
{
    auto const styled = [](OutputLayer const& layer) { return !layer.style_qml.empty(); };
    if (std::none_of(layers.begin(), layers.end(), styled)) return;
    OGRLayer& table = add_style_table(dataset, target);
    for (auto const& layer : layers) {
        if (!styled(layer)) continue;
        bool const flat = layer.geometry_type != GeometryType::none;
        std::string const geometry = flat ? free_name("geom", layer.fields) : "";
        OGRFeature row(table.GetLayerDefn());
        row.SetField("f_table_catalog", "");
        row.SetField("f_table_schema", "");
        row.SetField("f_table_name", layer.name.c_str());
        row.SetField("f_geometry_column", geometry.c_str());
        row.SetField("styleName", "default");
        row.SetField("styleQML", layer.style_qml.c_str());
        row.SetField("styleSLD", "");
        row.SetField("useAsDefault", 1);
        row.SetField("description", layer.description.c_str());
        row.SetField("owner", "");
        target.require(table.CreateFeature(&row) == OGRERR_NONE);
    }
}

void fill(GDALDataset& dataset, std::vector<OutputLayer> const& layers, Projection const& crs, Target const& target)
{
    auto const reference = reference_of(crs.crs());
    target.require(dataset.StartTransaction(TRUE) == OGRERR_NONE);
    for (auto const& layer : layers) {
        add_features(add_layer(dataset, layer, *reference, target), layer, target);
    }
    add_styles(dataset, layers, target);
    target.require(dataset.CommitTransaction() == OGRERR_NONE);
}

}  // namespace

void write_geopackage(std::filesystem::path const& path, Projection const& crs, std::vector<OutputLayer> const& layers)
{
    register_gdal();
    core::DurableFile file(path);
    require_creatable(file.temporary_path(), path);
    // Until commit() nobody else reads the file, so SQLite need neither sync nor keep a journal on disk.
    Setting const journal("OGR_SQLITE_JOURNAL", "MEMORY");
    Setting const synchronous("OGR_SQLITE_SYNCHRONOUS", "OFF");
    GdalMessages messages;
    Target const target{path, messages};
    auto* const driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    core::ensure(driver != nullptr, "GDAL has its GeoPackage driver");
    Dataset dataset(driver->Create(file.temporary_path().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    target.require(dataset != nullptr);
    fill(*dataset, layers, crs, target);
    dataset.reset();  // builds the spatial indexes; what fails here shows in the messages only
    target.require(!messages.failed());
    file.commit();
}

}  // namespace halong::geo
