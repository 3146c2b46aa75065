// SUMO's words for vehicles and times, and ours.
#pragma once

#include "core/time.hpp"
#include "network/vehicle_class.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace halong::city {

// Our links and nodes from a SUMO network carry these before SUMO's ids: way_id() is "sumo/edge/" + the edge's id.
inline constexpr std::string_view sumo_edge_prefix = "sumo/edge/";
inline constexpr std::string_view sumo_junction_prefix = "sumo/junction/";

// The class of a vehicle type's vClass ("passenger", "moped", "truck" …); nothing for trains, ships and walkers.
std::optional<network::VehicleClass> vehicle_of_sumo(std::string_view vclass);
// The vClass that we write for a class.
std::string_view sumo_class_of(network::VehicleClass vehicle);

// Who may use a lane with these `allow` and `disallow` lists of vClasses; both empty: everybody but walkers. Of the
// several vClasses that are one class here, only the one that sumo_class_of names counts: a lane for taxis is not open
// to all cars.
network::Access access_of_sumo(std::string_view allow, std::string_view disallow);
// The vClasses of everybody who may use a link, with blanks between; the attribute `allow` of an edge.
std::string sumo_allow_list(network::Access access);

// "12.5" (seconds), "1:30:00" and "2:00:00:00" (days first) as whole milliseconds, rounded; nothing when it is no
// time, or lies beyond 24 days either way.
std::optional<core::Millis> parse_sumo_time(std::string_view text);

}  // namespace halong::city
