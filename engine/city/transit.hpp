// Public transport as plain columns: stops, lines and timetabled trips of buses, boats and cable-car cabins.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "geo/geometry.hpp"
#include "scenario/scenario.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

using core::Millis;

// Buses drive on the road network among all others; boats and cabins go by their timetable, off the roads.
enum class TransitKind : std::uint8_t {
    bus,
    boat,
    cabin
};
inline constexpr int transit_kind_count = 3;
std::string_view name_of(TransitKind kind);

// Persons that a vehicle holds where the timetable does not say. Bus: a usual city bus with standing room (estimate). Boat:
// a day boat of the bay, July 2025 (press). Cabin: one of the two of the Queen cable car (Sun World's own figure).
constexpr int default_capacity(TransitKind kind)
{
    if (kind == TransitKind::bus) return 60;
    return kind == TransitKind::boat ? 48 : 230;
}

struct TransitStop {
    std::string id;  // external, stable
    std::string name;
    geo::PointMetric position;
    core::NodeId node;  // where riders come from the street, and where buses halt
    core::ZoneId zone;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, name, position, node, zone] = self;
        archive(id, name, position, node, zone);
    }
};

// The vehicles of one route that call at the same stops in the same order.
struct TransitLine {
    std::string id;     // "<route>/<first trip>", stable
    std::string route;  // as riders know it
    std::string name;   // of the route, with the last stop
    TransitKind kind = TransitKind::bus;
    int capacity = 0;                  // persons per vehicle, > 0
    std::vector<std::uint32_t> stops;  // rows of Transit::stops, at least two

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, route, name, kind, capacity, stops] = self;
        archive(id, route, name, kind, capacity, stops);
    }
};

// Seats of a vehicle: all but in buses, where half of the persons that one holds stand when it is full (estimate: a city bus
// for 60 has about 30 seats).
inline int seats_of(TransitLine const& line)
{
    return line.kind == TransitKind::bus ? std::max(1, line.capacity / 2) : line.capacity;
}

// When a vehicle is to be at a stop. Hours may go on past 24.
struct StopTime {
    Millis arrival_ms = 0;
    Millis departure_ms = 0;
    bool operator==(StopTime const&) const = default;
};

// One vehicle's run along its line.
struct TransitTrip {
    std::string id;  // external, stable; "<trip>@<departure>" where a headway makes many of one
    std::uint32_t line = 0;
    std::uint8_t days = 0;        // one bit for each scenario::DayKind on which it runs
    std::vector<StopTime> times;  // by stop of the line, not decreasing

    [[nodiscard]] bool runs_on(scenario::DayKind day) const { return (days >> static_cast<unsigned>(day) & 1U) != 0; }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, line, days, times] = self;
        archive(id, line, days, times);
    }
};

struct Transit {
    std::vector<TransitStop> stops;  // by id
    std::vector<TransitLine> lines;  // by id
    std::vector<TransitTrip> trips;  // by first departure, then id
    [[nodiscard]] bool empty() const { return trips.empty(); }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [stops, lines, trips] = self;
        archive(stops, lines, trips);
    }
};

// The same with stops and lines by id, and trips by first departure, then id: in an order that no order of files changes.
Transit in_order(Transit transit);

// A leg of mode `transit`: on any vehicle that goes from one stop to the other without a change.
struct Ride {
    std::uint32_t stay = 0;  // row in Plans (a leg has its stay's number)
    std::uint32_t from_stop = 0;
    std::uint32_t to_stop = 0;
};

// A bus and its driver: a traveller whose stays are the stops of a trip.
struct BusRun {
    std::uint32_t traveller = 0;
    std::uint32_t trip = 0;
};

}  // namespace halong::city
