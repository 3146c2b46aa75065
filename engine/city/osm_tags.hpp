// What the tags of one OpenStreetMap way say, as plain values. No file format is known here.
#pragma once

#include "city/build.hpp"
#include "city/raw_roads.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halong::city {

// The tags of one object; views into texts that outlive it.
class OsmTags {
public:
    OsmTags() = default;
    explicit OsmTags(std::vector<std::pair<std::string_view, std::string_view>> tags) : tags_(std::move(tags)) {}
    void add(std::string_view key, std::string_view value) { tags_.emplace_back(key, value); }
    // The value, or "" when the key is absent.
    [[nodiscard]] std::string_view operator[](std::string_view key) const;
    [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> const& all() const { return tags_; }

private:
    std::vector<std::pair<std::string_view, std::string_view>> tags_;
};

// "50", "50 km/h", "30 mph", "10 knots", "walk" (5 km/h) in km/h; nothing outside 1 … 140 or when unreadable.
std::optional<double> parse_speed_kmh(std::string_view text);
// "3.5", "3.5 m", "350 cm", "12'", "12'6\"" in metres; nothing outside 0.5 … 100 or when unreadable.
std::optional<double> parse_width_m(std::string_view text);
// A whole number of lanes, 1 … 16; nothing otherwise.
std::optional<int> parse_lane_count(std::string_view text);

// What becomes of a way.
enum class WayUse {
    none,  // not a road at all: no issue
    road,
    construction,  // being built and not asked for
    unused         // a road-like thing that the network does not use: an area, a proposed road, ...
};

struct WayReading {
    WayUse use = WayUse::none;
    RawWay way;                         // without id and nodes
    std::string unused_as;              // "highway=proposed"
    bool built_now = false;             // taken although under construction
    std::vector<std::string> bad_tags;  // "maxspeed=fast cannot be read: …"
};

// Reads the tags of a way. Users follow the tree of OpenStreetMap's access keys (access, vehicle, motor_vehicle,
// motorcycle …): the most special key that is present decides.
WayReading read_way_tags(OsmTags const& tags, OsmOptions const& options);

}  // namespace halong::city
