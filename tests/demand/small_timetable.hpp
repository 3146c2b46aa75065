// A timetable for the small city: a bus along one street both ways, boats at a pier, a cable car.
#pragma once

#include "small_city.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace halong::test {

inline core::NodeId nearest_node(city::City const& city, geo::PointMetric point)
{
    core::NodeId best{0};
    for (core::NodeId const node : city.network.nodes()) {
        if (geo::distance_m(city.network.position(node), point) < geo::distance_m(city.network.position(best), point)) {
            best = node;
        }
    }
    return best;
}

inline std::uint32_t add_stop(city::City& city, geo::PointMetric point)
{
    city::TransitStop stop;
    stop.id = "stop" + std::to_string(city.transit.stops.size());
    stop.position = point;
    stop.node = nearest_node(city, point);
    stop.zone = city.nearest_zone(point);
    city.transit.stops.push_back(stop);
    return static_cast<std::uint32_t>(city.transit.stops.size() - 1);
}

// Trips every `headway_min` from `from_h` to `to_h`; `leg_min` from stop to stop.
inline void add_line(city::City& city, city::TransitKind kind, int capacity, std::vector<std::uint32_t> const& stops,
                     int from_h, int to_h, int headway_min, int leg_min)
{
    auto const line = static_cast<std::uint32_t>(city.transit.lines.size());
    std::string const id = "line" + std::to_string(line);
    city.transit.lines.push_back({id, id, id, kind, capacity, stops});
    for (int minute = from_h * 60; minute < to_h * 60; minute += headway_min) {
        city::TransitTrip trip;
        trip.id = id + "@" + std::to_string(minute);
        trip.line = line;
        trip.days = 7;
        for (std::size_t i = 0; i < stops.size(); ++i) {
            auto const at_ms = (minute + static_cast<int>(i) * leg_min) * core::ms_per_minute;
            trip.times.push_back({at_ms, at_ms});
        }
        city.transit.trips.push_back(trip);
    }
}

// The small city with its timetable. The boats go from the first pier.
inline city::City small_city_with_timetable()
{
    city::City city = small_city();
    std::vector<std::uint32_t> there;
    for (int column = 0; column < zones_per_side * streets_per_zone; column += 2) {
        there.push_back(add_stop(city, {(column + 0.5) * street_spacing_m, 8.5 * street_spacing_m}));
    }
    std::vector<std::uint32_t> const back(there.rbegin(), there.rend());
    add_line(city, city::TransitKind::bus, 60, there, 5, 20, 15, 3);
    add_line(city, city::TransitKind::bus, 60, back, 5, 20, 15, 3);
    for (city::Place const& place : city.places) {
        if (place.kind != city::PlaceKind::pier) continue;
        auto const out = add_stop(city, place.position);
        auto const in = add_stop(city, place.position);
        for (int hours : {4, 5}) add_line(city, city::TransitKind::boat, 48, {out, in}, 7, 14, 10, hours * 60);
        break;
    }
    auto const station = std::ranges::find(city.places, city::PlaceKind::cable_car, &city::Place::kind)->position;
    auto const below = add_stop(city, station);
    auto const above = add_stop(city, {station.x_m + 2'000, station.y_m});
    add_line(city, city::TransitKind::cabin, 230, {below, above}, 8, 22, 7, 5);
    add_line(city, city::TransitKind::cabin, 230, {above, below}, 8, 23, 7, 5);
    std::ranges::stable_sort(city.transit.trips, {}, [](city::TransitTrip const& trip) {
        return std::pair(trip.times.front().departure_ms, trip.id);
    });
    return city;
}

}  // namespace halong::test
