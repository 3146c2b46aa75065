// A city's columns as GIS layers and back: what city.gpkg holds.
#pragma once

#include "city/city.hpp"
#include "city/import_issue.hpp"
#include "geo/vector_layer.hpp"

#include <filesystem>
#include <vector>

namespace halong::city {

// Layers nodes, links, banned_turns, zones, places and sites, in the city's CRS, and buildings and signals where they are
// known. Row order is id order.
std::vector<geo::OutputLayer> layers_of(City const& city);
// One point for each issue; issues without a position have no geometry.
geo::OutputLayer layer_of(ImportIssues const& issues);

// Reads nodes, links, banned_turns and signals back. Throws UserError when a layer or column is missing or inconsistent.
network::Network read_network(std::filesystem::path const& geopackage, geo::Projection const& projection);

}  // namespace halong::city
