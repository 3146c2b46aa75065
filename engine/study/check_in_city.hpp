// What a file says of its city, before anything is simulated.
#pragma once

#include "city/check_city.hpp"
#include "core/error.hpp"

#include <filesystem>
#include <vector>

namespace halong::study {

// Roads, boxes, places, zones, lines, sites and signals that the city does not have, rules that find no room, and whatever
// else the city as it is on the day does not bear out, such as visitors without a gateway: of a scenario, a calibration's scenario, a study with all of its
// options and days, or a sweep's scenario and options. Each at its line (located.hpp), all at once. The city is read from its
// folder or its compiled form. Nothing of an option or of site rules, which name no city. `file` has been checked by itself.
std::vector<core::Diagnostic> check_in_city(std::filesystem::path const& file);

// All that can be said of a path before anything is simulated (`halong check`): of a city with its layers, or of a file of any
// kind: the faults of the file itself or, where it has none, those of what it says of its city.
city::CityCheck check_whole(std::filesystem::path const& path);

}  // namespace halong::study
