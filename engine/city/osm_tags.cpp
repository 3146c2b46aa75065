#include "city/osm_tags.hpp"

#include "network/road_class.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <initializer_list>

namespace halong::city {
namespace {

using network::Access;
using network::RoadClass;
using network::VehicleClass;

constexpr double kmh_per_mph = 1.609344;
constexpr double kmh_per_knot = 1.852;
constexpr double metres_per_foot = 0.3048;
constexpr double walking_pace_kmh = 5.0;  // maxspeed=walk

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> list)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::string_view without_blanks(std::string_view text)
{
    auto const first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A number at the start of the text and what follows it.
struct Quantity {
    double value = 0;
    std::string_view unit;
};
std::optional<Quantity> parse_quantity(std::string_view text)
{
    text = without_blanks(text);
    double value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (fault != std::errc()) return std::nullopt;
    return Quantity{value, without_blanks(text.substr(static_cast<std::size_t>(end - text.data())))};
}

std::optional<double> within(double value, double low, double high)
{
    if (!(value >= low && value <= high)) return std::nullopt;  // also refuses "nan"
    return value;
}

}  // namespace

std::string_view OsmTags::operator[](std::string_view key) const
{
    for (auto const& [name, value] : tags_) {
        if (name == key) return value;
    }
    return {};
}

std::optional<double> parse_speed_kmh(std::string_view text)
{
    if (text == "walk") return walking_pace_kmh;
    auto const quantity = parse_quantity(text);
    if (!quantity) return std::nullopt;
    double factor = 0;
    if (is_one_of(quantity->unit, {"", "km/h", "kmh", "kph", "kmph"})) factor = 1;
    if (quantity->unit == "mph") factor = kmh_per_mph;
    if (quantity->unit == "knots") factor = kmh_per_knot;
    return within(quantity->value * factor, 1, 140);
}

std::optional<double> parse_width_m(std::string_view text)
{
    auto const quantity = parse_quantity(text);
    if (!quantity) return std::nullopt;
    std::string_view unit = quantity->unit;
    double width_m = 0;
    if (is_one_of(unit, {"", "m", "metres", "meters"})) {
        width_m = quantity->value;
    } else if (unit == "cm") {
        width_m = quantity->value / 100;
    } else if (is_one_of(unit, {"ft", "feet", "'"})) {
        width_m = quantity->value * metres_per_foot;
    } else if (unit.front() == '\'') {
        auto const inches = parse_quantity(unit.substr(1));
        if (!inches || inches->unit != "\"") return std::nullopt;
        width_m = (quantity->value + inches->value / 12) * metres_per_foot;
    }
    return within(width_m, 0.5, 100);
}

std::optional<int> parse_lane_count(std::string_view text)
{
    text = without_blanks(text);
    int count = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (fault != std::errc() || end != text.data() + text.size() || count < 1 || count > 16) return std::nullopt;
    return count;
}

namespace {

// ---- Who may use it ----------------------------------------------------------------------------

struct UserKeys {
    Access user;
    std::array<std::string_view, 6> keys;  // from the general to the special; "" ends the list
};
UserKeys const user_keys[] = {
    {Access::of(VehicleClass::motorbike), {"access", "vehicle", "motor_vehicle", "motorcycle", "", ""}},
    {Access::of(VehicleClass::car), {"access", "vehicle", "motor_vehicle", "motorcar", "", ""}},
    {Access::of(VehicleClass::van), {"access", "vehicle", "motor_vehicle", "motorcar", "goods", ""}},
    {Access::of(VehicleClass::bus), {"access", "vehicle", "motor_vehicle", "psv", "bus", ""}},
    {Access::of(VehicleClass::coach), {"access", "vehicle", "motor_vehicle", "tourist_bus", "coach", ""}},
    {Access::of(VehicleClass::lorry), {"access", "vehicle", "motor_vehicle", "hgv", "", ""}},
    {Access::of(VehicleClass::bicycle), {"access", "vehicle", "bicycle", "", "", ""}},
    {Access::walkers(), {"access", "foot", "", "", "", ""}},
};

enum class Permission {
    unsaid,
    no,
    yes,
    unreadable
};
Permission permission_of(std::string_view value)
{
    if (value.empty() || is_one_of(value, {"unknown", "variable"})) return Permission::unsaid;
    if (is_one_of(value, {"no", "private", "agricultural", "forestry", "military", "emergency", "use_sidepath",
                          "permit", "residents", "employees", "restricted"})) {
        return Permission::no;
    }
    if (is_one_of(value, {"yes", "permissive", "designated", "destination", "customers", "delivery", "official",
                          "public", "dismount", "discouraged"})) {
        return Permission::yes;
    }
    return Permission::unreadable;
}

void note_bad_tag(WayReading& reading, std::string_view key, std::string_view value, std::string_view instead)
{
    std::string message = fmt::format("{}={} cannot be read: {}", key, value, instead);
    auto& list = reading.bad_tags;
    if (std::find(list.begin(), list.end(), message) == list.end()) list.push_back(std::move(message));
}

// Whether "yes" under this key opens what the class forbids: access=yes never does, and motor_vehicle=yes lets no
// motorbike onto a motorway.
bool opens(std::string_view key, std::string_view highway)
{
    bool const motorway = is_one_of(highway, {"motorway", "motorway_link"});
    return !is_one_of(key, {"", "access"}) && !(motorway && is_one_of(key, {"vehicle", "motor_vehicle"}));
}

void read_access(OsmTags const& tags, WayReading& reading)
{
    for (auto const& [user, keys] : user_keys) {
        Permission decided = Permission::unsaid;
        std::string_view deciding_key;
        for (auto const key : keys) {
            auto const value = tags[key];
            auto const permission = key.empty() ? Permission::unsaid : permission_of(value);
            if (permission == Permission::unreadable) note_bad_tag(reading, key, value, "ignored");
            if (permission != Permission::no && permission != Permission::yes) continue;
            decided = permission;
            deciding_key = key;
        }
        auto& way = reading.way;
        if (decided == Permission::no) way.banned = way.banned.with(user);
        if (decided == Permission::yes && opens(deciding_key, tags["highway"])) way.allowed = way.allowed.with(user);
    }
    if (tags["motorroad"] == "yes") {
        reading.way.banned = reading.way.banned.with(Access::walkers()).with(Access::of(VehicleClass::bicycle));
    }
}

// ---- Direction ---------------------------------------------------------------------------------

void read_direction(OsmTags const& tags, WayReading& reading)
{
    auto& way = reading.way;
    auto const oneway = tags["oneway"];
    way.roundabout = is_one_of(tags["junction"], {"roundabout", "circular"});
    bool const implied = way.roundabout || tags["highway"] == "motorway";
    if (is_one_of(oneway, {"yes", "true", "1"}) || (oneway.empty() && implied)) {
        way.oneway = Oneway::forward;
    } else if (is_one_of(oneway, {"-1", "reverse"})) {
        way.oneway = Oneway::backward;
    } else if (!oneway.empty() && !is_one_of(oneway, {"no", "false", "0"})) {
        note_bad_tag(reading, "oneway", oneway, "taken as a two-way road");
    }
    way.oneway_stated = !oneway.empty();
    if (way.oneway == Oneway::no) return;
    struct Exemption {
        std::string_view key;
        VehicleClass user;
    };
    for (auto const& [key, user] :
         {Exemption{"oneway:bicycle", VehicleClass::bicycle}, Exemption{"oneway:motorcycle", VehicleClass::motorbike},
          Exemption{"oneway:bus", VehicleClass::bus}, Exemption{"oneway:psv", VehicleClass::bus}}) {
        if (tags[key] == "no") way.contraflow = way.contraflow.with(Access::of(user));
    }
}

// ---- Size and speed ----------------------------------------------------------------------------

void read_lanes(OsmTags const& tags, WayReading& reading)
{
    auto const lanes = tags["lanes"];
    if (!lanes.empty()) {
        auto const count = parse_lane_count(lanes);
        if (!count) note_bad_tag(reading, "lanes", lanes, "the default of the class is taken");
        reading.way.lanes = count.value_or(0);
    }
    if (reading.way.lanes > 0) return;
    auto const forward = parse_lane_count(tags["lanes:forward"]);
    auto const backward = parse_lane_count(tags["lanes:backward"]);
    bool const both = reading.way.oneway == Oneway::no;
    if (both && forward && backward) reading.way.lanes = *forward + *backward;
    if (reading.way.oneway == Oneway::forward && forward) reading.way.lanes = *forward;
    if (reading.way.oneway == Oneway::backward && backward) reading.way.lanes = *backward;
}

void read_size(OsmTags const& tags, WayReading& reading)
{
    read_lanes(tags, reading);
    if (auto const width = tags["width"]; !width.empty()) {
        auto const width_m = parse_width_m(width);
        if (!width_m) note_bad_tag(reading, "width", width, "the width follows from the lanes");
        reading.way.width_m = width_m.value_or(0);
    }
    if (auto const speed = tags["maxspeed"]; !speed.empty()) {
        auto const speed_kmh = parse_speed_kmh(speed);
        if (!speed_kmh) note_bad_tag(reading, "maxspeed", speed, "the default of the class is taken");
        reading.way.speed_limit_kmh = speed_kmh.value_or(0);
    }
}

// ---- Kind --------------------------------------------------------------------------------------

std::string_view highway_of(OsmTags const& tags, OsmOptions const& options, WayReading& reading)
{
    auto const highway = tags["highway"];
    if (highway != "construction") return highway;
    if (!options.include_construction) {
        reading.use = WayUse::construction;
        return {};
    }
    reading.built_now = true;
    auto const planned = tags["construction"];
    return network::find_road_class(planned) ? planned : std::string_view("secondary");
}

// Access that goes with a value of `highway` which shares its class with others.
void apply_kind(std::string_view highway, RawWay& way)
{
    auto const bicycle = Access::of(VehicleClass::bicycle);
    if (highway == "motorway_link") {
        auto const slow = bicycle.with(Access::walkers()).with(Access::of(VehicleClass::motorbike));
        way.banned = way.banned.with(slow.without(way.allowed));
    }
    bool const cyclable = is_one_of(highway, {"cycleway", "track", "path", "bridleway"});
    if (cyclable && !way.banned.has(VehicleClass::bicycle)) way.allowed = way.allowed.with(bicycle);
}

void read_kind(OsmTags const& tags, OsmOptions const& options, WayReading& reading)
{
    auto const highway = highway_of(tags, options, reading);
    if (reading.use == WayUse::construction) return;
    if (highway.empty()) {
        if (tags["route"] != "ferry") return;
        reading.use = WayUse::road;
        reading.way.road_class = RoadClass::ferry;
        return;
    }
    bool const walkable_track = is_one_of(highway, {"track", "bridleway"});
    auto const road_class = walkable_track ? std::optional(RoadClass::footway) : network::find_road_class(highway);
    bool const is_area = tags["area"] == "yes";
    if (!road_class || is_area) {
        reading.use = WayUse::unused;
        reading.unused_as = fmt::format("highway={}{}", highway, is_area ? " with area=yes" : "");
        return;
    }
    reading.use = WayUse::road;
    reading.way.road_class = *road_class;
}

std::string name_of_way(OsmTags const& tags)
{
    for (auto const* const key : {"name", "name:vi", "name:latin", "ref"}) {
        if (!tags[key].empty()) return std::string(tags[key]);
    }
    return {};
}

}  // namespace

WayReading read_way_tags(OsmTags const& tags, OsmOptions const& options)
{
    WayReading reading;
    read_kind(tags, options, reading);
    reading.way.name = name_of_way(tags);
    if (reading.use != WayUse::road) return reading;
    reading.way.bridge = !tags["bridge"].empty() && tags["bridge"] != "no";
    read_access(tags, reading);
    apply_kind(tags["highway"], reading.way);
    read_direction(tags, reading);
    read_size(tags, reading);
    return reading;
}

}  // namespace halong::city
