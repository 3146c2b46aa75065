// Cameras: which passages of people and vehicles lie in a field of view at the needed level, and which are detected.
#pragma once

#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

namespace halong::services {

// City (by zone). Offered: all passages of vehicles and walkers along links of the city (but ferries), so that it does not
// depend on where cameras stand. Covered: of these, on links with a part inside some field of view. Carried: of these,
// detected by at least one camera.
// One camera (by site). Offered: passages on links within its reach in any direction; covered: inside its field of view;
// carried: detected by it. Detection of one passing: uptime x light x weather x (1 - occlusion) x algorithm x
// (1 - exp(-t/t0)), t = time in view (factors: assumptions, data/halong/SOURCES.md §4). Passages that end after midnight do not count.
std::unique_ptr<Service> make_camera(city::City const& city, city::Plans const& plans,
                                     scenario::CameraParameters const& parameters, scenario::Weather const& weather,
                                     core::Random random);

}  // namespace halong::services
