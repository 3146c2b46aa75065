// Changes of roads, and new ones, on a copy of a city's network.
#include "city/apply_parts.hpp"
#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "geo/spatial_index.hpp"
#include "network/road_defaults.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <set>

namespace halong::city {
namespace {

using core::LinkId;
using scenario::NewRoad;
using scenario::RoadChange;

constexpr double least_lanes = 0.5;  // a closure leaves at least half a lane: nobody is walled in

std::vector<std::string> road_names(network::Network const& network)
{
    std::set<std::string> names;
    for (LinkId const link : network.links()) {
        if (!network.name(link).empty()) names.insert(network.name(link));
    }
    return {names.begin(), names.end()};
}

bool inside(RoadChange const& change, geo::PointLonLat point)
{
    auto const& box = change.box_lon_lat;
    return box.size() != 4 ||
           (point.lon_deg >= box[0] && point.lat_deg >= box[1] && point.lon_deg <= box[2] && point.lat_deg <= box[3]);
}

// Whether the link leads the way that the change is for: the angle between them is less than 90 degrees.
bool leads_this_way(RoadChange const& change, network::Network const& network, LinkId link)
{
    if (change.heading_deg < 0) return true;
    double const heading = (90 - change.heading_deg) * std::numbers::pi / 180;
    auto const from = network.position(network.from(link));
    auto const to = network.position(network.to(link));
    return (to.x_m - from.x_m) * core::exact_cos(heading) + (to.y_m - from.y_m) * core::exact_sin(heading) > 0;
}

geo::PointMetric middle_of(network::Network const& network, LinkId link)
{
    auto const shape = network.shape(link);
    return geo::point_along({shape.begin(), shape.end()}, 0.5);
}

core::Diagnostic unknown_road(std::string const& where, RoadChange const& change, network::Network const& network)
{
    std::string const near = core::nearest(change.name, road_names(network));
    return {where, 0, 0, fmt::format("the city has no road named '{}'", change.name),
            near.empty() ? "names are spelt as on the map, with Vietnamese marks; `halong info` lists them"
                         : fmt::format("did you mean '{}'?", near)};
}

void change_link(network::Network& network, LinkId link, RoadChange const& change)
{
    if (change.lanes_change != 0) {
        double const lanes = std::max(1, network.lanes(link));
        double const left = std::max(least_lanes, lanes + change.lanes_change);
        network.set_width(link, network.width_m(link) * left / lanes, std::max(1, static_cast<int>(left)));
    }
    if (change.speed_limit_kmh > 0) network.set_speed_limit(link, change.speed_limit_kmh);
}

network::Access banned_by(RoadChange const& change)
{
    network::Access banned;
    for (std::size_t i = 0; i < network::vehicle_classes.size(); ++i) {
        if (std::ranges::find(change.ban, network::vehicle_classes[i].name) != change.ban.end()) {
            banned = banned.with(network::Access::of(static_cast<network::VehicleClass>(i)));
        }
    }
    return banned;
}

// The hours of a ban as stretches of one day: two when it holds over midnight.
std::vector<std::pair<core::Millis, core::Millis>> hours_of(RoadChange const& change)
{
    auto const time = [](double hours) {
        return static_cast<core::Millis>(std::lround(hours * 3600)) * core::ms_per_second;
    };
    core::Millis const from_ms = time(change.ban_from_h);
    core::Millis const to_ms = time(change.ban_to_h);
    if (from_ms < to_ms) return {{from_ms, to_ms}};
    std::vector<std::pair<core::Millis, core::Millis>> hours;
    if (to_ms > 0) hours.emplace_back(0, to_ms);
    if (from_ms < core::ms_per_day) hours.emplace_back(from_ms, core::ms_per_day);
    return hours;
}

// Bans for the whole day take the access away; others stay beside it, since whoever is on the road may drive on.
void ban_on(network::Network& network, std::vector<LinkId> const& links, RoadChange const& change)
{
    network::Access const banned = banned_by(change);
    auto const hours = hours_of(change);
    bool const all_day = hours.size() == 1 && hours.front() == std::pair(core::Millis{0}, core::ms_per_day);
    std::vector<network::HourBan> bans;
    for (LinkId const link : links) {
        if (all_day) network.set_access(link, network.access(link).without(banned));
        if (all_day || !network.access(link).overlaps(banned)) continue;
        for (auto const& [from_ms, to_ms] : hours) bans.push_back({link, banned, from_ms, to_ms});
    }
    network.add_hour_bans(bans);
}

geo::Line course_of(NewRoad const& road, geo::Projection const& projection)
{
    geo::Line course;
    for (std::size_t i = 0; i + 1 < road.points_lon_lat.size(); i += 2) {
        course.push_back(projection.to_metric({road.points_lon_lat[i], road.points_lon_lat[i + 1]}));
    }
    return course;
}

// Finds junctions of roads that are open to the vehicles of a new one.
class JunctionFinder {
public:
    explicit JunctionFinder(network::Network const& network) : network_(network), index_(items(network)) {}

    // The nearest one; invalid where none is within reach.
    [[nodiscard]] NodeId nearest(geo::PointMetric point, double reach_m) const
    {
        auto const found = index_.nearest(point, 1);
        if (found.empty()) return {};
        NodeId const node{found.front()};
        return geo::distance_m(point, network_.position(node)) <= reach_m ? node : NodeId{};
    }

private:
    static bool is_junction(network::Network const& network, NodeId node)
    {
        auto const drivable = [&network](LinkId link) {
            auto const road = network.road_class(link);
            return road != network::RoadClass::footway && road != network::RoadClass::ferry;
        };
        return std::ranges::any_of(network.out_links(node), drivable) &&
               std::ranges::any_of(network.in_links(node), drivable);
    }
    static std::vector<std::pair<geo::Box, std::uint32_t>> items(network::Network const& network)
    {
        std::vector<std::pair<geo::Box, std::uint32_t>> all;
        for (NodeId const node : network.nodes()) {
            if (!is_junction(network, node)) continue;
            auto const at = network.position(node);
            all.emplace_back(geo::Box{at.x_m, at.y_m, at.x_m, at.y_m}, node.value());
        }
        return all;
    }

    network::Network const& network_;
    geo::SpatialIndex index_;
};

network::LinkRecord record_of(NewRoad const& road, NodeId from, NodeId to, geo::Line shape)
{
    auto const road_class = *network::find_road_class(road.road_class);
    network::RoadDefaults defaults = network::road_defaults(road_class);
    defaults.lanes = road.lanes;
    network::LinkRecord record;
    record.from = from;
    record.to = to;
    record.way_id = "new/" + road.id;
    record.stable_id = core::hash_of(record.way_id);
    record.name = road.name;
    record.road_class = road_class;
    record.shape = std::move(shape);
    record.length_m = geo::length_m(record.shape);
    record.width_m = defaults.width_m();
    record.lanes = road.lanes;
    record.speed_limit_kmh = road.speed_limit_kmh;
    record.access = defaults.access;
    record.bridge = road.bridge;
    return record;
}

network::LinkRecord backwards(network::LinkRecord record)
{
    std::swap(record.from, record.to);
    std::ranges::reverse(record.shape);
    record.stable_id = core::combine(record.stable_id, 1);
    return record;
}

}  // namespace

void apply_road_change(std::string const& where, RoadChange const& change, geo::Projection const& projection,
                       City& city, std::vector<core::Diagnostic>& findings)
{
    bool name_known = false;
    std::vector<LinkId> changed;
    for (LinkId const link : city.network.links()) {
        if (city.network.name(link) != change.name) continue;
        name_known = true;
        auto const middle = projection.to_lon_lat(middle_of(city.network, link));
        if (!inside(change, middle) || !leads_this_way(change, city.network, link)) continue;
        change_link(city.network, link, change);
        changed.push_back(link);
    }
    if (!change.ban.empty()) ban_on(city.network, changed, change);
    if (!name_known) {
        findings.push_back(unknown_road(where, change, city.network));
    } else if (changed.empty()) {
        bool const has_heading = change.heading_deg >= 0;
        findings.push_back({where, 0, 0,
                            has_heading
                                ? fmt::format("no part of '{}'{} leads to {} degrees", change.name,
                                              change.box_lon_lat.empty() ? "" : " in box_lon_lat", change.heading_deg)
                                : fmt::format("no part of '{}' lies in box_lon_lat", change.name),
                            has_heading ? "heading_deg counts clockwise from north; leave it out for both directions"
                                        : "the box is west, south, east, north in degrees"});
    }
}

void build_roads(std::string const& where, std::vector<NewRoad> const& roads, geo::Projection const& projection,
                 City& city, std::vector<core::Diagnostic>& findings)
{
    if (roads.empty()) return;
    network::Network const& old = city.network;
    JunctionFinder const junctions(old);
    std::vector<network::LinkRecord> links;
    for (LinkId const link : old.links()) links.push_back(old.record(link));
    for (NewRoad const& road : roads) {
        geo::Line shape = course_of(road, projection);
        NodeId const from = junctions.nearest(shape.front(), road.join_m);
        NodeId const to = junctions.nearest(shape.back(), road.join_m);
        if (!from.valid() || !to.valid() || from == to) {
            findings.push_back({where, 0, 0,
                                from.valid() && to.valid()
                                    ? fmt::format("new road '{}' begins and ends at the same junction", road.id)
                                    : fmt::format("the {} of new road '{}' lies further than {} m from every junction",
                                                  from.valid() ? "end" : "beginning", road.id, road.join_m),
                                "move the point to a junction, or raise join_m"});
            continue;
        }
        shape.front() = old.position(from);
        shape.back() = old.position(to);
        links.push_back(record_of(road, from, to, std::move(shape)));
        if (!road.oneway) links.push_back(backwards(links.back()));
    }
    std::vector<network::NodeRecord> nodes;
    for (NodeId const node : old.nodes()) nodes.push_back(old.record(node));
    network::Network grown(std::move(nodes), std::move(links), old.banned_turns());
    grown.set_signal_plans(old.signal_plans());
    grown.add_hour_bans(old.hour_bans());
    city.network = std::move(grown);
}

}  // namespace halong::city
