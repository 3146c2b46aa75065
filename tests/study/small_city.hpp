// A city of thirty junctions with people, work, school, a sight, a hotel, a gateway, two hotspots and a camera: small
// enough to simulate a day in a blink, complete enough for every room to have something to do.
#pragma once

#include "city/city.hpp"
#include "core/hash.hpp"
#include "scenario/scenario.hpp"
#include "scenario/study.hpp"

#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

namespace halong::test {

inline constexpr int small_city_columns = 6;
inline constexpr int small_city_rows = 5;
inline constexpr double small_city_block_m = 250;

// Near Hạ Long in EPSG:5899.
inline geo::PointMetric small_city_point(double column, double row)
{
    return {430'000 + column * small_city_block_m, 2'317'000 + row * small_city_block_m};
}

inline core::NodeId small_city_node(int column, int row) { return core::NodeId{row * small_city_columns + column}; }

// The middle row is the primary road "Trần Phú"; all others are nameless residential streets.
inline void add_street(std::vector<network::LinkRecord>& links, std::pair<int, int> a, std::pair<int, int> b)
{
    bool const main = a.second == 2 && b.second == 2;
    for (int direction = 0; direction < 2; ++direction) {
        auto const [from, to] = direction == 0 ? std::pair(a, b) : std::pair(b, a);
        network::LinkRecord link;
        link.from = small_city_node(from.first, from.second);
        link.to = small_city_node(to.first, to.second);
        link.way_id = fmt::format("{}.{}-{}.{}", a.first, a.second, b.first, b.second);
        link.stable_id = core::combine(core::hash_of(link.way_id), static_cast<std::uint64_t>(direction));
        link.name = main ? "Trần Phú" : "";
        link.road_class = main ? network::RoadClass::primary : network::RoadClass::residential;
        link.length_m = small_city_block_m;
        link.lanes = main ? 2 : 1;
        link.width_m = main ? 7 : 3;
        link.speed_limit_kmh = main ? 50 : 30;
        link.access = network::Access::all_vehicles().with(network::Access::walkers());
        link.shape = {small_city_point(from.first, from.second), small_city_point(to.first, to.second)};
        links.push_back(std::move(link));
    }
}

inline network::Network small_network()
{
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;
    for (int row = 0; row < small_city_rows; ++row) {
        for (int column = 0; column < small_city_columns; ++column) {
            nodes.push_back(
                {small_city_point(column, row), core::hash_of(fmt::format("node {} {}", column, row)), false});
            if (column > 0) add_street(links, {column - 1, row}, {column, row});
            if (row > 0) add_street(links, {column, row - 1}, {column, row});
        }
    }
    return {std::move(nodes), std::move(links), {}};
}

inline void add_zone(city::City& city, std::string const& id, int first_column, int last_column)
{
    city::Zone zone;
    zone.id = id;
    zone.name = id;
    auto const corner = [&](double column, double row) { return small_city_point(column, row); };
    zone.area = {
        {{corner(first_column, 0), corner(last_column, 0), corner(last_column, 4), corner(first_column, 4)}, {}}};
    zone.residents = 300;
    zone.households = 90;
    zone.jobs = 150;
    zone.school_places = 60;
    std::vector<core::NodeId> nodes;
    for (int row = 0; row < small_city_rows; ++row) {
        for (int column = first_column; column <= last_column; ++column) nodes.push_back(small_city_node(column, row));
    }
    city.zones.push_back(std::move(zone));
    city.zone_nodes.push_back(std::move(nodes));
}

inline city::Place& add_place(city::City& city, std::string const& id, city::PlaceKind kind, int column, int row)
{
    city::Place place;
    place.id = id;
    place.stable_id = core::hash_of(id);
    place.name = id;
    place.kind = kind;
    place.position = small_city_point(column, row);
    place.vehicle_node = small_city_node(column, row);
    place.zone = core::ZoneId{column < 3 ? 0 : 1};
    city.places.push_back(place);
    return city.places.values().back();
}

inline city::Site small_site(std::string const& id, scenario::ServiceKind service, double column, double row)
{
    city::Site site;
    site.id = id;
    site.stable_id = core::hash_of(id);
    site.service = service;
    site.rule = "test";
    site.field = service == scenario::ServiceKind::camera ? "traffic" : "";
    site.position = small_city_point(column, row);
    site.zone = core::ZoneId{column < 3 ? 0 : 1};
    return site;
}

inline city::City small_city()
{
    city::City city;
    city.name = "Thị trấn nhỏ";
    city.crs = "EPSG:5899";
    city.schematic = true;
    city.network = small_network();
    add_zone(city, "west", 0, 2);
    add_zone(city, "east", 3, 5);
    add_place(city, "gate", city::PlaceKind::gateway, 0, 2).visitor_share = 1;
    city.places.values().back().through_veh_per_day = 200;
    add_place(city, "gate2", city::PlaceKind::gateway, 5, 2).through_veh_per_day = 200;
    city::Place& beach = add_place(city, "beach", city::PlaceKind::beach, 4, 3);
    beach.visits_per_day = 120;
    beach.peak_visits_per_day = 400;
    beach.outdoor_share = 0.9;
    beach.radius_m = 60;
    add_place(city, "hotel", city::PlaceKind::hotel, 2, 1).rooms = 60;
    add_place(city, "pier", city::PlaceKind::pier, 3, 4).visits_per_day = 30;
    city.places.values().back().outdoor_share = 0.8;
    city.sites.push_back(small_site("hotspot/beach", scenario::ServiceKind::wifi, 4, 3));
    city.sites.push_back(small_site("hotspot/pier", scenario::ServiceKind::wifi, 3, 4));
    city.sites.push_back(small_site("camera/centre", scenario::ServiceKind::camera, 2, 2));
    return city;
}

inline scenario::Scenario small_scenario()
{
    scenario::Scenario scenario;
    scenario.id = "small";
    scenario.title = {"Một ngày thử", "A test day"};
    scenario.demand.visitors_per_day = 120;
    scenario.wifi.take_rate_domestic = 0.9;  // so that few people make many sessions
    scenario.wifi.take_rate_foreign = 0.9;
    return scenario;
}

// An option that adds one hotspot of the given power at a crossing of the town.
inline scenario::Option hotspot_option(std::string const& id, double eirp_dbm, std::vector<double> lon_lat)
{
    scenario::SiteRule rule;
    rule.id = id + "-rule";
    rule.service = scenario::ServiceKind::wifi;
    rule.anchor = scenario::Anchor::points;
    rule.points_lon_lat = std::move(lon_lat);
    rule.count = 1;
    rule.hotspot.eirp_dbm = eirp_dbm;
    scenario::Option option;
    option.id = id;
    option.title = {"Thêm một điểm Wi-Fi", "One more hotspot"};
    option.capex_vnd = 200'000'000;
    option.opex_vnd_per_year = 20'000'000;
    option.add_sites.push_back(rule);
    return option;
}

// "Trần Phú" down to one lane.
inline scenario::Option closed_lane_option()
{
    scenario::Option option;
    option.id = "lane";
    option.title = {"Đóng một làn", "A lane closed"};
    option.capex_vnd = 0;
    option.opex_vnd_per_year = 5'000'000;
    option.roads.push_back(
        {.name = "Trần Phú", .lanes_change = -1, .speed_limit_kmh = 20, .ban = {}, .box_lon_lat = {}});
    return option;
}

}  // namespace halong::test
