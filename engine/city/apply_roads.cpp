// Changes of roads, and new ones, on a copy of a city's network.
#include "city/apply_parts.hpp"
#include "city/named_roads.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "geo/spatial_index.hpp"
#include "network/road_defaults.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::city {
namespace {

using core::LinkId;
using scenario::NewRoad;
using scenario::RoadChange;

constexpr double least_lanes = 0.5;  // a closure leaves at least half a lane: nobody is walled in

void change_link(network::Network& network, LinkId link, RoadChange const& change)
{
    if (change.lanes_change != 0) {
        double const lanes = std::max(1, network.lanes(link));
        double const left = std::max(least_lanes, lanes + change.lanes_change);
        network.set_width(link, network.width_m(link) * left / lanes, std::max(1, static_cast<int>(left)));
    }
    if (change.speed_limit_kmh > 0) network.set_speed_limit(link, change.speed_limit_kmh);
}

// Bans for the whole day take the access away; others stay beside it, since whoever is on the road may drive on.
void ban_on(network::Network& network, std::vector<LinkId> const& links, RoadChange const& change)
{
    network::Access const banned = access_of(change.ban);
    auto const hours = stretches_of_day(change.ban_from_h, change.ban_to_h);
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
    auto const links =
        named_links(where, {change.name, change.box_lon_lat, change.heading_deg}, projection, city, findings);
    for (LinkId const link : links) change_link(city.network, link, change);
    if (!change.ban.empty()) ban_on(city.network, links, change);
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
    grown.add_link_tolls(old.link_tolls());
    for (network::SignalTiming const& timing : old.signal_timings()) grown.set_signal_timing(timing);
    grown.add_dark_signals(old.dark_signals());
    city.network = std::move(grown);
}

}  // namespace halong::city
