// GeoPackage (OGC 12-128r18): tables by GDAL, their rows by SQLite, in a temporary file that takes the final name only when it is
// complete.
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "geo/gdal_session.hpp"
#include "geo/geopackage_rows.hpp"
#include "geo/ogr_output.hpp"
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

constexpr char const* style_table = "layer_styles";  // the name that QGIS looks for

// Asks the system itself, whose reason is clearer than SQLite's.
void require_creatable(std::filesystem::path const& temporary, std::filesystem::path const& path)
{
    std::FILE* const file = std::fopen(temporary.c_str(), "wb");
    if (file == nullptr) throw core::CannotWrite(path.string(), std::strerror(errno), advice_write);
    std::fclose(file);
    std::error_code failed;
    std::filesystem::remove(temporary, failed);
    if (failed) throw core::CannotWrite(path.string(), failed.message(), advice_write);
}

// `wanted`, or with underscores behind it when a field has that name already (whatever its case).
std::string free_name(std::string wanted, std::vector<Field> const& fields)
{
    auto const taken = [&](Field const& field) { return EQUAL(field.name.c_str(), wanted.c_str()); };
    while (std::any_of(fields.begin(), fields.end(), taken)) wanted += '_';
    return wanted;
}

TableColumns columns_of(OutputLayer const& layer)
{
    bool const is_table = layer.geometry_type == GeometryType::none;
    return {free_name("fid", layer.fields), is_table ? "" : free_name("geom", layer.fields)};
}

// An empty table.
void add_layer(GDALDataset& dataset, OutputLayer const& layer, OGRSpatialReference& crs, WriteTarget const& target)
{
    auto const columns = columns_of(layer);
    bool const table = columns.geometry.empty();
    CPLStringList options;
    options.SetNameValue("DESCRIPTION", layer.description.c_str());
    options.SetNameValue("FID", columns.number.c_str());
    if (table) {
        options.SetNameValue("ASPATIAL_VARIANT", "GPKG_ATTRIBUTES");
    } else {
        options.SetNameValue("GEOMETRY_NAME", columns.geometry.c_str());
    }
    OGRLayer* const created =
        dataset.CreateLayer(layer.name.c_str(), table ? nullptr : &crs,
                            static_cast<OGRwkbGeometryType>(geometry_code(layer.geometry_type)), options.List());
    target.require(created != nullptr);
    add_fields(*created, layer, target);
    target.require(created->SyncToDisk() == OGRERR_NONE);  // now, so that tables come in the order of the layers
}

void add_field(OGRLayer& table, char const* name, OGRFieldType type, int width, WriteTarget const& target)
{
    OGRFieldDefn definition(name, type);
    definition.SetWidth(width);
    if (type == OFTInteger) definition.SetSubType(OFSTBoolean);
    target.require(table.CreateField(&definition) == OGRERR_NONE);
}

OGRLayer& add_style_table(GDALDataset& dataset, WriteTarget const& target)
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
void add_styles(GDALDataset& dataset, std::vector<OutputLayer> const& layers, WriteTarget const& target)
{
    auto const styled = [](OutputLayer const& layer) { return !layer.style_qml.empty(); };
    if (std::none_of(layers.begin(), layers.end(), styled)) return;
    OGRLayer& table = add_style_table(dataset, target);
    for (auto const& layer : layers) {
        if (!styled(layer)) continue;
        std::string const geometry = columns_of(layer).geometry;
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

void make_tables(GDALDataset& dataset, std::vector<OutputLayer> const& layers, Reprojection const& reprojection,
                 WriteTarget const& target)
{
    target.require(dataset.StartTransaction(TRUE) == OGRERR_NONE);
    for (auto const& layer : layers) add_layer(dataset, layer, reprojection.reference(), target);
    add_styles(dataset, layers, target);
    target.require(dataset.CommitTransaction() == OGRERR_NONE);
}

}  // namespace

void write_geopackage(std::filesystem::path const& path, Projection const& from, std::vector<OutputLayer> const& layers,
                      std::string const& crs)
{
    register_gdal();
    Reprojection const reprojection(from, crs);
    core::DurableFile file(path);
    require_creatable(file.temporary_path(), path);
    // Until commit() nobody else reads the file, so SQLite need neither sync nor keep a journal on disk.
    GdalSetting const journal("OGR_SQLITE_JOURNAL", "MEMORY");
    GdalSetting const synchronous("OGR_SQLITE_SYNCHRONOUS", "OFF");
    GdalMessages messages;
    WriteTarget const target{path, messages};
    auto* const driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    core::ensure(driver != nullptr, "GDAL has its GeoPackage driver");
    Dataset dataset(driver->Create(file.temporary_path().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    target.require(dataset != nullptr);
    make_tables(*dataset, layers, reprojection, target);
    dataset.reset();  // makes the spatial indexes; what fails here shows in the messages only
    target.require(!messages.failed());
    Database database(file.temporary_path(), path);
    for (auto const& layer : layers) fill_table(database, layer, columns_of(layer), reprojection);
    database.close();
    file.commit();
}

}  // namespace halong::geo
