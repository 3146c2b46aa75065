// Signals that a source draws at stop lines belong to the junction behind.
#pragma once

#include "city/import_issue.hpp"
#include "city/road_table.hpp"
#include "city/stretches.hpp"

#include <vector>

namespace halong::city {

// Moves each signal that stands at a point of a road between junctions to the junction that it guards: the nearest one
// within 40 m ahead (on two-way roads: in either direction). OpenStreetMap draws signals of large junctions so, one
// at each stop line. Signals further off, such as at crossings for walkers, stay. The moves are one note.
void move_signals_to_junctions(RoadTable& table, std::vector<Stretch> const& stretches, ImportIssues& issues);

}  // namespace halong::city
