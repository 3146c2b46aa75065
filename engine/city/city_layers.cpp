#include "city/city_layers.hpp"

#include "city/signal_layer.hpp"
#include "city/site_layer.hpp"
#include "city/zone_margins.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "network/link_line.hpp"
#include "network/road_class.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace halong::city {
namespace {

using core::LinkId;
using geo::Feature;
using geo::FieldType;
using geo::GeometryType;
using geo::OutputLayer;
using geo::Value;

Value integer(std::int64_t value) { return value; }
Value flag(bool value) { return std::int64_t{value ? 1 : 0}; }

std::uint64_t parse_hex(std::string const& text, std::string const& where)
{
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) return value;
    throw core::UserError(core::Diagnostic{where, 0, 0, fmt::format("'{}' is not a stable id of 16 hex digits", text),
                                           "import the city again; stable_id is not to be edited"});
}

OutputLayer node_layer(network::Network const& network)
{
    OutputLayer layer{"nodes",
                      "Junctions and ends of roads",
                      GeometryType::point,
                      {{"stable_id", FieldType::text}, {"signal", FieldType::integer}},
                      {},
                      ""};
    for (auto const node : network.nodes()) {
        layer.features.push_back({node.value() + 1,
                                  network.position(node),
                                  {core::hex(network.stable_id(node)), flag(network.has_signal(node))}});
    }
    return layer;
}

OutputLayer link_layer(network::Network const& network)
{
    OutputLayer layer{"links",
                      "Directed links of the road network",
                      GeometryType::line,
                      {{"stable_id", FieldType::text},
                       {"from_node", FieldType::integer},
                       {"to_node", FieldType::integer},
                       {"way_id", FieldType::text},
                       {"name", FieldType::text},
                       {"class", FieldType::text},
                       {"length_m", FieldType::real},
                       {"width_m", FieldType::real},
                       {"lanes", FieldType::integer},
                       {"speed_limit_kmh", FieldType::real},
                       {"access", FieldType::integer},
                       {"bridge", FieldType::integer}},
                      {},
                      ""};
    for (auto const link : network.links()) {
        layer.features.push_back({link.value() + 1,
                                  line_of(network, link),
                                  {core::hex(network.stable_id(link)), integer(network.from(link).value()),
                                   integer(network.to(link).value()), network.way_id(link), network.name(link),
                                   std::string(network::name_of(network.road_class(link))), network.length_m(link),
                                   network.width_m(link), integer(network.lanes(link)), network.speed_limit_kmh(link),
                                   integer(network.access(link).bits()), flag(network.is_bridge(link))}});
    }
    return layer;
}

OutputLayer banned_turn_layer(network::Network const& network)
{
    OutputLayer layer{"banned_turns",
                      "Turns that are not allowed",
                      GeometryType::none,
                      {{"from_link", FieldType::integer}, {"to_link", FieldType::integer}},
                      {},
                      ""};
    for (auto const& turn : network.banned_turns()) {
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  {},
                                  {integer(turn.from.value()), integer(turn.to.value())}});
    }
    return layer;
}

// The columns of a margin that some zone states; empty where a zone does not.
void add_margin(OutputLayer& layer, City const& city, std::vector<std::string> const& columns,
                std::vector<std::int64_t> Zone::*margin)
{
    if (std::ranges::all_of(city.zones, [&](Zone const& zone) { return (zone.*margin).empty(); })) return;
    for (std::string const& column : columns) layer.fields.push_back({column, FieldType::integer});
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        auto const& counts = city.zones[ZoneId{z}].*margin;
        auto& values = layer.features[z].values;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (counts.empty()) {
                values.emplace_back();
            } else {
                values.emplace_back(counts[i]);
            }
        }
    }
}

OutputLayer zone_layer(City const& city)
{
    constexpr std::string_view sectors[] = {"trade", "industry", "port", "tourism", "mixed", "rural"};
    OutputLayer layer{"zones",
                      "Where people live",
                      GeometryType::area,
                      {{"id", FieldType::text},
                       {"name", FieldType::text},
                       {"population", FieldType::integer},
                       {"households", FieldType::integer},
                       {"jobs", FieldType::integer},
                       {"school_places", FieldType::integer},
                       {"sector", FieldType::text}},
                      {},
                      ""};
    for (Zone const& zone : city.zones) {
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  zone.area,
                                  {zone.id, zone.name, zone.residents, zone.households, zone.jobs, zone.school_places,
                                   std::string(sectors[static_cast<std::size_t>(zone.sector)])}});
    }
    add_margin(layer, city, household_size_columns(), &Zone::household_sizes);
    add_margin(layer, city, age_columns(), &Zone::ages);
    return layer;
}

// A limit that is not known is an empty cell.
template <class Number>
Value or_nothing(Number limit)
{
    return limit > 0 ? Value{limit} : Value{};
}

OutputLayer place_layer(City const& city)
{
    OutputLayer layer{"places",
                      "Where activities happen",
                      GeometryType::point,
                      {{"id", FieldType::text},
                       {"name", FieldType::text},
                       {"kind", FieldType::text},
                       {"visits_per_day", FieldType::real},
                       {"peak_visits_per_day", FieldType::real},
                       {"jobs", FieldType::integer},
                       {"rooms", FieldType::integer},
                       {"beds", FieldType::integer},
                       {"pupils", FieldType::integer},
                       {"radius_m", FieldType::real},
                       {"outdoor_share", FieldType::real},
                       {"stay_median_min", FieldType::real},
                       {"opens_h", FieldType::real},
                       {"closes_h", FieldType::real},
                       {"visitor_share", FieldType::real},
                       {"through_veh_per_day", FieldType::real},
                       {"lorries_per_day", FieldType::real},
                       {"gates", FieldType::integer},
                       {"gate_s_per_person", FieldType::real},
                       {"capacity", FieldType::integer},
                       {"slot_min", FieldType::real},
                       {"slot_persons", FieldType::integer},
                       {"fee_vnd", FieldType::integer},
                       {"posts", FieldType::integer},
                       {"mark", FieldType::text}},
                      {},
                      ""};
    for (Place const& place : city.places) {
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  place.position,
                                  {place.id,
                                   place.name,
                                   std::string(name_of(place.kind)),
                                   place.visits_per_day,
                                   place.peak_visits_per_day,
                                   place.jobs,
                                   place.rooms,
                                   place.beds,
                                   place.pupils,
                                   place.radius_m,
                                   place.outdoor_share,
                                   place.stay_median_min,
                                   place.opens_h,
                                   place.closes_h,
                                   place.visitor_share,
                                   place.through_veh_per_day,
                                   place.lorries_per_day,
                                   or_nothing(place.gates),
                                   or_nothing(place.gate_s_per_person),
                                   or_nothing(place.capacity),
                                   or_nothing(place.slot_min),
                                   or_nothing(place.slot_persons),
                                   or_nothing(place.fee_vnd),
                                   or_nothing(place.posts),
                                   std::string(place.estimated ? "estimate" : "stated")}});
    }
    return layer;
}

OutputLayer building_layer(City const& city)
{
    OutputLayer layer{"buildings",
                      "Footprints of buildings, as far as they are known",
                      GeometryType::area,
                      {{"height_m", FieldType::real}, {"mark", FieldType::text}},
                      {},
                      ""};
    for (Building const& building : city.buildings) {
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  building.footprint,
                                  {building.height_m, std::string(building.estimated ? "estimate" : "stated")}});
    }
    return layer;
}

NodeId node_of(std::int64_t value, std::size_t count, std::string const& where)
{
    if (value >= 0 && static_cast<std::size_t>(value) < count) {
        return NodeId{static_cast<std::uint32_t>(value)};
    }
    throw core::UserError(
        core::Diagnostic{where, 0, 0, fmt::format("refers to node {}, but there are nodes 0 to {}", value, count - 1),
                         "import the city again, or restore the row in layer 'nodes'"});
}

network::LinkRecord link_record(geo::Layer const& layer, Feature const& feature, std::size_t nodes)
{
    std::string const where = fmt::format("{}, feature {}", layer.source, feature.fid);
    auto const* shape = std::get_if<geo::Line>(&feature.geometry);
    auto const road_class = network::find_road_class(layer.text(feature, "class"));
    network::LinkRecord record;
    record.length_m = layer.number(feature, "length_m", 0);
    record.width_m = layer.number(feature, "width_m", 0);
    if (shape == nullptr || !road_class || !(record.length_m > 0) || !(record.width_m > 0)) {
        throw core::UserError(core::Diagnostic{where, 0, 0,
                                               "a link needs a line, a known class, length_m > 0 and width_m > 0",
                                               "correct the row, or import the city again"});
    }
    record.from = node_of(layer.integer(feature, "from_node", -1), nodes, where);
    record.to = node_of(layer.integer(feature, "to_node", -1), nodes, where);
    record.stable_id = parse_hex(layer.text(feature, "stable_id"), where);
    record.way_id = layer.text(feature, "way_id");
    record.name = layer.text(feature, "name");
    record.road_class = *road_class;
    record.lanes = static_cast<int>(layer.integer(feature, "lanes", 1));
    record.speed_limit_kmh = layer.number(feature, "speed_limit_kmh", 30);
    record.access = network::Access::from_bits(static_cast<std::uint16_t>(layer.integer(feature, "access", 0)));
    record.bridge = layer.integer(feature, "bridge", 0) != 0;
    record.shape = *shape;
    return record;
}

}  // namespace

std::vector<OutputLayer> layers_of(City const& city)
{
    std::vector<OutputLayer> layers{node_layer(city.network), link_layer(city.network), banned_turn_layer(city.network),
                                    zone_layer(city),         place_layer(city),        site_layer(city)};
    if (!city.buildings.empty()) layers.push_back(building_layer(city));
    if (!city.network.signal_plans().empty()) layers.push_back(signal_layer(city.network));
    return layers;
}

OutputLayer layer_of(ImportIssues const& issues)
{
    OutputLayer layer{"import_issues",
                      "Faults found in the data",
                      GeometryType::point,
                      {{"kind", FieldType::text},
                       {"severity", FieldType::text},
                       {"subject", FieldType::text},
                       {"message", FieldType::text},
                       {"length_m", FieldType::real},
                       {"count", FieldType::integer}},
                      {},
                      ""};
    for (ImportIssue const& issue : issues.all()) {
        geo::Geometry geometry;
        if (issue.position) geometry = *issue.position;
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  geometry,
                                  {std::string(name_of(issue.kind)), std::string(name_of(issue.severity)),
                                   issue.subject, issue.message, issue.length_m, integer(issue.count)}});
    }
    return layer;
}

network::Network read_network(std::filesystem::path const& geopackage, geo::Projection const& projection)
{
    auto const node_rows = geo::read_layer(geopackage, "nodes", projection);
    auto const link_rows = geo::read_layer(geopackage, "links", projection);
    auto const turn_rows = geo::read_table(geopackage, "banned_turns", true);
    std::vector<network::NodeRecord> nodes;
    for (Feature const& feature : node_rows.features) {
        std::string const where = fmt::format("{}, feature {}", node_rows.source, feature.fid);
        auto const* point = std::get_if<geo::PointMetric>(&feature.geometry);
        if (point == nullptr) {
            throw core::UserError(core::Diagnostic{where, 0, 0, "a node needs a point", ""});
        }
        nodes.push_back({*point, parse_hex(node_rows.text(feature, "stable_id"), where),
                         node_rows.integer(feature, "signal", 0) != 0});
    }
    std::vector<network::LinkRecord> links;
    links.reserve(link_rows.features.size());
    for (Feature const& feature : link_rows.features) {
        links.push_back(link_record(link_rows, feature, nodes.size()));
    }
    std::vector<network::BannedTurn> turns;
    for (Feature const& feature : turn_rows.features) {
        turns.push_back({LinkId{static_cast<std::uint32_t>(turn_rows.integer(feature, "from_link", 0))},
                         LinkId{static_cast<std::uint32_t>(turn_rows.integer(feature, "to_link", 0))}});
    }
    network::Network network(std::move(nodes), std::move(links), std::move(turns));
    network.set_signal_plans(read_signal_plans(geopackage, network));
    return network;
}

}  // namespace halong::city
