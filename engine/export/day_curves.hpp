// A day's curves in the terminal: a bar for each hour.
#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace halong::exporting {

// One of eight bars for each value, by its share of the greatest; a blank for 0 and what is no number. "" where all are.
std::string sparkline(std::span<double const> values);

// The hours of a run: vehicles on the roads and their delay, people and visitors about, demand of each service; with the
// day's sum, the greatest hour and its value. The roads with the most delay follow. Throws UserError as Hdf5Reader.
std::string day_curves_text(std::filesystem::path const& run_h5);

}  // namespace halong::exporting
