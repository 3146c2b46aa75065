// A picture of one hour's traffic: volumes as lines on the city, with legend and the profile of the day.
#pragma once

#include "city/city.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

struct MapText {
    scenario::Text title;  // "" for a title made of the city's name
    scenario::Text note;   // under the title, e.g. scenario and option; may be empty
};

// A self-contained SVG of 1600 x 1000 units: volumes of both directions together by width and colour, residents per
// hectare as the shade of zones, sites, the names of the roads that carry most, scale, legend and the day's profile;
// a note says so where the city is a schematic, another where the run is not valid. The frame holds nearly all passages
// of links in the hour (the whole network where nobody drives). `hour` 0 … 23, or -1 for the hour with most
// vehicle-kilometres.
std::string volume_map_svg(city::City const& city, simulation::RunResult const& run, int hour = -1,
                           MapText const& text = {});

// Writes that picture durably. Throws CannotWrite.
void write_volume_map(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run,
                      int hour = -1, MapText const& text = {});

}  // namespace halong::exporting
