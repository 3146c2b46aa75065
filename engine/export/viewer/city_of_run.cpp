#include "export/viewer/city_of_run.hpp"

#include "core/hash.hpp"
#include "core/home.hpp"
#include "results/result_file.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>

namespace halong::exporting {

namespace fs = std::filesystem;
using results::Hdf5Reader;

bool is_city(fs::path const& folder) { return fs::exists(folder / "city.toml"); }

bool is_city_of(Hdf5Reader const& run, fs::path const& folder)
{
    auto const read = results::identity_of_run(run);
    bool found = false;
    for (auto const& [path, hash] : read.inputs) {
        if (!fs::exists(folder / path)) continue;
        if (core::hash_of_file(folder / path) != hash) return false;
        found = true;
    }
    return found;
}

std::vector<fs::path> city_files(Hdf5Reader const& run, fs::path const& folder)
{
    std::vector<fs::path> files;
    if (folder.empty()) return files;
    auto const read = results::identity_of_run(run);
    for (auto const& [path, hash] : read.inputs) {
        if (fs::exists(folder / path)) files.push_back(folder / path);
    }
    return files;
}

fs::path city_of_run(fs::path const& run_folder, Hdf5Reader const& run)
{
    std::vector<fs::path> places;
    if (auto const file = run_folder / "scenario.toml"; fs::exists(file)) {
        places.push_back(scenario::load_scenario(file).city);
    }
    // The text in run.h5 names it from the folder in which the program ran.
    auto const kept = scenario::parse_scenario(run.texts("/provenance/scenario_toml").at(0), "scenario of run.h5");
    places.emplace_back(kept.city);
    for (fs::path const& home : core::home_folders()) places.push_back(home / kept.city);
    auto const found = std::ranges::find_if(
        places, [&](fs::path const& folder) { return is_city(folder) && is_city_of(run, folder); });
    return found == places.end() ? fs::path() : *found;
}

}  // namespace halong::exporting
