#include "export/model_files.hpp"

#include "core/hash.hpp"
#include "core/time.hpp"
#include "geo/layer_formats.hpp"
#include "network/link_line.hpp"
#include "results/hdf5_file.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using city::City;
using core::ZoneId;
using geo::FieldType;
using geo::OutputLayer;

OutputLayer table_of(std::string name, std::vector<geo::Field> fields, geo::GeometryType type = geo::GeometryType::none)
{
    return {std::move(name), "", type, std::move(fields), {}, ""};
}

void add_row(OutputLayer& table, std::vector<geo::Value> values, geo::Geometry geometry = {})
{
    table.features.push_back(
        {static_cast<std::int64_t>(table.features.size()) + 1, std::move(geometry), std::move(values)});
}

TripMatrix& matrix_of(std::vector<TripMatrix>& matrices, std::string const& name, std::string const& unit,
                      std::size_t cells)
{
    auto const found = std::ranges::find(matrices, name, &TripMatrix::name);
    if (found != matrices.end()) return *found;
    return matrices.emplace_back(TripMatrix{name, unit, std::vector<double>(cells, 0)});
}

std::string allowed_uses(network::Access access)
{
    std::vector<std::string> words;
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const vehicle = static_cast<network::VehicleClass>(i);
        if (access.has(vehicle)) words.emplace_back(network::info(vehicle).name);
    }
    if (access.has_walkers()) words.emplace_back("walk");
    return fmt::format("{}", fmt::join(words, " "));
}

std::string clock(core::Millis time)
{
    auto const seconds = time / core::ms_per_second;
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

int route_type(city::TransitKind kind)
{
    return kind == city::TransitKind::bus ? 3 : kind == city::TransitKind::boat ? 4 : 6;
}

}  // namespace

std::vector<TripMatrix> trip_matrices(City const& city, city::Plans const& plans, int from_h, int to_h)
{
    std::size_t const zones = city.zones.size();
    std::size_t const cells = zones * zones;
    std::vector<TripMatrix> matrices;
    matrix_of(matrices, "all_persons", "persons", cells);
    matrix_of(matrices, "vehicles", "vehicles", cells);
    matrix_of(matrices, "vehicles_pcu", "PCU", cells);
    std::set<std::uint32_t> buses;
    for (auto const& run : plans.bus_runs) buses.insert(run.traveller);
    for (std::uint32_t who = 0; who < plans.traveller_count(); ++who) {
        if (buses.contains(who)) continue;
        for (std::uint32_t stay = plans.stays_begin(who); stay + 1 < plans.stays_end(who); ++stay) {
            core::Millis const leaves = plans.planned_end[stay];
            if (plans.mode[stay] == city::Mode::none || leaves < from_h * core::ms_per_hour ||
                leaves >= to_h * core::ms_per_hour) {
                continue;
            }
            ZoneId const from = plans.zone[stay];
            ZoneId const to = plans.zone[stay + 1];
            if (!from.valid() || !to.valid()) continue;
            std::size_t const cell = from.value() * zones + to.value();
            auto const mode = plans.mode[stay];
            double const persons = plans.persons[who];
            matrices[0].trips[cell] += persons;
            matrix_of(matrices, fmt::format("persons_by_{}", city::name_of(mode)), "persons", cells).trips[cell] +=
                persons;
            if (!city::has_vehicle(mode)) continue;
            matrices[1].trips[cell] += 1;
            matrices[2].trips[cell] += network::info(city::vehicle_of(mode)).pcu_milli / 1000.0;
        }
    }
    std::sort(matrices.begin() + 3, matrices.end(),
              [](TripMatrix const& a, TripMatrix const& b) { return a.name < b.name; });
    return matrices;
}

void write_omx(fs::path const& path, City const& city, std::vector<TripMatrix> const& matrices)
{
    std::size_t const zones = city.zones.size();
    results::Hdf5Writer file(path);
    file.attribute("/", "OMX_VERSION", std::string("0.2"));
    file.attribute("/", "SHAPE",
                   std::vector<std::int32_t>{static_cast<std::int32_t>(zones), static_cast<std::int32_t>(zones)});
    file.add_group("/data");
    file.add_group("/lookup");
    for (TripMatrix const& matrix : matrices) {
        file.add_matrix("/data/" + matrix.name, matrix.trips, zones, zones);
        file.attribute("/data/" + matrix.name, "unit", matrix.unit);
    }
    std::vector<std::int32_t> numbers;
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < zones; ++i) {
        numbers.push_back(static_cast<std::int32_t>(i) + 1);
        ids.push_back(city.zones[ZoneId{i}].id);
    }
    file.add_list("/lookup/zone", numbers);
    file.add_fixed_texts("/lookup/zone_id", ids);
    file.close();
}

GmnsCounts write_gmns(fs::path const& folder, City const& city, std::vector<TripMatrix> const& matrices, int hours)
{
    GmnsCounts counts;
    geo::Projection const crs(city.crs);
    network::Network const& network = city.network;
    // A node can name one zone only: each zone takes one of its nodes first, then what is left.
    std::map<core::NodeId, std::string> zone_of;
    std::set<std::string> has_node;
    for (bool const is_first : {true, false}) {
        for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
            std::string const& zone = city.zones[ZoneId{i}].id;
            for (auto const node : city.zone_nodes[ZoneId{i}]) {
                if (!zone_of.emplace(node, zone).second) continue;
                has_node.insert(zone);
                if (is_first) break;
            }
        }
    }
    auto nodes = table_of("node", {{"node_id", FieldType::text},
                                   {"x_coord", FieldType::real},
                                   {"y_coord", FieldType::real},
                                   {"ctrl_type", FieldType::text},
                                   {"zone_id", FieldType::text}});
    for (auto const node : network.nodes()) {
        auto const at = crs.to_lon_lat(network.position(node));
        auto const zone = zone_of.find(node);
        add_row(nodes, {core::hex(network.stable_id(node)), at.lon_deg, at.lat_deg,
                        std::string(network.has_signal(node) ? "signal" : "no_control"),
                        zone == zone_of.end() ? geo::Value() : geo::Value(zone->second)});
    }
    geo::write_csv(folder / "node.csv", nodes, core::CsvFor::programs);
    counts.nodes = nodes.features.size();

    auto links = table_of("link",
                          {{"link_id", FieldType::text},
                           {"name", FieldType::text},
                           {"from_node_id", FieldType::text},
                           {"to_node_id", FieldType::text},
                           {"directed", FieldType::integer},
                           {"facility_type", FieldType::text},
                           {"length", FieldType::real},
                           {"free_speed", FieldType::real},
                           {"capacity", FieldType::real},
                           {"lanes", FieldType::integer},
                           {"row_width", FieldType::real},
                           {"allowed_uses", FieldType::text}},
                          geo::GeometryType::line);
    for (auto const link : network.links()) {
        int const lanes = network.lanes(link);
        add_row(
            links,
            {core::hex(network.stable_id(link)), network.name(link), core::hex(network.stable_id(network.from(link))),
             core::hex(network.stable_id(network.to(link))), std::int64_t{1},
             std::string(network::name_of(network.road_class(link))), network.length_m(link) / 1000,
             network.speed_limit_kmh(link), network.supply(link).capacity_pcu_per_h / lanes, std::int64_t{lanes},
             network.width_m(link), allowed_uses(network.access(link))},
            line_of(network, link));
    }
    geo::write_csv_with_places(folder / "link.csv", crs, "", links, "geometry", core::CsvFor::programs);
    counts.links = links.features.size();

    auto zones =
        table_of("zone", {{"zone_id", FieldType::text}, {"name", FieldType::text}, {"population", FieldType::integer}},
                 geo::GeometryType::area);
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        auto const& zone = city.zones[ZoneId{i}];
        add_row(zones, {zone.id, zone.name, zone.residents}, zone.area);
    }
    geo::write_csv_with_places(folder / "zone.csv", crs, "", zones, "boundary", core::CsvFor::programs);

    auto config = table_of("config", {{"dataset_name", FieldType::text},
                                      {"short_length", FieldType::text},
                                      {"long_length", FieldType::text},
                                      {"speed", FieldType::text},
                                      {"crs", FieldType::text},
                                      {"geometry_field_format", FieldType::text},
                                      {"currency", FieldType::text},
                                      {"version_number", FieldType::text}});
    add_row(config, {city.name, std::string("m"), std::string("km"), std::string("km/h"), std::string("EPSG:4326"),
                     std::string("WKT"), std::string("VND"), std::string("0.96")});
    geo::write_csv(folder / "config.csv", config, core::CsvFor::programs);

    auto const pcu = std::ranges::find(matrices, "vehicles_pcu", &TripMatrix::name);
    if (pcu == matrices.end()) return counts;
    auto demand = table_of(
        "demand", {{"o_zone_id", FieldType::text}, {"d_zone_id", FieldType::text}, {"volume", FieldType::real}});
    std::size_t const count = city.zones.size();
    for (std::size_t cell = 0; cell < pcu->trips.size(); ++cell) {
        auto const from = static_cast<std::uint32_t>(cell / count);
        auto const to = static_cast<std::uint32_t>(cell % count);
        if (from == to || !(pcu->trips[cell] > 0)) continue;
        std::string const& origin = city.zones[ZoneId{from}].id;
        std::string const& destination = city.zones[ZoneId{to}].id;
        if (!has_node.contains(origin) || !has_node.contains(destination)) continue;
        add_row(demand, {origin, destination, pcu->trips[cell] / hours});
    }
    geo::write_csv(folder / "demand.csv", demand, core::CsvFor::programs);
    counts.pairs = demand.features.size();
    return counts;
}

std::size_t write_gtfs(fs::path const& folder, City const& city)
{
    city::Transit const& transit = city.transit;
    geo::Projection const crs(city.crs);
    auto agency = table_of("agency", {{"agency_id", FieldType::text},
                                      {"agency_name", FieldType::text},
                                      {"agency_url", FieldType::text},
                                      {"agency_timezone", FieldType::text}});
    add_row(agency,
            {std::string("halong"), city.name, std::string("https://example.org"), std::string("Asia/Ho_Chi_Minh")});
    geo::write_csv(folder / "agency.txt", agency, core::CsvFor::programs);

    auto stops = table_of("stops", {{"stop_id", FieldType::text},
                                    {"stop_name", FieldType::text},
                                    {"stop_lat", FieldType::real},
                                    {"stop_lon", FieldType::real}});
    for (auto const& stop : transit.stops) {
        auto const at = crs.to_lon_lat(stop.position);
        add_row(stops, {stop.id, stop.name, at.lat_deg, at.lon_deg});
    }
    geo::write_csv(folder / "stops.txt", stops, core::CsvFor::programs);

    // Lines of one route share its row; a line with vehicles of another size has a route of its own.
    auto routes = table_of("routes", {{"route_id", FieldType::text},
                                      {"agency_id", FieldType::text},
                                      {"route_long_name", FieldType::text},
                                      {"route_type", FieldType::integer},
                                      {"capacity", FieldType::integer}});
    std::map<std::string, int> capacity_of;
    std::vector<std::string> route_of;
    for (auto const& line : transit.lines) {
        auto const found = capacity_of.find(line.route);
        bool const is_other = found != capacity_of.end() && found->second != line.capacity;
        std::string const id = is_other ? line.id : line.route;
        route_of.push_back(id);
        if (!capacity_of.emplace(id, line.capacity).second) continue;
        add_row(routes, {id, std::string("halong"), line.name.substr(0, line.name.rfind(" → ")),
                         std::int64_t{route_type(line.kind)}, std::int64_t{line.capacity}});
    }
    geo::write_csv(folder / "routes.txt", routes, core::CsvFor::programs);

    auto trips = table_of(
        "trips", {{"route_id", FieldType::text}, {"service_id", FieldType::text}, {"trip_id", FieldType::text}});
    auto times = table_of("stop_times", {{"trip_id", FieldType::text},
                                         {"arrival_time", FieldType::text},
                                         {"departure_time", FieldType::text},
                                         {"stop_id", FieldType::text},
                                         {"stop_sequence", FieldType::integer}});
    std::set<std::uint8_t> services;
    for (auto const& trip : transit.trips) {
        services.insert(trip.days);
        add_row(trips, {route_of[trip.line], fmt::format("days-{}", trip.days), trip.id});
        for (std::size_t i = 0; i < trip.times.size(); ++i) {
            add_row(times, {trip.id, clock(trip.times[i].arrival_ms), clock(trip.times[i].departure_ms),
                            transit.stops[transit.lines[trip.line].stops[i]].id, static_cast<std::int64_t>(i + 1)});
        }
    }
    geo::write_csv(folder / "trips.txt", trips, core::CsvFor::programs);
    geo::write_csv(folder / "stop_times.txt", times, core::CsvFor::programs);

    auto calendar = table_of("calendar", {{"service_id", FieldType::text}});
    constexpr std::array<char const*, 7> days{"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday"};
    for (char const* day : days) calendar.fields.push_back({day, FieldType::integer});
    for (char const* end : {"start_date", "end_date"}) calendar.fields.push_back({end, FieldType::text});
    for (std::uint8_t const mask : services) {
        auto const runs = [mask](scenario::DayKind day) {
            return static_cast<std::int64_t>(mask >> static_cast<unsigned>(day) & 1U);
        };
        std::vector<geo::Value> row{fmt::format("days-{}", mask)};
        for (int day = 0; day < 5; ++day) row.emplace_back(runs(scenario::DayKind::weekday));
        row.emplace_back(runs(scenario::DayKind::weekend));
        row.emplace_back(runs(scenario::DayKind::holiday));
        row.emplace_back(std::string("20250101"));
        row.emplace_back(std::string("20251231"));
        add_row(calendar, std::move(row));
    }
    geo::write_csv(folder / "calendar.txt", calendar, core::CsvFor::programs);
    return transit.trips.size();
}

}  // namespace halong::exporting
