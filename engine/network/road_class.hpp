// Road classes, their names, and how OpenStreetMap's highway values map to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace halong::network {

// Road classes in the order of importance (OpenStreetMap's highway values; every *_link is a ramp).
enum class RoadClass : std::uint8_t {
    motorway,
    trunk,
    primary,
    secondary,
    tertiary,
    unclassified,
    residential,
    living_street,
    service,
    ramp,
    footway,
    ferry
};
inline constexpr int road_class_count = 12;

// The class as files spell it, for example "living_street".
std::string_view name_of(RoadClass road_class);

// The class of our own name or of an OpenStreetMap highway value: "trunk_link" and its kin are ramps; "pedestrian",
// "path", "steps", "cycleway" and "corridor" are footways; "road" (class unknown) is unclassified. Nothing for
// values that carry no city traffic ("track", "construction", …).
std::optional<RoadClass> find_road_class(std::string_view name);

}  // namespace halong::network
