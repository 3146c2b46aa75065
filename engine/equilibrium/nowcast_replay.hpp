// A day gone through cycle by cycle, recorded or under way: observations come when they came, and what was foreseen is
// compared with what was observed later.
#pragma once

#include "equilibrium/nowcast.hpp"

#include <functional>
#include <span>
#include <vector>

namespace halong::equilibrium {

struct ReplayOptions {
    core::Millis from_ms = 0;  // the first cycle ends one cycle later
    core::Millis to_ms = core::ms_per_day;
    core::Millis cycle_ms = 5 * core::ms_per_minute;
};

// How what was foreseen so far ahead compares with what its sensors showed.
struct ForecastScore {
    core::Millis ahead_ms = 0;  // 0: by the cycle before the one in which it came
    std::size_t readings = 0;
    double inside_90 = 0;    // share inside the 90 % band
    double rmse = 0;         // in vehicles or persons of an interval
    double rmse_before = 0;  // of the simulated day without observations
};

// Told after each cycle, with the seconds that it took.
using ReplayWatcher = std::function<void(Nowcast const& nowcast, Cycle const& cycle, double wall_s)>;

// Waits until it is `now_ms` where that is still to come, and appends what has come since it was asked last; what `come`
// holds already stays as it is. False: the day ends here, before this cycle.
using ObservationSource = std::function<bool(core::Millis now_ms, std::vector<Observation>& come)>;

// Each cycle takes what was received by its time and had come when it ran; of one sensor no time is taken twice. `sensors`
// are those of `nowcast`. By ahead_ms, in the order of the options of `nowcast`. Anomalous readings, too, count in the
// scores; nothing is foreseen of a sensor before its first reading.
std::vector<ForecastScore> go_through(Nowcast& nowcast, DayMap const& map, std::span<Sensor const> sensors,
                                      ReplayOptions const& options, ObservationSource const& source,
                                      ReplayWatcher const& watcher = {});

// The same of a recorded day.
std::vector<ForecastScore> replay(Nowcast& nowcast, DayMap const& map, Observations const& observations,
                                  ReplayOptions const& options, ReplayWatcher const& watcher = {});

}  // namespace halong::equilibrium
