#include "equilibrium/match_sensor.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace halong::equilibrium {
namespace {

using core::LinkId;
using geo::PointMetric;

constexpr double farthest_m = 40;   // a loop or camera is at its street
constexpr double clear_lead_m = 8;  // by which one street must be nearer than the next
constexpr double widest_angle_deg = 45;
constexpr double full_circle_deg = 360;

bool looks_at_people(ObservedKind kind)
{
    switch (kind) {
        case ObservedKind::count:
        case ObservedKind::speed:
        case ObservedKind::travel_time:
            return false;
        default:
            return true;
    }
}

double angle_between_deg(double heading_deg, double radians_from_east)
{
    double const here = 90 - radians_from_east * 180 / std::numbers::pi;
    double const apart = std::fmod(std::abs(here - heading_deg), full_circle_deg);
    return std::min(apart, full_circle_deg - apart);
}

SensorMatch not_found(std::string message)
{
    SensorMatch match;
    match.message = std::move(message);
    return match;
}

std::string unknown(std::string_view what, std::string const& id, std::map<std::string, std::uint32_t> const& known)
{
    std::vector<std::string> ids;
    ids.reserve(known.size());
    for (auto const& [name, index] : known) ids.push_back(name);
    auto const near = core::nearest(id, ids);
    return fmt::format("the city has no {} '{}'{}", what, id,
                       near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
}

// What a kind can look at, where the target is something else; empty: it suits.
std::string_view needed_by(ObservedKind kind, SensorTarget const& target)
{
    switch (kind) {
        case ObservedKind::count:
        case ObservedKind::speed:
        case ObservedKind::travel_time:
            return target.links.empty() ? "a link" : "";
        case ObservedKind::tickets:
            return target.place.valid() ? "" : "a place";
        case ObservedKind::people:
        case ObservedKind::wifi:
        case ObservedKind::parking:
        case ObservedKind::hotel:
            return target.place.valid() || target.zone.valid() ? "" : "a place or a zone";
        case ObservedKind::rain:
            break;
    }
    return "";
}

std::string_view said(SensorTarget const& target)
{
    if (!target.links.empty()) return "a link";
    return target.place.valid() ? "a place" : "a zone";
}

struct Candidate {
    LinkId link;
    double distance_m = 0;
};

}  // namespace

SensorMatcher::SensorMatcher(city::City const& city) : city_(city)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> boxes;
    for (LinkId const link : city.network.links()) {
        boxes.emplace_back(geo::box_of(line_of(city.network, link)), link.value());
        link_of_.emplace(city.network.stable_id(link), link);
    }
    links_ = geo::SpatialIndex(boxes);
    for (std::uint32_t i = 0; i < city.places.size(); ++i) places_.emplace(city.places[core::PlaceId{i}].id, i);
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) zones_.emplace(city.zones[core::ZoneId{i}].id, i);
    for (std::uint32_t i = 0; i < city.sites.size(); ++i) sites_.emplace(city.sites[core::SiteId{i}].id, i);
}

SensorMatch SensorMatcher::match(SensorPlace const& place, ObservedKind kind, ClassBits classes) const
{
    auto match = match_any(place, kind, classes);
    auto const needed = match.target.found() ? needed_by(kind, match.target) : "";
    if (needed.empty()) return match;
    return not_found(fmt::format("{} needs {}, and this is {}", name_of(kind), needed, said(match.target)));
}

SensorMatch SensorMatcher::match_any(SensorPlace const& place, ObservedKind kind, ClassBits classes) const
{
    SensorMatch match;
    if (!place.link.empty()) return match_link_id(place.link);
    if (!place.place.empty()) {
        auto const found = places_.find(place.place);
        if (found == places_.end()) return not_found(unknown("place", place.place, places_));
        match.target.place = core::PlaceId{found->second};
        match.position = city_.places[match.target.place].position;
        return match;
    }
    if (!place.zone.empty()) {
        auto const found = zones_.find(place.zone);
        if (found == zones_.end()) return not_found(unknown("zone", place.zone, zones_));
        match.target.zone = core::ZoneId{found->second};
        match.position = geo::centroid(city_.zones[match.target.zone].area);
        return match;
    }
    if (!place.site.empty()) return match_site(place.site, kind, classes);
    core::ensure(place.position.has_value(), "a sensor without any place was to be matched");
    if (looks_at_people(kind)) return match_people(*place.position);
    return match_roads(*place.position, place.heading_deg, classes);
}

SensorMatch SensorMatcher::match_link_id(std::string const& id) const
{
    std::uint64_t stable_id = 0;
    auto const [end, error] = std::from_chars(id.data(), id.data() + id.size(), stable_id, 16);
    bool const whole = error == std::errc{} && end == id.data() + id.size();
    auto const found = whole ? link_of_.find(stable_id) : link_of_.end();
    if (found == link_of_.end()) {
        return not_found(fmt::format("'{}' is no link of this network; stable_id of the layer 'links' has them", id));
    }
    SensorMatch match;
    match.target.links = {found->second};
    match.position = middle_of(city_.network, found->second);
    return match;
}

// A camera looks along its axis: vehicles that come towards it and that go away both pass, so without more it counts the
// street in front of it both ways.
SensorMatch SensorMatcher::match_site(std::string const& id, ObservedKind kind, ClassBits classes) const
{
    auto const found = sites_.find(id);
    if (found == sites_.end()) return not_found(unknown("site", id, sites_));
    auto const& site = city_.sites[core::SiteId{found->second}];
    if (!looks_at_people(kind)) return match_roads(site.position, std::nullopt, classes);
    SensorMatch match;
    match.target.zone = site.zone;
    bool const is_hotspot = kind == ObservedKind::wifi && site.service == scenario::ServiceKind::wifi;
    if (is_hotspot) match.target.hotspot = core::SiteId{found->second};
    match.position = site.position;
    return match;
}

SensorMatch SensorMatcher::match_people(PointMetric position) const
{
    SensorMatch match;
    match.position = position;
    double nearest = INFINITY;
    for (auto const& [id, index] : places_) {
        auto const& place = city_.places[core::PlaceId{index}];
        double const distance = geo::distance_m(place.position, position);
        if (distance > place.radius_m || distance >= nearest) continue;
        nearest = distance;
        match.target.place = core::PlaceId{index};
        match.distance_m = distance;
    }
    if (match.target.place.valid()) return match;
    for (std::uint32_t i = 0; i < city_.zones.size(); ++i) {
        if (geo::contains(city_.zones[core::ZoneId{i}].area, position)) match.target.zone = core::ZoneId{i};
    }
    if (!match.target.found()) match.message = "the point lies in no zone of the city and at no place";
    return match;
}

SensorMatch SensorMatcher::match_roads(PointMetric position, std::optional<double> heading_deg, ClassBits classes) const
{
    auto const& network = city_.network;
    auto const access = network::Access::from_bits(static_cast<std::uint16_t>(classes));
    geo::Box const around = geo::expanded({position.x_m, position.y_m, position.x_m, position.y_m}, farthest_m);
    std::vector<Candidate> candidates;
    for (std::uint32_t const key : links_.touching(around)) {
        LinkId const link{key};
        if (!network.access(link).overlaps(access)) continue;
        auto const line = line_of(network, link);
        auto const near = geo::nearest_on_line(line, position);
        if (near.distance_m > farthest_m) continue;
        double const heading = geo::heading_along(line, near.fraction);
        if (heading_deg && angle_between_deg(*heading_deg, heading) > widest_angle_deg) continue;
        candidates.push_back({link, near.distance_m});
    }
    if (candidates.empty()) {
        return not_found(
            fmt::format("no street{} within {} m of the point", heading_deg ? " of that heading" : "", farthest_m));
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::distance_m);
    SensorMatch match;
    match.position = position;
    match.distance_m = candidates[0].distance_m;
    LinkId const best = candidates[0].link;
    LinkId const back = network.reverse(best);
    match.target.links = {best};
    std::vector<std::string> others;
    for (std::size_t i = 1; i < candidates.size(); ++i) {
        if (candidates[i].link == back) {
            match.target.links.push_back(back);
            match.two_ways = true;
        } else if (candidates[i].distance_m < match.distance_m + clear_lead_m) {
            others.push_back(fmt::format("{} {} at {:.0f} m", core::hex(network.stable_id(candidates[i].link)),
                                         network.name(candidates[i].link), candidates[i].distance_m));
        }
    }
    match.other = fmt::format("{}", fmt::join(others, "; "));
    return match;
}

}  // namespace halong::equilibrium
