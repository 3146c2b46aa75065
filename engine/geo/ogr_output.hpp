// Our layers as GDAL's features, for every format that GDAL writes. Internal to this room.
#pragma once

#include "geo/gdal_session.hpp"
#include "geo/vector_layer.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

class OGRCoordinateTransformation;
class OGRFeature;
class OGRGeometry;
class OGRLayer;

namespace halong::geo {

inline constexpr char const* advice_write = "choose another folder with --out, or free space and check its rights";

// Where we write and how to complain about it.
struct WriteTarget {
    std::filesystem::path path;
    GdalMessages& messages;

    // Throws CannotWrite with what GDAL says, unless `good`.
    void require(bool good) const;
};

// A setting of GDAL for this thread that ends with the object.
class GdalSetting {
public:
    GdalSetting(char const* name, char const* value);
    ~GdalSetting();
    GdalSetting(GdalSetting const&) = delete;
    GdalSetting& operator=(GdalSetting const&) = delete;

private:
    char const* name_;
};

// GDAL's number of a type of geometry: OGRwkbGeometryType.
int geometry_code(GeometryType type);
// The columns of a new layer; their aliases where the format knows any. Throws CannotWrite.
void add_fields(OGRLayer& out, OutputLayer const& layer, WriteTarget const& target);

// Carries geometries from the city's CRS to that of a file; nothing is done where both are the same.
class Reprojection {
public:
    // `crs` "" is the city's own. Throws UserError when it is unknown.
    Reprojection(Projection const& from, std::string const& crs);
    ~Reprojection();
    Reprojection(Reprojection const&) = delete;
    Reprojection& operator=(Reprojection const&) = delete;

    [[nodiscard]] OGRSpatialReference& reference() const { return *reference_; }
    // The point in the other CRS (x, y in its units). Throws UserError where it has no place there.
    [[nodiscard]] PointMetric moved(PointMetric point) const;
    [[nodiscard]] bool moves() const { return transformation_ != nullptr; }
    // Moves all points of a feature's geometry. Only where moves(). Throws UserError, which names layer and feature.
    void move(Geometry& geometry, OutputLayer const& layer, Feature const& feature) const;

private:
    friend void set_feature(OGRFeature& row, OutputLayer const& layer, Feature const& feature,
                            Reprojection const& reprojection);
    [[noreturn]] void refuse(OutputLayer const& layer, Feature const& feature) const;
    Reference reference_;
    Transformation transformation_;
    std::string crs_;
};

// "2025-06-04T07:00:00", as our own times are.
struct PlainDate {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};
// Nothing for text of another form, or what is no date.
std::optional<PlainDate> plain_date(std::string_view text);

// Throws InternalFault when values or geometry do not fit the layer.
void require_fitting(OutputLayer const& layer, Feature const& feature);

// Values and geometry of one feature, in the file's CRS. Throws UserError where a point has no place in it, InternalFault
// when values or geometry do not fit the layer.
void set_feature(OGRFeature& row, OutputLayer const& layer, Feature const& feature, Reprojection const& reprojection);

// Feature numbers are kept where they can be: when all are positive and different.
bool keeps_numbers(OutputLayer const& layer);

// Writes all features of `layer` into `out`. Throws as set_feature, and CannotWrite.
void add_features(OGRLayer& out, OutputLayer const& layer, Reprojection const& reprojection, WriteTarget const& target);

}  // namespace halong::geo
