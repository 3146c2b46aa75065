// A city as a folder that QGIS can edit: city.toml and its layers.
#pragma once

#include "city/build.hpp"
#include "city/city.hpp"
#include "city/import_issue.hpp"

#include <filesystem>

namespace halong::city {

struct ImportSources {
    std::filesystem::path osm;  // this or centre_lines or sumo_net
    OsmOptions osm_options;
    std::filesystem::path centre_lines;
    std::filesystem::path sumo_net;                      // .net.xml, plain or compressed by gzip or xz
    std::vector<std::filesystem::path> sumo_additional;  // signal programs that stand beside the network
    std::filesystem::path zones;                         // may be left out with sumo_net
    std::string zones_layer;
    ZoneColumns zone_columns;
    std::vector<std::filesystem::path> places;  // GDAL point layers
    std::vector<std::filesystem::path> tables;  // CSV joined to zones: "file.csv" with a key column = zone id or name
    std::filesystem::path site_rules;           // TOML with [[site_rules]]; empty: no sites
    std::filesystem::path buildings;            // GDAL layer of areas; empty: none are known
    std::filesystem::path gtfs;                 // folder with a timetable; empty: none
    std::string name;
    std::string crs = "EPSG:5899";  // "" with sumo_net: that of the file, or else EPSG:5899
};

struct ImportReport {
    NetworkSummary network;
    ImportIssues issues;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [network, issues] = self;
        archive(network, issues);
    }
};

// Builds a city from real files. Throws UserError when a source cannot be used.
City import_city(ImportSources const& sources, ImportReport& report);

// Writes city.toml, city.gpkg (layers_of), import_issues.geojson and, where the
// city has a timetable, `transit` with a copy of the feed in `gtfs` to a new folder; complete or absent. Throws CannotWrite, or UserError when the folder exists and `force` is not given.
void save_city(City const& city, ImportReport const& report, std::filesystem::path const& folder, bool force,
               std::filesystem::path const& gtfs = {});

// Loads a folder, authored or imported; what was loaded before, and has not changed, from the cache of compiled files
// (core/compiled_cache.hpp). Throws UserError with every fault of city.toml and its layers.
City load_city(std::filesystem::path const& folder);
// The same, with the issues found on the way.
City load_city(std::filesystem::path const& folder, ImportReport& report);

}  // namespace halong::city
