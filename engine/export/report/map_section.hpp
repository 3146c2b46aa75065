// Maps of base, option and difference by hour: roads by volume and delay, zones and sites by what services carried.
#pragma once

#include "export/report/document.hpp"
#include "export/report/run_figures.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::exporting {

// The runs of a base or an option, by replication.
struct VariantRuns {
    std::string id;
    Text title;
    std::vector<RunFigures> runs;
};

// `variants`: the base first; `layers` is the base's results.gpkg, whose shapes are drawn, simplified. Values are means
// over the replications; a difference is marked as clear where it is distinguishable among those of its map and hour, as
// study::PairedCells judges. Main roads come first, then the streets with most vehicles, up to `most_roads` stretches.
// Throws UserError when a file is not what a run leaves.
inline constexpr std::size_t most_roads = 8'000;
Maps maps_of(std::vector<VariantRuns> const& variants, std::filesystem::path const& layers);

}  // namespace halong::exporting
