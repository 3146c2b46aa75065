#include "city/apply.hpp"

#include "city/apply_parts.hpp"
#include "city/build.hpp"
#include "core/error.hpp"
#include "network/ban_slots.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <span>
#include <utility>

namespace halong::city {
namespace {

using scenario::Option;

// Points in the sea or outside the city.
void check_points(Option const& option, scenario::SiteRule const& rule, geo::Projection const& projection,
                  City const& city, std::vector<core::Diagnostic>& findings)
{
    if (rule.anchor != scenario::Anchor::points) return;
    for (std::size_t i = 0; i + 1 < rule.points_lon_lat.size(); i += 2) {
        double const lon = rule.points_lon_lat[i];
        double const lat = rule.points_lon_lat[i + 1];
        double const away_m = away_from_zones_m(city, projection.to_metric({lon, lat}));
        if (away_m <= most_away_m) continue;
        findings.push_back({fmt::format("option '{}', rule '{}'", option.id, rule.id), 0, 0,
                            fmt::format("point {} ({}, {}) of 'points_lon_lat' lies {:.1f} km outside every zone of {}",
                                        i / 2 + 1, lon, lat, away_m / 1000, city.name),
                            "sites stand on land of the city, or within 500 m of it: longitude first, then latitude"});
    }
}

// The same of the points of a layer, which are the last sites of the city.
void check_layer(Option const& option, scenario::SiteRule const& rule, std::size_t first, City const& city,
                 std::vector<core::Diagnostic>& findings)
{
    if (rule.anchor != scenario::Anchor::layer) return;
    for (Site const& site : std::span(city.sites.values()).subspan(first)) {
        double const away_m = away_from_zones_m(city, site.position);
        if (away_m <= most_away_m) continue;
        findings.push_back({fmt::format("option '{}', rule '{}'", option.id, rule.id), 0, 0,
                            fmt::format("site '{}' of layer '{}' lies {:.1f} km outside every zone of {}", site.id,
                                        rule.layer, away_m / 1000, city.name),
                            "sites stand on land of the city, or within 500 m of it: move the point, or mend the "
                            "layer's coordinate system (GeoJSON: longitude first, then latitude)"});
    }
}

void add_sites(Option const& option, geo::Projection const& projection, City& city,
               std::vector<core::Diagnostic>& findings)
{
    for (auto const& rule : option.add_sites) {
        check_points(option, rule, projection, city, findings);
        std::size_t const before = city.sites.size();
        int const placed = place_sites(city, rule, projection);
        check_layer(option, rule, before, city, findings);
        if (placed == rule.count || (rule.count == 0 && placed > 0)) continue;
        findings.push_back({fmt::format("option '{}'", option.id), 0, 0,
                            fmt::format("rule '{}' finds room for {} of {} sites", rule.id, placed, rule.count),
                            "lower count or min_spacing_m, raise per_anchor, or allow more kinds of places "
                            "or classes of roads"});
    }
}

// Routes know so many stretches of the day and no more.
void check_hours(std::string const& where, network::Network const& network, std::vector<core::Diagnostic>& findings)
{
    std::size_t const begins = network::slot_begins(network.hour_bans(), network.link_tolls()).size();
    if (begins <= network::BanSlots::most) return;
    findings.push_back({where, 0, 0,
                        fmt::format("bans and tolls cut the day into {} stretches, and {} is the most", begins,
                                    network::BanSlots::most),
                        "let bans and tolls begin and end at the same times"});
}

void hold_events(scenario::Scenario const& scenario, City& city, Findings& findings)
{
    geo::Projection const projection(city.crs);
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
}

void suffer_outages(scenario::Scenario const& scenario, City& city, Findings& findings)
{
    if (scenario.outages.empty() && scenario.backups.empty()) return;
    geo::Projection const projection(city.crs);
    apply_outages(scenario, projection, city, findings);
}

void apply_option(Option const& option, City& city, Findings& findings)
{
    geo::Projection const projection(city.crs);
    std::string const where = fmt::format("option '{}'", option.id);
    build_roads(where, option.new_roads, projection, city, findings);
    for (auto const& one : option.roads) apply_road_change(where, one, projection, city, findings);
    for (auto const& toll : option.tolls) apply_toll(where, toll, projection, city, findings);
    check_hours(where, city.network, findings);
    for (auto const& one : option.signals) apply_signal_change(where, one, projection, city, findings);
    open_places(where, option.new_places, projection, city, findings);
    for (auto const& one : option.places) apply_place_change(where, one, city, findings);
    for (auto const& one : option.lines) apply_line_change(where, one, city, findings);
    add_lines(where, option.new_lines, city, findings);
    for (auto const& one : option.change_sites) apply_site_change(where, one, projection, city, findings);
    add_sites(option, projection, city, findings);
}

void throw_any(Findings const& findings)
{
    if (!findings.empty()) throw core::UserError(findings);
}

void bar_boats(scenario::Scenario const& scenario, City& city)
{
    if (!scenario.weather.boats_barred) return;
    std::erase_if(city.transit.trips,
                  [&](TransitTrip const& trip) { return city.transit.lines[trip.line].kind == TransitKind::boat; });
}

// `option`: nullptr for none.
City on_day_with(scenario::Scenario const& scenario, City city, Option const* option)
{
    Findings findings;
    hold_events(scenario, city, findings);
    if (option != nullptr) apply_option(*option, city, findings);
    bar_boats(scenario, city);
    suffer_outages(scenario, city, findings);
    if (findings.empty()) check_hours(fmt::format("scenario '{}'", scenario.id), city.network, findings);
    throw_any(findings);
    return city;
}

}  // namespace

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

bool may_stand(City const& city, geo::PointMetric point) { return away_from_zones_m(city, point) <= most_away_m; }

City apply(Option const& option, City const& city)
{
    City changed = city;
    Findings findings;
    apply_option(option, changed, findings);
    throw_any(findings);
    return changed;
}

City on_day(scenario::Scenario const& scenario, City city) { return on_day_with(scenario, std::move(city), nullptr); }

City on_day(scenario::Scenario const& scenario, City city, Option const& option)
{
    return on_day_with(scenario, std::move(city), &option);
}

}  // namespace halong::city
