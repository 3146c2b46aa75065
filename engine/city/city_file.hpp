// city.toml: which files a city folder holds.
#pragma once

#include "city/city.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::city {

// Paths are relative to the folder. Exactly one of `roads` (authored centre lines; local streets are laid by rule)
// and `network` (a GeoPackage with nodes, links, banned_turns) is given.
struct CityFile {
    std::string name;
    std::string crs;
    bool schematic = false;
    std::string roads;
    std::string network;
    std::string zones;
    std::string places;
    std::string sites;       // GeoPackage with layer `sites`
    std::string site_rules;  // TOML
    std::string buildings;   // footprints
    std::string transit;     // folder with a GTFS feed

    // Every file named, each once, city.toml first; those of the timetable are not among them (gtfs_files).
    [[nodiscard]] std::vector<std::string> files() const;
};

// The layer to read from a file: our own name in a GeoPackage, the only layer elsewhere.
std::string layer_in(std::string const& file, std::string const& layer);
// Throws UserError with all faults: syntax, unknown keys (nearest one named), missing keys, wrong types.
CityFile read_city_file(std::filesystem::path const& path);
// The city.toml of an imported city whose layers stand in city.gpkg.
std::string city_file_text(City const& city);

}  // namespace halong::city
