// What a camera sees of the streets: the parts of links inside its field of view at the needed level.
#pragma once

#include "city/city.hpp"
#include "scenario/site_rule.hpp"

#include <vector>

namespace halong::services {

// Pixels per metre of a level: detect 25, observe 62.5, recognise 125, identify 250 (IEC EN 62676-4).
double pixels_per_metre(scenario::DoriLevel level);

// Greatest distance at which the level is reached on the optical axis, metres: pixels / (2 ppm tan(fov / 2)).
// 0 < fov < 180 degrees. For 1,920 pixels and 79.6 degrees: 46.1 m to detect.
double dori_distance_m(scenario::CameraEquipment const& camera);

// One camera and one link that comes near it.
struct LinkView {
    core::LinkId link;
    std::uint32_t camera = 0;  // row among the camera sites
    bool near = false;         // the link passes within the level's distance in any direction
    double seen_share = 0;     // share of the link's length inside the field of view, 0 … 1
};

// All pairs of camera and link where the link passes within reach, ordered by (link, camera). Flat ground, no buildings;
// link shapes are sampled every 2 m. Sites are rows of `cameras`.
std::vector<LinkView> link_views(city::City const& city, std::vector<core::SiteId> const& cameras);

}  // namespace halong::services
