// A city and its trips for other transport models: OMX matrices, GMNS networks, GTFS timetables.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::exporting {

// Trips between zones, [from][to] by row of the zone, of legs planned to leave in a span of hours.
struct TripMatrix {
    std::string name;  // all_persons, persons_by_walk …, vehicles, vehicles_pcu
    std::string unit;
    std::vector<double> trips;
};

// Persons on legs (of all modes and of each that occurs), vehicles that legs move, and these in passenger car units.
// Legs whose stays have no zone count nowhere; drivers of buses are no persons. 0 <= from_h < to_h <= 24.
std::vector<TripMatrix> trip_matrices(city::City const& city, city::Plans const& plans, int from_h, int to_h);

// Open Matrix (OMX 0.2, osPlanning/omx): /data/<name>, and /lookup/zone (1, 2, …) and /lookup/zone_id. Throws CannotWrite.
void write_omx(std::filesystem::path const& path, city::City const& city, std::vector<TripMatrix> const& matrices);

struct GmnsCounts {
    std::size_t nodes = 0;
    std::size_t links = 0;
    std::size_t pairs = 0;  // of zones with demand
};
// General Modeling Network Specification 0.96 (Zephyr Foundation): node.csv, link.csv, zone.csv, config.csv; with `matrices`,
// demand.csv with those of `vehicles_pcu`, an hour's mean. Lengths in km, capacities in PCU an hour and lane, geometry in
// degrees (EPSG:4326). Zones begin at the nodes of their streets. What `halong assign` reads. Throws CannotWrite.
GmnsCounts write_gmns(std::filesystem::path const& folder, city::City const& city,
                      std::vector<TripMatrix> const& matrices, int hours);

// GTFS Schedule: agency, stops, routes, trips, stop_times, calendar; our own column routes.capacity. Reads back to the same
// trips. Monday to Friday are weekdays, Saturday a weekend day, Sunday a holiday. Gives back the trips written.
// Throws CannotWrite.
std::size_t write_gtfs(std::filesystem::path const& folder, city::City const& city);

}  // namespace halong::exporting
