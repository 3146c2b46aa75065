// Vehicles whose departures and routes are given, for example by another program: one leg each.
#pragma once

#include "city/city.hpp"
#include "city/import_issue.hpp"
#include "city/travel.hpp"
#include "core/time.hpp"
#include "network/routes.hpp"
#include "network/vehicle_class.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::demand {

// Columns by leg, in the order of departure and, of equal ones, of the id. Routes have one link or more.
struct RoutedLegs {
    std::vector<std::string> id;  // unique
    std::vector<network::VehicleClass> vehicle;
    std::vector<core::Millis> departure_ms;  // >= 0
    network::Routes routes;
    [[nodiscard]] std::size_t size() const { return id.size(); }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [id, vehicle, departure_ms, routes] = self;
        archive(id, vehicle, departure_ms, routes);
    }
};

// Reads SUMO route files (.rou.xml, plain, gzip or xz), one after the other, as SUMO does: vehicles with their route
// inside or named, the alternative that a routeDistribution says was taken last, and flows that name a route and a
// period, number or rate. Classes come from the types' vClass, of a distribution of types the first one's; a vehicle
// without a type is a car. Every vehicle that cannot be used (trips without a route, unknown edges, turns that do not
// exist, triggered departures, departures before 00:00, trains, walkers) is an issue. Throws UserError as
// city::read_xml, and when no vehicle can be used. `network` is one that came from SUMO.
RoutedLegs read_sumo_routes(std::vector<std::filesystem::path> const& paths, network::Network const& network,
                            city::ImportIssues& issues);

// Our own route file: CSV (RFC 4180), plain or compressed by gzip or xz, with a header and the columns
//   id            text, unique: the leg's stable external id
//   class         motorbike, car, van, bus, coach, lorry or bicycle
//   departure_ms  whole milliseconds after 00:00, 0 or more
//   links         stable ids of the links in their order, 16 hex digits each, with blanks between
// Columns may stand in any order; others are not read. Writes gzip where the name ends in .gz. Throws CannotWrite.
void write_route_file(std::filesystem::path const& path, RoutedLegs const& legs, network::Network const& network);

// Throws UserError with up to 20 faults and their lines: missing columns, values that cannot be read, ids that repeat,
// links that `network` lacks, that do not meet, whose turn is banned or that are closed to the class. A file that was
// read before for the same network comes from the cache (core/compiled_cache.hpp).
RoutedLegs read_route_file(std::filesystem::path const& path, network::Network const& network);

// The mode of a leg that a vehicle of this class makes; city::vehicle_of is its inverse.
city::Mode mode_of(network::VehicleClass vehicle);

// The legs as a day's plans: a traveller each, who stays at the route's start until the departure, then at its end.
city::Plans plans_of(RoutedLegs const& legs, city::City const& city);
// The other way round: the legs of a day's plans that a vehicle makes, at their planned departures, with the routes of
// their stays. Ids are the traveller's key and the ordinal of the leg. Legs within one node have no route and are left
// out.
RoutedLegs vehicle_legs(city::Plans const& plans, network::Routes const& routes);

// The routes by stay of these plans: those of the legs at even stays, empty ones at odd stays.
network::Routes routes_by_stay(network::Routes const& by_leg);

}  // namespace halong::demand
