// Reads timetables in the General Transit Feed Specification (GTFS Schedule, gtfs.org).
#pragma once

#include "city/import_issue.hpp"
#include "city/transit.hpp"
#include "geo/projection.hpp"

#include <filesystem>
#include <vector>

namespace halong::city {

// The files of a feed that are read, where they are there: stops, routes, trips, stop_times, calendar, calendar_dates,
// frequencies, each .txt.
std::vector<std::filesystem::path> gtfs_files(std::filesystem::path const& folder);

// Reads a folder. A weekday is the feed's Wednesday, a weekend day its Saturday, a holiday its Sunday; single dates
// count only for services without a row in calendar.txt. Trips with a headway become one trip for each departure. Times
// that a row leaves out lie evenly between those given. Our own column routes.capacity gives persons per vehicle.
// Rows that cannot be used (unknown stop, route or service, times that go back, unreadable values) are issues and their
// trip is left out. Throws UserError for missing files and columns, and for a feed of which no trip is left.
Transit read_gtfs(std::filesystem::path const& folder, geo::Projection const& projection, ImportIssues& issues);

}  // namespace halong::city
