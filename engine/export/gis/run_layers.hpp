// The GIS layers of a finished run, read from the files that it left: nothing is simulated again.
#pragma once

#include "geo/vector_layer.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

struct RunLayers {
    std::string city;
    std::string title_vi;  // of the scenario
    std::string title_en;
    bool is_schematic = false;
    std::string crs;       // metric, of all coordinates
    std::string software;  // that made the run
    std::string digest;    // of the run
    std::vector<geo::OutputLayer> layers;

    // Nothing where there is no such layer.
    [[nodiscard]] geo::OutputLayer const* find(std::string_view name) const;
};

// The layers of results.gpkg in the run's folder, and those by hour of run.h5: `site_hours` and `place_hours` (points),
// `zone_hours` (areas), a row for each hour in which something was wanted; `starts` and `ends` are date and time on the
// nominal day. Fields carry their names in both languages with the unit (layer_words.hpp). The columns:
// engine/export/README.md.
// Throws UserError: no result of this program, truncated, of another layout, or without results.gpkg.
RunLayers read_run_layers(std::filesystem::path const& run_folder);

}  // namespace halong::exporting
