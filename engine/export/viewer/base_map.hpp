// The map under everything else: roads, zones and places of a run, in degrees.
#pragma once

#include "geo/geometry.hpp"
#include "geo/projection.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace halong::exporting {

// Degrees in steps of 10^-7, about a centimetre.
inline constexpr double steps_per_degree = 1e7;

// Longitude and latitude of each point behind one another, in steps.
std::vector<std::int32_t> degree_steps(geo::Projection const& crs, std::vector<geo::PointMetric> const& points);

// Lines behind one another: line i has the points start[i] … start[i + 1] - 1.
struct Paths {
    std::vector<std::uint32_t> start{0};
    std::vector<geo::PointMetric> points;

    void add(geo::Line const& line);
    [[nodiscard]] std::size_t size() const { return start.size() - 1; }
};

struct MapPlace {
    std::string id;
    std::string name;
    std::string kind;
    geo::PointMetric position;
};

struct BaseMap {
    Paths links;                           // by row of run.h5
    Paths zone_rings;                      // outer rings and holes
    std::vector<std::uint32_t> ring_zone;  // by ring: row of the zone
    std::vector<std::uint8_t> ring_is_hole;
    std::vector<MapPlace> places;                             // of the city's folder; none where it is not found
    std::map<std::string, geo::PointMetric> place_positions;  // by id: also those that results.gpkg alone knows
};

// Reads results.gpkg for the links and zones with these ids, and the city's folder (empty: none is at hand) for its
// places. Throws UserError: not a results.gpkg of this program, or of another run.
BaseMap read_base_map(std::filesystem::path const& layers, std::filesystem::path const& city_folder,
                      geo::Projection const& crs, std::vector<std::string> const& link_ids,
                      std::vector<std::string> const& zone_ids);

}  // namespace halong::exporting
