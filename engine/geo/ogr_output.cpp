#include "geo/ogr_output.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <string_view>
#include <vector>

namespace halong::geo {

void WriteTarget::require(bool good) const
{
    if (good) return;
    auto const reason = messages.text();
    throw core::CannotWrite(path.string(), reason.empty() ? "GDAL gives no reason" : reason, advice_write);
}

GdalSetting::GdalSetting(char const* name, char const* value) : name_(name)
{
    CPLSetThreadLocalConfigOption(name, value);
}

GdalSetting::~GdalSetting() { CPLSetThreadLocalConfigOption(name_, nullptr); }

namespace {

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

}  // namespace

int geometry_code(GeometryType type)
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

namespace {

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

// "2025-06-04T07:00:00" in a field of dates with times, which GDAL's own reader takes ten times as long for. False for all else.
bool set_plain_date(OGRFeature& feature, int field, std::string const& text)
{
    constexpr std::string_view form = "0000-00-00T00:00:00";
    if (text.size() != form.size() || feature.GetDefnRef()->GetFieldDefn(field)->GetType() != OFTDateTime) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        bool const is_digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == '0' ? !is_digit : text[i] != form[i]) return false;
    }
    auto const number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) value = 10 * value + (text[i] - '0');
        return value;
    };
    int const month = number(5, 2);
    int const day = number(8, 2);
    if (month < 1 || month > 12 || day < 1 || day > 31 || number(11, 2) > 23 || number(14, 2) > 59 ||
        number(17, 2) > 59) {
        return false;
    }
    feature.SetField(field, number(0, 4), month, day, number(11, 2), number(14, 2), static_cast<float>(number(17, 2)),
                     0);
    return true;
}

void set_value(OGRFeature& feature, int field, Value const& value)
{
    if (auto const* integer = std::get_if<std::int64_t>(&value)) {
        feature.SetField(field, static_cast<GIntBig>(*integer));
    } else if (auto const* real = std::get_if<double>(&value)) {
        feature.SetField(field, *real);
    } else if (auto const* text = std::get_if<std::string>(&value)) {
        if (set_plain_date(feature, field, *text)) return;
        feature.SetField(field, text->c_str());
        core::ensure(feature.IsFieldSetAndNotNull(field), "date and time are written as ISO 8601 text");
    } else {
        feature.SetFieldNull(field);
    }
}

}  // namespace

void add_fields(OGRLayer& out, OutputLayer const& layer, WriteTarget const& target)
{
    for (auto const& field : layer.fields) {
        OGRFieldDefn definition(field.name.c_str(), ogr_type(field.type));
        if (!field.alias.empty()) definition.SetAlternativeName(field.alias.c_str());
        target.require(out.CreateField(&definition) == OGRERR_NONE);
    }
}

Reprojection::Reprojection(Projection const& from, std::string const& crs)
    : reference_(reference_of(crs.empty() ? from.crs() : crs)), crs_(crs)
{
    if (crs.empty() || crs == from.crs()) return;
    auto const source = reference_of(from.crs());
    GdalMessages messages;
    transformation_.reset(OGRCreateCoordinateTransformation(source.get(), reference_.get()));
    if (transformation_ != nullptr) return;
    throw core::UserError(
        core::Diagnostic{"", 0, 0, fmt::format("nothing leads from {} to {} ({})", from.crs(), crs, messages.text()),
                         "choose another --crs, such as EPSG:4326 (degrees) or EPSG:3405 (VN-2000 / UTM zone 48N)"});
}

Reprojection::~Reprojection() = default;

PointMetric Reprojection::moved(PointMetric point) const
{
    if (transformation_ == nullptr) return point;
    GdalMessages const messages;
    if (transformation_->Transform(1, &point.x_m, &point.y_m) == TRUE) return point;
    throw core::UserError(core::Diagnostic{
        "", 0, 0, fmt::format("the point {:.0f}, {:.0f} of the city has no place in {}", point.x_m, point.y_m, crs_),
        "choose a --crs that is made for the place"});
}

void set_feature(OGRFeature& row, OutputLayer const& layer, Feature const& feature, Reprojection const& reprojection)
{
    core::ensure(feature.values.size() == layer.fields.size(),
                 "every feature of an output layer has one value for each field");
    core::ensure(fits(feature.geometry, layer.geometry_type),
                 "the geometries of an output layer are of its geometry type");
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
        set_value(row, static_cast<int>(i), feature.values[i]);
    }
    if (layer.geometry_type == GeometryType::none) return;
    auto geometry = ogr_geometry(feature.geometry);
    if (geometry != nullptr && reprojection.transformation_ != nullptr &&
        geometry->transform(reprojection.transformation_.get()) != OGRERR_NONE) {
        throw core::UserError(core::Diagnostic{fmt::format("layer '{}', feature {}", layer.name, feature.fid), 0, 0,
                                               fmt::format("has no place in {}", reprojection.crs_),
                                               "choose a --crs that is made for the place"});
    }
    row.SetGeometryDirectly(geometry.release());
}

// Feature numbers are kept where they can be: when all are positive and different.
bool keeps_numbers(OutputLayer const& layer)
{
    std::vector<std::int64_t> numbers;
    numbers.reserve(layer.features.size());
    for (auto const& feature : layer.features) {
        if (feature.fid <= 0) return false;
        numbers.push_back(feature.fid);
    }
    std::ranges::sort(numbers);
    return std::ranges::adjacent_find(numbers) == numbers.end();
}

void add_features(OGRLayer& out, OutputLayer const& layer, Reprojection const& reprojection, WriteTarget const& target)
{
    bool const numbered = keeps_numbers(layer);
    OGRFeature row(out.GetLayerDefn());  // each sets all fields and the geometry of the one before
    for (auto const& feature : layer.features) {
        set_feature(row, layer, feature, reprojection);
        row.SetFID(numbered ? feature.fid : OGRNullFID);
        target.require(out.CreateFeature(&row) == OGRERR_NONE);
    }
}

}  // namespace halong::geo
