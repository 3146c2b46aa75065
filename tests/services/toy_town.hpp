// A town small enough to compute by hand: streets along a line or a grid, one or more square zones, hotspots and
// cameras where a test puts them, and plans written stay by stay.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halong::test {

inline constexpr network::Access everybody = network::Access::all_vehicles().with(network::Access::walkers());
inline constexpr core::Millis minute = core::ms_per_minute;
inline constexpr core::Millis hour = core::ms_per_hour;

// Streets, one link after the other.
struct StreetPlan {
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;

    core::NodeId node(double x_m, double y_m)
    {
        nodes.push_back({.position = {x_m, y_m}, .stable_id = 1'000 + nodes.size()});
        return core::NodeId{nodes.size() - 1};
    }
    // A straight one-way street of one lane at 36 km/h, 10 m/s.
    core::LinkId one_way(core::NodeId from, core::NodeId to,
                         network::RoadClass road_class = network::RoadClass::tertiary)
    {
        network::LinkRecord link;
        link.from = from;
        link.to = to;
        link.stable_id = core::hash_of("street " + std::to_string(links.size()));
        link.way_id = "w" + std::to_string(links.size() / 2);
        link.name = "Phố " + std::to_string(links.size() / 2);
        link.road_class = road_class;
        link.shape = {nodes[from.value()].position, nodes[to.value()].position};
        link.length_m = geo::distance_m(link.shape.front(), link.shape.back());
        link.width_m = 3.5;
        link.speed_limit_kmh = 36;
        link.access = everybody;
        links.push_back(link);
        return core::LinkId{links.size() - 1};
    }
    void two_way(core::NodeId a, core::NodeId b)
    {
        one_way(a, b);
        one_way(b, a);
    }
};

// `columns` zones side by side, each `side_m` wide and high, the first from (0, -side/2).
inline void add_zones(city::City& town, int columns, double side_m)
{
    for (int i = 0; i < columns; ++i) {
        double const left = i * side_m;
        city::Zone zone;
        zone.id = "z" + std::to_string(i);
        zone.name = i == 0 ? "Phường Bãi Cháy" : "Phường " + std::to_string(i);
        zone.residents = 100 * (i + 1);
        zone.area = {
            {{{left, -side_m / 2}, {left + side_m, -side_m / 2}, {left + side_m, side_m / 2}, {left, side_m / 2}}, {}}};
        town.zones.push_back(zone);
        town.zone_nodes.push_back({core::NodeId{0}});
    }
}

// Nodes 0, 1, 2 at x = 0, 300, 600 m on one street: link 0 is 0 -> 1, link 1 is 1 -> 0, link 2 is 1 -> 2,
// link 3 is 2 -> 1. Node 3 lies apart, at the end of no street that leads there. One zone.
inline city::City line_town()
{
    StreetPlan streets;
    auto const a = streets.node(0, 0);
    auto const b = streets.node(300, 0);
    auto const c = streets.node(600, 0);
    auto const apart = streets.node(900, 0);
    streets.two_way(a, b);
    streets.two_way(b, c);
    streets.one_way(apart, c);
    city::City town;
    town.name = "Thị trấn thử";
    town.crs = "EPSG:5899";
    town.schematic = true;
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 1, 1'000);
    return town;
}

// A grid of `side` x `side` nodes, 200 m apart, all streets two-way; zones of 200 m columns.
inline city::City grid_town(int side)
{
    StreetPlan streets;
    std::vector<core::NodeId> nodes;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) nodes.push_back(streets.node(x * 200.0, y * 200.0));
    }
    auto const at = [&](int x, int y) { return nodes[static_cast<std::size_t>(y * side + x)]; };
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            if (x + 1 < side) streets.two_way(at(x, y), at(x + 1, y));
            if (y + 1 < side) streets.two_way(at(x, y), at(x, y + 1));
        }
    }
    city::City town;
    town.name = "Lưới";
    town.crs = "EPSG:5899";
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 3, 400);
    return town;
}

inline city::Site hotspot_at(std::string id, geo::PointMetric position)
{
    city::Site site;
    site.stable_id = core::hash_of(id);
    site.id = std::move(id);
    site.service = scenario::ServiceKind::wifi;
    site.position = position;
    site.zone = core::ZoneId{0};
    return site;
}

inline city::Site camera_at(std::string id, geo::PointMetric position, double heading_rad)
{
    city::Site site = hotspot_at(std::move(id), position);
    site.service = scenario::ServiceKind::camera;
    site.heading_rad = heading_rad;
    return site;
}

inline void put_sites(city::City& town, std::vector<city::Site> sites)
{
    town.sites = core::Column<core::SiteId, city::Site>(std::move(sites));
}

// Along the edge of a grid town: `count` hotspots that take five phones each, and as many cameras beside them.
inline void put_row_of_sites(city::City& town, int count)
{
    std::vector<city::Site> sites;
    for (int i = 0; i < count; ++i) {
        auto hotspot = hotspot_at("hotspot " + std::to_string(i), {i * 200.0, 10});
        hotspot.hotspot.association_cap = 5;
        sites.push_back(hotspot);
        sites.push_back(camera_at("camera " + std::to_string(i), {i * 200.0 + 20, 200}, i));
    }
    put_sites(town, std::move(sites));
}

// Writes plans: begin(), then stay() and leave() in turn, the last stay without leave(), then end().
struct PlanSketch {
    city::Plans plans;

    std::uint32_t begin(std::string const& id, city::PersonClass person_class = city::PersonClass::resident,
                        int persons = 1)
    {
        plans.traveller_key.push_back(core::hash_of(id));
        plans.person_class.push_back(person_class);
        plans.persons.push_back(static_cast<std::uint16_t>(persons));
        plans.home_zone.emplace_back(0);
        return static_cast<std::uint32_t>(plans.traveller_count() - 1);
    }
    // At a node, indoors unless told; the point is where services find the people.
    std::uint32_t stay(core::NodeId node, geo::PointMetric point, double outdoor_share = 0,
                       core::Millis min_duration = 0, core::ZoneId zone = core::ZoneId{0})
    {
        plans.activity.push_back(city::Activity::visit);
        plans.place.emplace_back();
        plans.zone.push_back(zone);
        plans.node.push_back(node);
        plans.point.push_back(point);
        plans.outdoor_share.push_back(static_cast<float>(outdoor_share));
        plans.planned_end.push_back(core::never);
        plans.min_duration.push_back(min_duration);
        plans.mode.push_back(city::Mode::none);
        return static_cast<std::uint32_t>(plans.stay_count() - 1);
    }
    void leave(core::Millis time, city::Mode mode)
    {
        plans.planned_end.back() = time;
        plans.mode.back() = mode;
    }
    void end() { plans.first_stay.push_back(static_cast<std::uint32_t>(plans.stay_count())); }
    // Somebody who is at one point all day.
    std::uint32_t one_stay(std::string const& id, geo::PointMetric point, city::PersonClass person_class,
                           int persons = 1, core::ZoneId zone = core::ZoneId{0})
    {
        begin(id, person_class, persons);
        auto const row = stay(core::NodeId{0}, point, 1, 0, zone);
        end();
        return row;
    }
};

// Numbers that a test draws in turn.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : random_(seed) {}
    double uniform(double low, double high)
    {
        return low + (high - low) * random_.uniform(core::Stream::test, {next_++, 0, 0});
    }
    int below(int n)
    {
        return static_cast<int>(random_.below(core::Stream::test, {next_++, 0, 0}, static_cast<std::uint64_t>(n)));
    }

private:
    core::Random random_;
    std::uint64_t next_ = 0;
};

}  // namespace halong::test
