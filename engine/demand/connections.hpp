// Where somebody can go without a change by the day's timetable.
#pragma once

#include "city/city.hpp"
#include "geo/spatial_index.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace halong::demand {

using core::Millis;

struct Connection {
    std::uint32_t from_stop = 0;
    std::uint32_t to_stop = 0;
    Millis ride_ms = 0;   // by the timetable
    Millis first_ms = 0;  // first call of the day at from_stop; buses
    Millis wait_ms = 0;   // half the mean time between two calls; buses
};

// The lines of one day, ready for questions.
class Connections {
public:
    // `transit` outlives this object.
    Connections(city::Transit const& transit, scenario::DayKind day, scenario::TransitParameters const& parameters);

    // The ride by bus, or by a boat that leads from one place to another, with the least time for walk and ride from one
    // point to another: both stops in walking reach, the ride not too short, and a vehicle that calls after `leave_ms` and
    // the walk. Ties by the stops' rows.
    [[nodiscard]] std::optional<Connection> by_bus(geo::PointMetric from, geo::PointMetric to, Millis leave_ms) const;

    // Expected minutes from door to door by bus: walks, half a headway (at most a stated limit: who knows the timetable
    // waits no longer), and the ride. Negative where by_bus finds nothing, or the day's first bus is still far.
    [[nodiscard]] double bus_minutes(geo::PointMetric from, geo::PointMetric to, Millis leave_ms) const;

    // The boat tour from and back to a pier (first and last stop within its reach) that lasts longest among those of at
    // most `most_ms`, or else the shortest; nothing where no boat runs.
    [[nodiscard]] std::optional<Connection> boat_tour(geo::PointMetric pier, Millis most_ms) const;

    // A cabin from a station near the point to the other end of its line, if another line leads back.
    [[nodiscard]] std::optional<Connection> cabin_from(geo::PointMetric station) const;

private:
    struct Line {
        std::uint32_t row = 0;
        std::vector<Millis> offset_ms;  // departure at each stop after that at the first, of the day's first trip
        Millis first_start_ms = 0;
        Millis last_start_ms = 0;  // of the day's last trip
        int trips = 0;
    };
    struct Call {
        std::uint32_t line = 0;  // of lines_
        std::uint32_t position = 0;
    };
    [[nodiscard]] bool near(std::uint32_t stop, geo::PointMetric point, double reach_m) const;
    [[nodiscard]] std::vector<std::uint32_t> bus_stops_near(geo::PointMetric point) const;
    void consider(Call const& call, std::uint32_t to_stop, double walk_m, Millis reach_ms, double& best_ms,
                  std::optional<Connection>& best) const;

    city::Transit const& transit_;
    scenario::TransitParameters parameters_;
    std::vector<Line> lines_;
    std::vector<std::vector<Call>> bus_calls_;  // by stop
    geo::SpatialIndex bus_stops_;
};

}  // namespace halong::demand
