// Proposed sites as GIS layers and a table.
#pragma once

#include "city/city.hpp"
#include "geo/vector_layer.hpp"
#include "study/siting.hpp"

#include <vector>

namespace halong::exporting {

// `proposed_sites` (points; columns as in engine/export/README.md), in the order of what they add.
geo::OutputLayer proposed_sites_layer(study::SitingAnswer const& answer);
// `demand_cells` (squares of 25 m): what each cell asked for and got on the day without new sites.
geo::OutputLayer demand_cells_layer(study::SitingAnswer const& answer);

}  // namespace halong::exporting
