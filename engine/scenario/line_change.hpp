// What an option does to public transport. Each member is described in describe_changes.cpp.
#pragma once

#include <string>
#include <vector>

namespace halong::scenario {

// A change to every line of these routes.
struct LineChange {
    std::vector<std::string> routes;  // as riders know them: "01"
    bool cancel = false;              // no vehicle runs
    int trips_between = 0;            // further trips between each two that follow each other
    int capacity = 0;                 // persons per vehicle; 0: unchanged
    bool operator==(LineChange const&) const = default;
};

enum class LineKind {
    bus,
    boat
};

// A line that runs from `from_h` to `to_h` at equal intervals, on every kind of day.
struct NewLine {
    std::string id;  // the route, as riders know it
    std::string name;
    LineKind kind = LineKind::bus;
    std::vector<std::string> stops;  // ids of places, in the order in which vehicles call, at least two
    bool both_ways = true;           // and back, at the same times
    double headway_min = 15;
    double from_h = 6;
    double to_h = 22;      // no vehicle leaves later
    double speed_kmh = 0;  // of the timetable, as the crow flies between stops; 0: 18 for buses, 12 for boats
    double dwell_s = 30;
    int capacity = 0;  // persons per vehicle; 0: as usual for the kind
    bool operator==(NewLine const&) const = default;
};

}  // namespace halong::scenario
