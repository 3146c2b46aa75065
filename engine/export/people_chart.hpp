// A day's people as one picture: pyramid, modes beside the published split, departures and visitors by hour.
#pragma once

#include "demand/people_summary.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// Self-contained SVG, labels in Vietnamese and English. Published ranges are marked beside the bars.
std::string people_svg(demand::PeopleSummary const& summary, std::string const& title);
// Throws CannotWrite.
void write_people_svg(std::filesystem::path const& path, demand::PeopleSummary const& summary,
                      std::string const& title);

}  // namespace halong::exporting
