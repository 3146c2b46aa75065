#include "geo/ogr_values.hpp"

#include <cmath>
#include <fmt/format.h>
#include <gdal_version.h>
#include <memory>
#include <ogr_feature.h>
#include <ogr_geometry.h>

namespace halong::geo {
namespace {

FieldType type_of(OGRFieldType type)
{
    switch (type) {
        case OFTInteger:
        case OFTInteger64:
            return FieldType::integer;
        case OFTReal:
            return FieldType::real;
        case OFTDate:
        case OFTDateTime:
            return FieldType::date_time;
        default:
            return FieldType::text;
    }
}

// GDAL's code of time zones (OGRField): 0 unknown, 1 local, 100 UTC, else quarter hours from 100.
std::string zone_text(int zone)
{
    constexpr int utc = 100;
    if (zone <= 1) return "";
    if (zone == utc) return "Z";
    int const minutes = std::abs(zone - utc) * 15;
    return fmt::format("{}{:02}:{:02}", zone < utc ? '-' : '+', minutes / 60, minutes % 60);
}

std::string date_time_text(OGRFeature& feature, int field)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
    std::string text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    if (feature.GetFieldDefnRef(field)->GetType() == OFTDate) return text;
    int const millis = static_cast<int>(std::floor(static_cast<double>(second) * 1000 + 0.5));
    text += fmt::format("T{:02}:{:02}:{:02}", hour, minute, millis / 1000);
    if (millis % 1000 != 0) text += fmt::format(".{:03}", millis % 1000);
    return text + zone_text(zone);
}

Line points_of(OGRSimpleCurve const& curve)
{
    Line points;
    points.reserve(static_cast<std::size_t>(curve.getNumPoints()));
    for (int i = 0; i < curve.getNumPoints(); ++i) points.push_back({curve.getX(i), curve.getY(i)});
    return points;
}

Polygon polygon_of(OGRPolygon const& source)
{
    Polygon polygon;
    polygon.outer = points_of(*source.getExteriorRing());
    for (int i = 0; i < source.getNumInteriorRings(); ++i) {
        polygon.holes.push_back(points_of(*source.getInteriorRing(i)));
    }
    return polygon;
}

Area area_of(OGRMultiPolygon const& source)
{
    Area area;
    for (auto const* polygon : source) {
        if (!polygon->IsEmpty()) area.push_back(polygon_of(*polygon));
    }
    return area;
}

// A line of one point is as good as none.
Geometry line_of(OGRLineString const& source)
{
    if (source.getNumPoints() < 2) return std::monostate{};
    return points_of(source);
}

std::vector<Geometry> lines_of(OGRMultiLineString const& source)
{
    std::vector<Geometry> parts;
    for (auto const* line : source) {
        if (line->getNumPoints() >= 2) parts.push_back(line_of(*line));
    }
    if (parts.empty()) parts.emplace_back();
    return parts;
}

Geometry first_point_of(OGRMultiPoint const& source)
{
    for (auto const* point : source) {
        if (!point->IsEmpty()) return PointMetric{point->getX(), point->getY()};
    }
    return std::monostate{};
}

}  // namespace

std::vector<Field> fields_of(OGRFeatureDefn& definition)
{
    std::vector<Field> fields;
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        auto const& field = *definition.GetFieldDefn(i);
        fields.push_back({field.GetNameRef(), type_of(field.GetType())});
    }
    return fields;
}

std::vector<Value> values_of(OGRFeature& feature, std::vector<Field> const& fields)
{
    std::vector<Value> values;
    values.reserve(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        int const field = static_cast<int>(i);
        if (!feature.IsFieldSetAndNotNull(field)) {
            values.emplace_back();
            continue;
        }
        switch (fields[i].type) {
            case FieldType::integer:
                values.emplace_back(static_cast<std::int64_t>(feature.GetFieldAsInteger64(field)));
                break;
            case FieldType::real:
                values.emplace_back(feature.GetFieldAsDouble(field));
                break;
            case FieldType::date_time:
                values.emplace_back(date_time_text(feature, field));
                break;
            case FieldType::text:
                values.emplace_back(std::string(feature.GetFieldAsString(field)));
                break;
        }
    }
    return values;
}

std::optional<std::vector<Geometry>> parts_of(OGRGeometry const* geometry)
{
    if (geometry == nullptr || geometry->IsEmpty()) return std::vector<Geometry>(1);
    std::unique_ptr<OGRGeometry> straight;
    if (geometry->hasCurveGeometry()) {
        straight.reset(geometry->getLinearGeometry());
        geometry = straight.get();
    }
    std::vector<Geometry> parts;
    switch (wkbFlatten(geometry->getGeometryType())) {
        case wkbPoint:
            parts.emplace_back(PointMetric{geometry->toPoint()->getX(), geometry->toPoint()->getY()});
            break;
        case wkbMultiPoint:
            parts.push_back(first_point_of(*geometry->toMultiPoint()));
            break;
        case wkbLineString:
            parts.push_back(line_of(*geometry->toLineString()));
            break;
        case wkbMultiLineString:
            return lines_of(*geometry->toMultiLineString());
        case wkbPolygon:
            parts.emplace_back(Area(1, polygon_of(*geometry->toPolygon())));
            break;
        case wkbMultiPolygon:
            parts.emplace_back(area_of(*geometry->toMultiPolygon()));
            break;
        default:
            return std::nullopt;
    }
    return parts;
}

}  // namespace halong::geo
