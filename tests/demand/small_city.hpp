// A made-up city for the tests of this room: nine zones of 3 x 3 km on a grid of streets, places of every kind.
#pragma once

#include "city/city.hpp"
#include "core/hash.hpp"
#include "scenario/scenario.hpp"

#include <string>

namespace halong::test {

inline constexpr int zones_per_side = 3;
inline constexpr int streets_per_zone = 6;  // in each direction
inline constexpr double street_spacing_m = 500;
inline constexpr double zone_side_m = streets_per_zone * street_spacing_m;

inline network::Network grid_network()
{
    int const side = zones_per_side * streets_per_zone;
    std::vector<network::NodeRecord> nodes;
    for (int row = 0; row < side; ++row) {
        for (int column = 0; column < side; ++column) {
            network::NodeRecord node;
            node.position = {(column + 0.5) * street_spacing_m, (row + 0.5) * street_spacing_m};
            node.stable_id = core::hash_of("node/" + std::to_string(row) + "/" + std::to_string(column));
            nodes.push_back(node);
        }
    }
    std::vector<network::LinkRecord> links;
    auto const connect = [&](int a, int b) {
        network::LinkRecord link;
        link.from = core::NodeId{a};
        link.to = core::NodeId{b};
        link.way_id = std::to_string(a) + "-" + std::to_string(b);
        link.stable_id = core::hash_of(link.way_id);
        link.name = "street";
        link.length_m = street_spacing_m;
        link.width_m = 3.5;
        link.access = network::Access::all_vehicles().with(network::Access::walkers());
        link.shape = {nodes[static_cast<std::size_t>(a)].position, nodes[static_cast<std::size_t>(b)].position};
        links.push_back(link);
    };
    for (int row = 0; row < side; ++row) {
        for (int column = 0; column < side; ++column) {
            int const here = row * side + column;
            if (column + 1 < side) {
                connect(here, here + 1);
                connect(here + 1, here);
            }
            if (row + 1 < side) {
                connect(here, here + side);
                connect(here + side, here);
            }
        }
    }
    return {nodes, links, {}};
}

inline void add_zone(city::City& city, int index, std::int64_t residents)
{
    double const x = index % zones_per_side * zone_side_m;
    double const y = index / zones_per_side * zone_side_m;
    city::Zone zone;
    zone.id = "zone-" + std::to_string(index);
    zone.name = zone.id;
    zone.area = {{{{x, y}, {x + zone_side_m, y}, {x + zone_side_m, y + zone_side_m}, {x, y + zone_side_m}}, {}}};
    zone.residents = residents;
    zone.households = residents * 100 / 362;
    zone.jobs = residents * 53 / 100;
    zone.school_places = residents * 21 / 100;
    zone.sector = index == 8 ? city::Sector::rural : index == 4 ? city::Sector::trade : city::Sector::mixed;
    city.zones.push_back(zone);
    std::vector<core::NodeId> nodes;
    for (core::NodeId const node : city.network.nodes()) {
        if (geo::contains(zone.area, city.network.position(node))) nodes.push_back(node);
    }
    city.zone_nodes.push_back(nodes);
}

// A place at a point given in streets from the south-west corner; the caller sets what else it needs.
inline city::Place& add_place(city::City& city, std::string const& id, city::PlaceKind kind, int column, int row)
{
    int const side = zones_per_side * streets_per_zone;
    city::Place place;
    place.id = id;
    place.stable_id = core::hash_of(id);
    place.name = id;
    place.kind = kind;
    place.vehicle_node = core::NodeId{row * side + column};
    place.position = city.network.position(place.vehicle_node);
    place.zone = core::ZoneId{row / streets_per_zone * zones_per_side + column / streets_per_zone};
    return city.places[city.places.push_back(place)];
}

inline void set_visits(city::Place& place, double visits, double opens_h, double closes_h, double outdoor_share)
{
    place.visits_per_day = visits;
    place.peak_visits_per_day = 3 * visits;
    place.opens_h = opens_h;
    place.closes_h = closes_h;
    place.outdoor_share = outdoor_share;
}

inline void add_gateways(city::City& city)
{
    struct Gate {
        char const* id;
        int column;
        int row;
        double share;
        double through;
        double lorries;
    };
    for (Gate const& gate : {Gate{"gate-west", 0, 9, 0.6, 6000, 300}, Gate{"gate-east", 17, 9, 0.3, 3000, 200},
                             Gate{"gate-north", 9, 17, 0.1, 2000, 100}}) {
        auto& place = add_place(city, gate.id, city::PlaceKind::gateway, gate.column, gate.row);
        place.visitor_share = gate.share;
        place.through_veh_per_day = gate.through;
        place.lorries_per_day = gate.lorries;
        place.radius_m = 10;
    }
}

inline void add_sights(city::City& city)
{
    using city::PlaceKind;
    set_visits(add_place(city, "beach", PlaceKind::beach, 2, 1), 4000, 5, 20, 1.0);
    city.places[core::PlaceId{3}].radius_m = 300;
    set_visits(add_place(city, "museum", PlaceKind::museum, 10, 1), 2500, 8, 17, 0.2);
    set_visits(add_place(city, "cable-car", PlaceKind::cable_car, 3, 2), 3000, 9, 21, 0.6);
    set_visits(add_place(city, "cave", PlaceKind::attraction, 1, 3), 1500, 8, 18, 0.7);
    set_visits(add_place(city, "night-market", PlaceKind::night_market, 4, 2), 3000, 18, 24, 0.9);
    set_visits(add_place(city, "square", PlaceKind::square, 9, 2), 2000, 5, 23, 1.0);
    set_visits(add_place(city, "park", PlaceKind::park, 8, 8), 1500, 5, 22, 1.0);
    set_visits(add_place(city, "pier-a", PlaceKind::pier, 2, 0), 3000, 6, 19, 0.5);
    set_visits(add_place(city, "pier-b", PlaceKind::pier, 0, 0), 3200, 6, 19, 0.5);
    add_place(city, "hotel-big", PlaceKind::hotel, 3, 1).rooms = 12'000;
    add_place(city, "hotel-small", PlaceKind::hotel, 11, 2).beds = 3'200;
}

inline void add_services(city::City& city)
{
    using city::PlaceKind;
    set_visits(add_place(city, "market", PlaceKind::market, 8, 7), 4000, 5, 18, 0.4);
    set_visits(add_place(city, "market-east", PlaceKind::market, 14, 8), 2000, 5, 18, 0.4);
    set_visits(add_place(city, "mall", PlaceKind::mall, 7, 4), 3000, 9, 22, 0);
    set_visits(add_place(city, "hospital", PlaceKind::hospital, 6, 6), 600, 0, 24, 0.1);
    set_visits(add_place(city, "clinic", PlaceKind::clinic, 15, 14), 60, 7, 17, 0);
    set_visits(add_place(city, "one-stop", PlaceKind::one_stop_centre, 7, 7), 150, 7.5, 17, 0.1);
    set_visits(add_place(city, "one-stop-east", PlaceKind::one_stop_centre, 13, 7), 90, 7.5, 17, 0.1);
    set_visits(add_place(city, "bus-station", PlaceKind::bus_station, 5, 9), 800, 5, 20, 0.5);
    add_place(city, "school", PlaceKind::school, 9, 9).pupils = 700;
    add_place(city, "school-west", PlaceKind::school, 3, 9).pupils = 500;
    add_place(city, "university", PlaceKind::university, 10, 10).pupils = 900;
    struct Works {
        char const* id;
        PlaceKind kind;
        int column;
        int row;
        int jobs;
        double lorries;
    };
    for (Works const& works :
         {Works{"mine", PlaceKind::mine, 16, 15, 900, 200}, Works{"port", PlaceKind::port, 1, 15, 500, 600},
          Works{"park-works", PlaceKind::industrial_park, 4, 14, 700, 100}}) {
        auto& place = add_place(city, works.id, works.kind, works.column, works.row);
        place.jobs = works.jobs;
        place.lorries_per_day = works.lorries;
        place.outdoor_share = 0.7;
    }
}

// 45,000 residents, three gateways, two piers, everything a day needs.
inline city::City small_city()
{
    city::City city;
    city.name = "Small City";
    city.network = grid_network();
    std::int64_t const residents[] = {6000, 4500, 3000, 7000, 9000, 5001, 3500, 4000, 2999};
    for (int i = 0; i < 9; ++i) add_zone(city, i, residents[i]);
    add_gateways(city);
    add_sights(city);
    add_services(city);
    return city;
}

inline scenario::Scenario small_day(scenario::DayKind day = scenario::DayKind::weekday)
{
    scenario::Scenario scenario;
    scenario.id = "small";
    scenario.day = day;
    scenario.demand.visitors_per_day = 6000;
    return scenario;
}

}  // namespace halong::test
