// What stands around the map of volumes: title, scale, legend, the hour in figures, the profile of the day.
#pragma once

#include "city/city.hpp"
#include "export/map_roads.hpp"
#include "export/volume_map.hpp"
#include "simulation/simulation.hpp"

#include <string>
#include <string_view>

namespace halong::exporting {

inline constexpr double picture_width = 1600;
inline constexpr double picture_height = 1000;
inline constexpr double header_height = 92;
inline constexpr double panel_width = 300;

// Residents per hectare of a zone's area.
struct DensityClass {
    double below = 0;
    std::string_view colour;
    std::string_view label;
};
DensityClass const& density_of(city::Zone const& zone);

std::string site_mark(scenario::ServiceKind service, PicturePoint at);
// Title and note; says where the city is a schematic and where the run is not valid.
std::string map_header(city::City const& city, simulation::RunResult const& run, int hour, MapText const& text);
std::string map_panel(city::City const& city, simulation::RunResult const& run, int hour);
std::string scale_bar(MapFrame const& frame);

}  // namespace halong::exporting
