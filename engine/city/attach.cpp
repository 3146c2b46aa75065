#include "city/build.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "geo/spatial_index.hpp"
#include "network/connectivity.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::city {
namespace {

using core::LinkId;
using network::Access;
using network::RoadClass;
using network::VehicleClass;

constexpr double place_reach_m = 1'000;          // further from any road, a place is an issue
constexpr double residents_per_home_node = 150;  // homes are spread over so many street ends (resolution, not data)
constexpr std::size_t least_home_nodes = 8;
// 170,000 jobs and 68,000 pupils of 322,710 residents: data/halong/SOURCES.md §1 (estimates).
constexpr double jobs_per_resident = 0.527;
constexpr double pupils_per_resident = 0.21;

bool is_local_road(network::Network const& network, LinkId link)
{
    RoadClass const road = network.road_class(link);
    return road != RoadClass::motorway && road != RoadClass::ramp && road != RoadClass::ferry &&
           road != RoadClass::footway && !network.is_bridge(link);
}

bool is_minor_road(RoadClass road)
{
    return road == RoadClass::residential || road == RoadClass::living_street || road == RoadClass::service ||
           road == RoadClass::unclassified || road == RoadClass::tertiary;
}

// Nodes from and to which motorbikes, cars, lorries and walkers can all get: where legs may start and end.
Column<NodeId, std::uint8_t> accessible_nodes(network::Network const& network)
{
    Column<NodeId, std::uint8_t> good(network.node_count(), 1);
    for (Access const users : {Access::of(VehicleClass::motorbike), Access::of(VehicleClass::car),
                               Access::of(VehicleClass::lorry), Access::walkers()}) {
        auto const components = network::strong_components(network, users);
        for (NodeId const node : network.nodes()) {
            if (components.of_node[node] != 0) good[node] = 0;
        }
    }
    return good;
}

// Finds the nearest accessible node to a point.
class NodeFinder {
public:
    explicit NodeFinder(network::Network const& network) : network_(network)
    {
        auto const good = accessible_nodes(network);
        std::vector<std::pair<geo::Box, std::uint32_t>> items;
        for (NodeId const node : network.nodes()) {
            if (good[node] == 0 || !has_local_road(node)) continue;
            auto const at = network.position(node);
            items.emplace_back(geo::Box{at.x_m, at.y_m, at.x_m, at.y_m}, node.value());
        }
        if (items.empty()) {
            throw core::UserError(core::Diagnostic{
                "", 0, 0, "the road network has no street that motorbikes, cars and walkers can all use",
                "check that the roads layer covers the city and that its classes are right"});
        }
        index_ = geo::SpatialIndex(items);
    }

    [[nodiscard]] NodeId nearest(geo::PointMetric point) const { return NodeId{index_.nearest(point, 1).front()}; }
    [[nodiscard]] std::vector<NodeId> inside(geo::Area const& area) const
    {
        std::vector<NodeId> nodes;
        for (std::uint32_t const key : index_.touching(geo::box_of(area))) {
            if (geo::contains(area, network_.position(NodeId{key}))) nodes.emplace_back(key);
        }
        return nodes;
    }

private:
    [[nodiscard]] bool has_local_road(NodeId node) const
    {
        return std::ranges::any_of(network_.out_links(node),
                                   [&](LinkId link) { return is_local_road(network_, link); });
    }
    network::Network const& network_;
    geo::SpatialIndex index_;
};

bool has_minor_road(network::Network const& network, NodeId node)
{
    return std::ranges::any_of(network.out_links(node), [&](LinkId link) {
        return is_minor_road(network.road_class(link)) && is_local_road(network, link);
    });
}

// A fixed sample of a zone's street ends: the least hashes of stable ids, so that a new street moves few homes.
std::vector<NodeId> home_nodes(network::Network const& network, Zone const& zone, std::vector<NodeId> candidates)
{
    std::vector<NodeId> minor;
    std::ranges::copy_if(candidates, std::back_inserter(minor),
                         [&](NodeId node) { return has_minor_road(network, node); });
    if (!minor.empty()) candidates = std::move(minor);
    auto const wanted = std::max(
        least_home_nodes, static_cast<std::size_t>(static_cast<double>(zone.residents) / residents_per_home_node));
    std::ranges::sort(candidates, {}, [&](NodeId node) {
        return std::pair(core::combine(network.stable_id(node), core::hash_of("home")), node);
    });
    if (candidates.size() > wanted) candidates.resize(wanted);
    std::ranges::sort(candidates, {}, [&](NodeId node) { return network.stable_id(node); });
    return candidates;
}

void attach_zones(City& city, NodeFinder const& finder, ImportIssues& issues)
{
    city.zone_nodes = Column<ZoneId, std::vector<NodeId>>(city.zones.size());
    std::size_t without_street = 0;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        Zone const& zone = city.zones[ZoneId{i}];
        auto nodes = home_nodes(city.network, zone, finder.inside(zone.area));
        if (nodes.empty()) {
            ++without_street;
            auto const centre = geo::centroid(zone.area);
            NodeId const node = finder.nearest(centre);
            double const away_m = geo::distance_m(centre, city.network.position(node));
            issues.add({IssueKind::zone_without_road, Severity::error, fmt::format("zone '{}'", zone.id),
                        fmt::format("no street lies in it; its {} residents start from the nearest one, "
                                    "{:.0f} m from its centre",
                                    zone.residents, away_m),
                        centre});
            nodes.push_back(node);
        }
        city.zone_nodes[ZoneId{i}] = std::move(nodes);
    }
    if (without_street == city.zones.size()) {
        throw core::UserError(
            core::Diagnostic{city.folder.empty() ? fmt::format("city '{}'", city.name) : city.folder, 0, 0,
                             fmt::format("no street lies in any of the {} zones", city.zones.size()),
                             "check that roads and zones show the same place, and that the file of each names its "
                             "CRS rightly"});
    }
}

void attach_places(City& city, NodeFinder const& finder, ImportIssues& issues)
{
    for (Place& place : city.places) {
        place.vehicle_node = finder.nearest(place.position);
        double const away_m = geo::distance_m(place.position, city.network.position(place.vehicle_node));
        if (away_m > place_reach_m) {
            issues.add({IssueKind::place_far_from_road, Severity::warning, fmt::format("place '{}'", place.id),
                        fmt::format("'{}' lies {:.0f} m from the nearest street (in the sea?); people "
                                    "walk there from it",
                                    place.name, away_m),
                        place.position});
        }
        place.zone = city.nearest_zone(place.position);
        if (!geo::contains(city.zones[place.zone].area, place.position) && place.kind != PlaceKind::gateway &&
            !city.schematic) {
            issues.add({IssueKind::place_outside_zones, Severity::note, fmt::format("place '{}'", place.id),
                        fmt::format("'{}' lies in no zone; counted in the nearest, '{}'", place.name,
                                    city.zones[place.zone].name),
                        place.position});
        }
    }
}

std::int64_t sum_over(City const& city, std::int64_t Zone::*column)
{
    std::int64_t sum = 0;
    for (Zone const& zone : city.zones) sum += zone.*column;
    return sum;
}

// Named places keep what they state; what is left of the city's total is spread like the residents.
void estimate(City& city, std::int64_t Zone::*column, std::int64_t Place::*stated, double per_resident,
              std::string const& what, ImportIssues& issues)
{
    std::int64_t const residents = city.resident_count();
    if (sum_over(city, column) > 0 || residents == 0) return;
    std::int64_t named = 0;
    for (Place const& place : city.places) {
        city.zones[place.zone].*column += place.*stated;
        named += place.*stated;
    }
    double const total = static_cast<double>(residents) * per_resident;
    double const left = std::max(0.0, total - static_cast<double>(named));
    for (Zone& zone : city.zones) {
        zone.*column += std::llround(left * static_cast<double>(zone.residents) / static_cast<double>(residents));
    }
    issues.add({IssueKind::default_used, Severity::note, what,
                fmt::format("the zones state no {}: {:.0f} were assumed ({} per resident), {} at named "
                            "places and the rest like the residents",
                            what, total, per_resident, named),
                std::nullopt, 0, static_cast<long>(city.zones.size())});
}

}  // namespace

void attach(City& city, ImportIssues& issues)
{
    NodeFinder const finder(city.network);
    attach_zones(city, finder, issues);
    attach_places(city, finder, issues);
    estimate(city, &Zone::jobs, &Place::jobs, jobs_per_resident, "jobs", issues);
    estimate(city, &Zone::school_places, &Place::pupils, pupils_per_resident, "school places", issues);
}

void attach_new_places(City& city, std::size_t first)
{
    if (first == city.places.size()) return;
    NodeFinder const finder(city.network);
    for (std::size_t i = first; i < city.places.size(); ++i) {
        Place& place = city.places[PlaceId{i}];
        place.vehicle_node = finder.nearest(place.position);
        place.zone = city.nearest_zone(place.position);
        city.zones[place.zone].jobs += place.jobs;
        city.zones[place.zone].school_places += place.pupils;
    }
}

void attach_transit(City& city, ImportIssues& issues)
{
    if (city.transit.stops.empty()) return;
    NodeFinder const finder(city.network);
    for (TransitStop& stop : city.transit.stops) {
        stop.node = finder.nearest(stop.position);
        stop.zone = city.nearest_zone(stop.position);
        double const away_m = geo::distance_m(stop.position, city.network.position(stop.node));
        if (away_m <= place_reach_m) continue;
        issues.add(
            {IssueKind::place_far_from_road, Severity::warning, fmt::format("stop '{}'", stop.id),
             fmt::format("'{}' lies {:.0f} m from the nearest street; riders walk there from it", stop.name, away_m),
             stop.position});
    }
}

}  // namespace halong::city
