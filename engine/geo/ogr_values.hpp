// Between GDAL's features and ours: fields, values and geometries. Internal to this room.
#pragma once

#include "geo/vector_layer.hpp"

#include <optional>
#include <string>
#include <vector>

class OGRFeature;
class OGRFeatureDefn;
class OGRGeometry;

namespace halong::geo {

std::vector<Field> fields_of(OGRFeatureDefn& definition);

// One value for each field; date and time as ISO 8601 text.
std::vector<Value> values_of(OGRFeature& feature, std::vector<Field> const& fields);

// The parts of a geometry as we know them, z dropped, in the layer's own coordinates: one part, but one
// for each line of a multiline. A null or empty geometry is one part of std::monostate; the first point
// stands for a multipoint. Nothing when the type is none of ours, such as a mixed collection.
std::optional<std::vector<Geometry>> parts_of(OGRGeometry const* geometry);

}  // namespace halong::geo
