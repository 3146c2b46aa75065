// Proposed sites as GIS layers and a table.
#pragma once

#include "city/city.hpp"
#include "geo/vector_layer.hpp"
#include "study/siting.hpp"

#include <vector>

namespace halong::exporting {

// `proposed_sites` (points; columns as in engine/export/README.md), in the order of what they add.
geo::OutputLayer proposed_sites_layer(study::SitingAnswer const& answer);
// `runner_up_sites` (points): of each of the answer's runners-up, what each adds and how far it stays behind the proposal.
geo::OutputLayer runner_up_sites_layer(study::SitingAnswer const& answer);
// Of hotspots `demand_cells` (squares of 25 m), of cameras `demand_links`: what each asked for and got on the day without
// new sites. `city` is that of the answer.
geo::OutputLayer siting_demand_layer(study::SitingAnswer const& answer, city::City const& city);

}  // namespace halong::exporting
