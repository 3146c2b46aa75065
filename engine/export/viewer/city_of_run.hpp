// Where the city lies in which a run took place.
#pragma once

#include "results/hdf5_file.hpp"

#include <filesystem>
#include <vector>

namespace halong::exporting {

// Whether a folder is a city's.
bool is_city(std::filesystem::path const& folder);

// The files of this folder that the run read; none where the folder is "". Their content may have changed since.
std::vector<std::filesystem::path> city_files(results::Hdf5Reader const& run, std::filesystem::path const& folder);

// Whether the files of a city's folder are those that the run read: none has changed since, and some are there.
bool is_city_of(results::Hdf5Reader const& run, std::filesystem::path const& folder);

// The folder of the run's city, as the run's own scenario names it; "" where it has gone, is another one or has been
// edited since, so that its places are no longer those of the run.
std::filesystem::path city_of_run(std::filesystem::path const& run_folder, results::Hdf5Reader const& run);

}  // namespace halong::exporting
