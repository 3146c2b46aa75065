// The fixed description of a city: network, zones, places where activities happen, sites where services stand.
#pragma once

#include "city/buildings.hpp"
#include "city/faults.hpp"
#include "city/transit.hpp"
#include "core/ids.hpp"
#include "geo/geometry.hpp"
#include "network/network.hpp"
#include "scenario/site_rule.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

using core::Column;
using core::NodeId;
using core::PlaceId;
using core::SiteId;
using core::ZoneId;

enum class Sector {
    trade,
    industry,
    port,
    tourism,
    mixed,
    rural
};

inline constexpr int household_size_classes = 7;  // 1, 2, … 6, 7 and more members
inline constexpr int age_class_count = 18;        // 0-4, 5-9, … 80-84, 85 and more years

struct Zone {
    std::string id;  // external, stable
    std::string name;
    geo::Area area;  // where people live (schematic: built-up land)
    std::int64_t residents = 0;
    std::int64_t households = 0;
    std::int64_t jobs = 0;  // estimate where mark says so
    std::int64_t school_places = 0;
    // Margins of the zone's own census, or empty: the demand model takes those of the city's.
    std::vector<std::int64_t> household_sizes;  // households by size class
    std::vector<std::int64_t> ages;             // residents by age class
    Sector sector = Sector::mixed;
    bool estimated = true;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, name, area, residents, households, jobs, school_places, household_sizes, ages, sector, estimated] =
            self;
        archive(id, name, area, residents, households, jobs, school_places, household_sizes, ages, sector, estimated);
    }
};

enum class PlaceKind : std::uint8_t {
    gateway,
    attraction,
    beach,
    museum,
    night_market,
    cable_car,
    pier,
    cruise_port,
    square,
    hotel,
    market,
    mall,
    hospital,
    clinic,
    school,
    university,
    one_stop_centre,
    port,
    mine,
    industrial_park,
    bus_station,
    park
};
inline constexpr int place_kind_count = 22;
std::string_view name_of(PlaceKind kind);
std::optional<PlaceKind> find_place_kind(std::string_view name);
// All kinds by name, for messages.
std::vector<std::string> place_kind_list();

struct Place {
    std::string id;               // external, stable
    std::uint64_t stable_id = 0;  // hash_of(id)
    std::string name;
    PlaceKind kind = PlaceKind::attraction;
    geo::PointMetric position;
    NodeId vehicle_node;  // nearest node that vehicles reach, in the largest component
    ZoneId zone;          // the zone it lies in or is nearest to
    double visits_per_day = 0;
    double peak_visits_per_day = 0;
    std::int64_t jobs = 0;
    std::int64_t rooms = 0;
    std::int64_t beds = 0;
    std::int64_t pupils = 0;
    double radius_m = 50;      // people stand within this distance
    double outdoor_share = 0;  // share of a stay spent outdoors
    double stay_median_min = 60;
    double opens_h = 0;
    double closes_h = 24;
    double visitor_share = 0;        // gateways: share of arriving visitors
    double through_veh_per_day = 0;  // gateways: through traffic, both ways
    double lorries_per_day = 0;
    // What holds people up at the entrance; 0: no such limit is known.
    std::int64_t gates = 0;         // groups pass them one after the other …
    double gate_s_per_person = 0;   // … each person for so long
    std::int64_t capacity = 0;      // persons inside at once
    double slot_min = 0;            // entry at whole multiples of this only (shows, sailings) …
    std::int64_t slot_persons = 0;  // … by so many persons each
    std::int64_t fee_vnd = 0;       // ticket of an adult
    std::int64_t posts = 0;         // windows of a one-stop centre, consulting rooms of a hospital; 0: by its visits
    bool estimated = true;
    [[nodiscard]] bool has_queue() const { return gates > 0 || capacity > 0 || slot_min > 0; }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, stable_id, name, kind, position, vehicle_node, zone, visits_per_day, peak_visits_per_day, jobs,
               rooms, beds, pupils, radius_m, outdoor_share, stay_median_min, opens_h, closes_h, visitor_share,
               through_veh_per_day, lorries_per_day, gates, gate_s_per_person, capacity, slot_min, slot_persons,
               fee_vnd, posts, estimated] = self;
        archive(id, stable_id, name, kind, position, vehicle_node, zone, visits_per_day, peak_visits_per_day, jobs,
                rooms, beds, pupils, radius_m, outdoor_share, stay_median_min, opens_h, closes_h, visitor_share,
                through_veh_per_day, lorries_per_day, gates, gate_s_per_person, capacity, slot_min, slot_persons,
                fee_vnd, posts, estimated);
    }
};

struct Site {
    std::string id;  // external, stable: "<rule>/<anchor>/<ordinal>"
    std::uint64_t stable_id = 0;
    scenario::ServiceKind service = scenario::ServiceKind::wifi;
    std::string field;
    std::string rule;
    geo::PointMetric position;
    double heading_rad = 0;  // cameras: axis of view, counter-clockwise from east
    ZoneId zone;
    scenario::HotspotEquipment hotspot;
    scenario::CameraEquipment camera;
    bool estimated = true;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, stable_id, service, field, rule, position, heading_rad, zone, hotspot, camera, estimated] = self;
        archive(id, stable_id, service, field, rule, position, heading_rad, zone, hotspot, camera, estimated);
    }
};

struct InputFile {
    std::string path;  // relative to the city folder
    std::string hash;  // core::hash_of_file

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [path, hash] = self;
        archive(path, hash);
    }
};

struct City {
    std::string name;
    std::string crs;         // metric, e.g. "EPSG:5899"
    bool schematic = false;  // authored, not surveyed: said in every report
    std::string folder;
    network::Network network;
    Column<ZoneId, Zone> zones;
    Column<PlaceId, Place> places;
    Column<SiteId, Site> sites;
    std::vector<Building> buildings;  // as far as a map shows them; often none
    Transit transit;
    std::vector<InputFile> inputs;

    // Nodes where residents of a zone live and work, with equal weight each: ends of minor streets in its area.
    Column<ZoneId, std::vector<NodeId>> zone_nodes;
    Faults faults;  // of the day of a scenario (see on_day); no part of a city that is kept
    [[nodiscard]] std::int64_t resident_count() const;
    // The zone that contains the point, or else the one with the nearest centre. O(zones).
    [[nodiscard]] ZoneId nearest_zone(geo::PointMetric point) const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [name, crs, schematic, folder, network, zones, places, sites, buildings, transit, inputs, zone_nodes,
               faults] = self;
        archive(name, crs, schematic, folder, network, zones, places, sites, buildings, transit, inputs, zone_nodes);
    }
};

}  // namespace halong::city
