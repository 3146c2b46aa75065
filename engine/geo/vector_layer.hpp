// GIS vector layers of the formats that layer_source.hpp lists, and the GeoPackage, GeoJSON and CSV that we write.
#pragma once

#include "core/csv_cell.hpp"
#include "geo/geometry.hpp"
#include "geo/projection.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halong::geo {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate: null
using Geometry = std::variant<std::monostate, PointMetric, Line, Area>;

enum class FieldType {
    integer,
    real,
    text,
    date_time
};  // date_time values are ISO 8601 text
struct Field {
    std::string name;
    FieldType type = FieldType::text;
    std::string alias = {};  // what people call it; written where the format and GDAL's version know such names
    bool operator==(Field const&) const = default;
};

struct Feature {
    std::int64_t fid = 0;       // the format's own feature number
    Geometry geometry;          // lines of a MultiLineString become one feature each, same fid
    std::vector<Value> values;  // one for each field
};

// The least box around the geometry, and around those of all features; nothing where there are no points.
std::optional<Box> extent_of(Geometry const& geometry);
std::optional<Box> extent_of(std::vector<Feature> const& features);

// A layer in memory, in the CRS that the reader was asked for.
struct Layer {
    std::string name;
    std::string source;  // path, or "layer 'roads' of city.gpkg", for messages
    std::vector<Field> fields;
    std::vector<Feature> features;

    // Position of a field, or nothing.
    [[nodiscard]] std::optional<std::size_t> find_field(std::string_view field) const;
    // Values, with `fallback` for nulls, missing fields and what does not convert. Text is converted to
    // numbers where it is one, with a point as decimal sign; integer() wants a whole number.
    [[nodiscard]] std::string text(Feature const& feature, std::string_view field,
                                   std::string const& fallback = "") const;
    [[nodiscard]] double number(Feature const& feature, std::string_view field, double fallback) const;
    [[nodiscard]] std::int64_t integer(Feature const& feature, std::string_view field, std::int64_t fallback) const;
};

// Reads one layer and transforms it to `target`, in whole millimetres where it was in another CRS.
// `layer_name` "" takes the only or first layer. GeoJSON, and CSV with columns lon and lat, are WGS 84; any
// other layer must say its CRS. Of a multipoint the first point counts; z is dropped; empty geometries and
// lines of one point become std::monostate.
// Throws UserError: file missing or truncated, no such layer (the nearest name is given), no CRS, no features
// (unless `may_be_empty`), mixed geometry collections, text that is not UTF-8, degrees off the globe or metres
// beyond 20,000 km (wrong CRS); the faults of up to 20 features at once.
Layer read_layer(std::filesystem::path const& path, std::string const& layer_name, Projection const& target,
                 bool may_be_empty = false);

// A table without geometry (CSV or any attribute table). In CSV, the first row names the fields, all values
// are text, and empty cells are null. Throws as read_layer.
Layer read_table(std::filesystem::path const& path, std::string const& layer_name = "", bool may_be_empty = false);

// The names of a file's layers. Throws UserError when the file cannot be opened.
std::vector<std::string> layer_names(std::filesystem::path const& path);

enum class GeometryType {
    none,
    point,
    line,
    area
};
// What becomes one layer of a GeoPackage.
struct OutputLayer {
    std::string name;
    std::string description;
    GeometryType geometry_type = GeometryType::none;
    std::vector<Field> fields;
    std::vector<Feature> features;
    std::string style_qml;  // QGIS style kept in the file's layer_styles table; "" for none
};

// Writes all layers to one GeoPackage, durably (complete or absent), with a spatial index each. Feature
// numbers are kept when all of a layer are positive and different. Styles become QGIS's default for the layer.
// `crs` "" keeps the coordinates as they are, in those of `from`.
// Throws CannotWrite; UserError for a CRS that is unknown or has no place for a point; InternalFault when values or
// geometries do not fit the layer's fields and type.
void write_geopackage(std::filesystem::path const& path, Projection const& from, std::vector<OutputLayer> const& layers,
                      std::string const& crs = "");
// Writes one layer as GeoJSON (RFC 7946, WGS 84), durably. Throws CannotWrite.
void write_geojson(std::filesystem::path const& path, Projection const& crs, OutputLayer const& layer);
// Writes a layer's values (no geometry) as CSV, durably: UTF-8, quoting of RFC 4180, lines end in "\n"; null is
// an empty cell and empty text is "". For people, no text is a formula (csv_cell.hpp); numbers stay as they are.
// Throws CannotWrite.
void write_csv(std::filesystem::path const& path, OutputLayer const& layer, core::CsvFor reader = core::CsvFor::people);

}  // namespace halong::geo
