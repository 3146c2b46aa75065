#include "city/apply_parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numbers>
#include <set>

namespace halong::city {
namespace {

bool is_named(Site const& site, scenario::SiteChange const& change)
{
    return std::ranges::any_of(change.sites,
                               [&site](std::string const& name) { return name == site.id || name == site.rule; });
}

bool refuse_unknown(std::string const& where, scenario::SiteChange const& change, City const& city, Findings& findings)
{
    std::set<std::string> known;
    for (Site const& site : city.sites) known.insert({site.id, site.rule});
    bool all_known = true;
    for (std::string const& name : change.sites) {
        if (known.contains(name)) continue;
        all_known = false;
        std::string const near = core::nearest(name, {known.begin(), known.end()});
        findings.push_back({where, 0, 0, fmt::format("the city has no site and no rule of sites named '{}'", name),
                            near.empty() ? "ids stand in the layers of sites of a run's results.gpkg"
                                         : fmt::format("did you mean '{}'?", near)});
    }
    return all_known;
}

void change_site(Site& site, scenario::SiteChange const& change, geo::Projection const& projection, City const& city)
{
    bool const is_camera = site.service == scenario::ServiceKind::camera;
    if (!change.move_to_lon_lat.empty()) {
        site.position = projection.to_metric({change.move_to_lon_lat[0], change.move_to_lon_lat[1]});
        site.zone = city.nearest_zone(site.position);
    }
    if (change.heading_deg >= 0 && is_camera) site.heading_rad = (90 - change.heading_deg) * std::numbers::pi / 180;
    if (change.height_m > 0) (is_camera ? site.camera.height_m : site.hotspot.height_m) = change.height_m;
    if (is_camera) return;
    if (change.uplink_mbps > 0) site.hotspot.uplink_mbps = change.uplink_mbps;
    if (change.association_cap > 0) site.hotspot.association_cap = change.association_cap;
}

// The key that fits none of the sites named; "": each fits some.
std::string key_that_fits_none(scenario::SiteChange const& change, City const& city)
{
    bool has_camera = false;
    bool has_hotspot = false;
    for (Site const& site : city.sites) {
        if (!is_named(site, change)) continue;
        (site.service == scenario::ServiceKind::camera ? has_camera : has_hotspot) = true;
    }
    if (change.heading_deg >= 0 && !has_camera) return "heading_deg";
    if (change.uplink_mbps > 0 && !has_hotspot) return "uplink_mbps";
    if (change.association_cap > 0 && !has_hotspot) return "association_cap";
    return {};
}

}  // namespace

void apply_site_change(std::string const& where, scenario::SiteChange const& change, geo::Projection const& projection,
                       City& city, Findings& findings)
{
    if (!refuse_unknown(where, change, city, findings)) return;
    auto const named = std::ranges::count_if(city.sites, [&](Site const& site) { return is_named(site, change); });
    if (!change.move_to_lon_lat.empty() && named > 1) {
        findings.push_back(
            {where, 0, 0,
             fmt::format("'{}' names {} sites, which cannot all move to one point", change.sites.front(), named),
             "name one site by its id"});
        return;
    }
    if (auto const misfit = key_that_fits_none(change, city); !misfit.empty()) {
        findings.push_back({where, 0, 0,
                            fmt::format("'{}' does nothing to '{}', which are {}", misfit, change.sites.front(),
                                        misfit == "heading_deg" ? "hotspots" : "cameras"),
                            "cameras have a heading, hotspots a line and a limit of phones"});
        return;
    }
    Column<SiteId, Site> kept;
    for (Site& site : city.sites) {
        if (is_named(site, change)) {
            if (change.remove) continue;
            change_site(site, change, projection, city);
        }
        kept.push_back(std::move(site));
    }
    city.sites = std::move(kept);
}

}  // namespace halong::city
