#include "city/apply.hpp"

#include "city/build.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace halong::city {
namespace {

using core::LinkId;
using scenario::Option;
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

void apply_road_change(std::string const& where, RoadChange const& change, geo::Projection const& projection,
                       City& city, std::vector<core::Diagnostic>& findings)
{
    bool name_known = false;
    std::vector<LinkId> changed;
    for (LinkId const link : city.network.links()) {
        if (city.network.name(link) != change.name) continue;
        name_known = true;
        auto const middle = projection.to_lon_lat(middle_of(city.network, link));
        if (!inside(change, middle)) continue;
        change_link(city.network, link, change);
        changed.push_back(link);
    }
    if (!change.ban.empty()) ban_on(city.network, changed, change);
    if (!name_known) {
        findings.push_back(unknown_road(where, change, city.network));
    } else if (changed.empty()) {
        findings.push_back({where, 0, 0, fmt::format("no part of '{}' lies in box_lon_lat", change.name),
                            "the box is west, south, east, north in degrees"});
    }
}

// Metres from the nearest zone; 0 inside of one, and where there is none.
double away_from_zones_m(City const& city, geo::PointMetric point)
{
    if (city.zones.empty()) return 0;
    double away_m = std::numeric_limits<double>::infinity();
    for (Zone const& zone : city.zones) {
        if (geo::contains(zone.area, point)) return 0;
        for (geo::Polygon const& polygon : zone.area) {
            if (polygon.outer.size() < 2) continue;
            geo::Line ring = polygon.outer;
            ring.push_back(ring.front());
            away_m = std::min(away_m, geo::nearest_on_line(ring, point).distance_m);
        }
    }
    return away_m;
}

// Points in the sea or outside the city. Zones end at the shore: quays and piers may stand a little beyond.
void check_points(Option const& option, scenario::SiteRule const& rule, geo::Projection const& projection,
                  City const& city, std::vector<core::Diagnostic>& findings)
{
    constexpr double most_m = 500;
    if (rule.anchor != scenario::Anchor::points) return;
    for (std::size_t i = 0; i + 1 < rule.points_lon_lat.size(); i += 2) {
        double const lon = rule.points_lon_lat[i];
        double const lat = rule.points_lon_lat[i + 1];
        double const away_m = away_from_zones_m(city, projection.to_metric({lon, lat}));
        if (away_m <= most_m) continue;
        findings.push_back({fmt::format("option '{}', rule '{}'", option.id, rule.id), 0, 0,
                            fmt::format("point {} ({}, {}) of 'points_lon_lat' lies {:.1f} km outside every zone of {}",
                                        i / 2 + 1, lon, lat, away_m / 1000, city.name),
                            "sites stand on land of the city, or within 500 m of it: longitude first, then latitude"});
    }
}

void add_sites(Option const& option, geo::Projection const& projection, City& city,
               std::vector<core::Diagnostic>& findings)
{
    for (auto const& rule : option.add_sites) {
        check_points(option, rule, projection, city, findings);
        int const placed = place_sites(city, rule, projection);
        if (placed == rule.count) continue;
        findings.push_back({fmt::format("option '{}'", option.id), 0, 0,
                            fmt::format("rule '{}' finds room for {} of {} sites", rule.id, placed, rule.count),
                            "lower count or min_spacing_m, raise per_anchor, or allow more kinds of places "
                            "or classes of roads"});
    }
}

}  // namespace

City apply(Option const& option, City const& city)
{
    City changed = city;
    geo::Projection const projection(city.crs);
    std::vector<core::Diagnostic> findings;
    std::string const where = fmt::format("option '{}'", option.id);
    for (auto const& change : option.roads) apply_road_change(where, change, projection, changed, findings);
    add_sites(option, projection, changed, findings);
    if (!findings.empty()) throw core::UserError(findings);
    return changed;
}

City on_day(scenario::Scenario const& scenario, City city)
{
    geo::Projection const projection(city.crs);
    std::vector<core::Diagnostic> findings;
    for (scenario::Event const& event : scenario.events) {
        std::string const where = fmt::format("scenario '{}', event '{}'", scenario.id, event.id);
        for (auto const& change : event.roads) apply_road_change(where, change, projection, city, findings);
        if (event.place.empty() || std::ranges::find(city.places, event.place, &Place::id) != city.places.end())
            continue;
        std::vector<std::string> ids;
        for (Place const& place : city.places) ids.push_back(place.id);
        std::string const near = core::nearest(event.place, ids);
        findings.push_back(
            {where, 0, 0, fmt::format("the city has no place with the id '{}'", event.place),
             near.empty() ? "ids stand in the places layer of the city" : fmt::format("did you mean '{}'?", near)});
    }
    if (!findings.empty()) throw core::UserError(findings);
    if (scenario.weather.boats_barred) {
        std::erase_if(city.transit.trips,
                      [&](TransitTrip const& trip) { return city.transit.lines[trip.line].kind == TransitKind::boat; });
    }
    return city;
}

}  // namespace halong::city
