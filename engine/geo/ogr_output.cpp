#include "geo/ogr_output.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <span>
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

// A date as plain_date has it, in a field of dates with times, which GDAL's own reader takes ten times as long for. False for
// all else.
bool set_plain_date(OGRFeature& feature, int field, std::string const& text)
{
    if (feature.GetDefnRef()->GetFieldDefn(field)->GetType() != OFTDateTime) return false;
    auto const date = plain_date(text);
    if (!date) return false;
    feature.SetField(field, date->year, date->month, date->day, date->hour, date->minute,
                     static_cast<float>(date->second), 0);
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

std::optional<PlainDate> plain_date(std::string_view text)
{
    constexpr std::string_view form = "0000-00-00T00:00:00";
    if (text.size() != form.size()) return std::nullopt;
    for (std::size_t i = 0; i < form.size(); ++i) {
        bool const is_digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == '0' ? !is_digit : text[i] != form[i]) return std::nullopt;
    }
    auto const number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) value = 10 * value + (text[i] - '0');
        return value;
    };
    PlainDate const date{number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2), number(17, 2)};
    bool const is_real = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31 && date.hour <= 23 &&
                         date.minute <= 59 && date.second <= 59;
    return is_real ? std::optional(date) : std::nullopt;
}

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
    transformation_ = transformation_between(*source, *reference_);
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

void Reprojection::move(Geometry& geometry, OutputLayer const& layer, Feature const& feature) const
{
    auto const move_all = [&](std::span<PointMetric> points) {
        std::vector<double> x;
        std::vector<double> y;
        for (PointMetric const& point : points) {
            x.push_back(point.x_m);
            y.push_back(point.y_m);
        }
        GdalMessages const messages;
        if (!points.empty() && transformation_->Transform(x.size(), x.data(), y.data()) != TRUE) refuse(layer, feature);
        for (std::size_t i = 0; i < points.size(); ++i) points[i] = {x[i], y[i]};
    };
    if (auto* const point = std::get_if<PointMetric>(&geometry)) move_all({point, 1});
    if (auto* const line = std::get_if<Line>(&geometry)) move_all(*line);
    if (auto* const area = std::get_if<Area>(&geometry)) {
        for (Polygon& polygon : *area) {
            move_all(polygon.outer);
            for (Ring& hole : polygon.holes) move_all(hole);
        }
    }
}

void Reprojection::refuse(OutputLayer const& layer, Feature const& feature) const
{
    throw core::UserError(core::Diagnostic{fmt::format("layer '{}', feature {}", layer.name, feature.fid), 0, 0,
                                           fmt::format("has no place in {}", crs_),
                                           "choose a --crs that is made for the place"});
}

void require_fitting(OutputLayer const& layer, Feature const& feature)
{
    core::ensure(feature.values.size() == layer.fields.size(),
                 "every feature of an output layer has one value for each field");
    core::ensure(fits(feature.geometry, layer.geometry_type),
                 "the geometries of an output layer are of its geometry type");
}

void set_feature(OGRFeature& row, OutputLayer const& layer, Feature const& feature, Reprojection const& reprojection)
{
    require_fitting(layer, feature);
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
        set_value(row, static_cast<int>(i), feature.values[i]);
    }
    if (layer.geometry_type == GeometryType::none) return;
    auto geometry = ogr_geometry(feature.geometry);
    if (geometry != nullptr && reprojection.transformation_ != nullptr &&
        geometry->transform(reprojection.transformation_.get()) != OGRERR_NONE) {
        reprojection.refuse(layer, feature);
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
