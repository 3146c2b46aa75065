// Hotspots and cameras as a GIS layer, and back.
#pragma once

#include "city/city.hpp"
#include "geo/vector_layer.hpp"

#include <filesystem>

namespace halong::city {

// Layer sites: a point for each, with its equipment, in order of SiteId.
geo::OutputLayer site_layer(City const& city);

// Reads it back. Columns that are missing have the defaults of site rules. Throws UserError with all findings: features
// that are no points, unknown services, equipment outside its ranges.
Column<SiteId, Site> read_sites(std::filesystem::path const& geopackage, geo::Projection const& projection);

}  // namespace halong::city
