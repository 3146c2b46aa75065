#include "city/named_roads.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <set>

namespace halong::city {
namespace {

using core::LinkId;

std::vector<std::string> road_names(network::Network const& network)
{
    std::set<std::string> names;
    for (LinkId const link : network.links()) {
        if (!network.name(link).empty()) names.insert(network.name(link));
    }
    return {names.begin(), names.end()};
}

bool is_inside(RoadPart const& part, geo::PointLonLat point)
{
    auto const& box = part.box_lon_lat;
    return box.size() != 4 ||
           (point.lon_deg >= box[0] && point.lat_deg >= box[1] && point.lon_deg <= box[2] && point.lat_deg <= box[3]);
}

// Whether the link leads the way that is meant: the angle between them is less than 90 degrees.
bool leads_this_way(RoadPart const& part, network::Network const& network, LinkId link)
{
    if (part.heading_deg < 0) return true;
    double const heading = (90 - part.heading_deg) * std::numbers::pi / 180;
    auto const from = network.position(network.from(link));
    auto const to = network.position(network.to(link));
    return (to.x_m - from.x_m) * core::exact_cos(heading) + (to.y_m - from.y_m) * core::exact_sin(heading) > 0;
}

core::Diagnostic unknown_road(std::string const& where, std::string const& name, network::Network const& network)
{
    std::string const near = core::nearest(name, road_names(network));
    return {where, 0, 0, fmt::format("the city has no road named '{}'", name),
            near.empty() ? "names are spelt as on the map, with Vietnamese marks; `halong info` lists them"
                         : fmt::format("did you mean '{}'?", near)};
}

}  // namespace

std::vector<LinkId> named_links(std::string const& where, RoadPart const& part, geo::Projection const& projection,
                                City const& city, Findings& findings)
{
    bool name_known = false;
    std::vector<LinkId> links;
    for (LinkId const link : city.network.links()) {
        if (city.network.name(link) != part.name) continue;
        name_known = true;
        auto const middle = projection.to_lon_lat(middle_of(city.network, link));
        if (is_inside(part, middle) && leads_this_way(part, city.network, link)) links.push_back(link);
    }
    if (!name_known) {
        findings.push_back(unknown_road(where, part.name, city.network));
    } else if (links.empty()) {
        bool const has_heading = part.heading_deg >= 0;
        findings.push_back({where, 0, 0,
                            has_heading
                                ? fmt::format("no part of '{}'{} leads to {} degrees", part.name,
                                              part.box_lon_lat.empty() ? "" : " in box_lon_lat", part.heading_deg)
                                : fmt::format("no part of '{}' lies in box_lon_lat", part.name),
                            has_heading ? "heading_deg counts clockwise from north; leave it out for both directions"
                                        : "the box is west, south, east, north in degrees"});
    }
    return links;
}

network::Access access_of(std::vector<std::string> const& vehicles)
{
    network::Access access;
    for (std::size_t i = 0; i < network::vehicle_classes.size(); ++i) {
        if (std::ranges::find(vehicles, network::vehicle_classes[i].name) != vehicles.end()) {
            access = access.with(network::Access::of(static_cast<network::VehicleClass>(i)));
        }
    }
    return access;
}

std::vector<std::pair<core::Millis, core::Millis>> stretches_of_day(double from_h, double to_h)
{
    auto const time = [](double hours) {
        return static_cast<core::Millis>(std::lround(hours * 3600)) * core::ms_per_second;
    };
    core::Millis const from_ms = time(from_h);
    core::Millis const to_ms = time(to_h);
    if (from_ms < to_ms) return {{from_ms, to_ms}};
    std::vector<std::pair<core::Millis, core::Millis>> hours;
    if (to_ms > 0) hours.emplace_back(0, to_ms);
    if (from_ms < core::ms_per_day) hours.emplace_back(from_ms, core::ms_per_day);
    return hours;
}

}  // namespace halong::city
