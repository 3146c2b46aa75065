// Outages of a scenario, laid upon the city of its day.
#include "city/apply_parts.hpp"
#include "city/named_roads.hpp"
#include "network/link_line.hpp"
#include "network/signal_approaches.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace halong::city {
namespace {

using core::LinkId;
using scenario::Backup;
using scenario::Extent;
using scenario::Outage;
using scenario::PowerParameters;

Millis ms_of(double hours) { return static_cast<Millis>(std::llround(hours * 3'600) * core::ms_per_second); }
Millis ms_of_minutes(double minutes) { return static_cast<Millis>(std::llround(minutes * core::ms_per_minute)); }

void refuse_unknown(std::string const& where, std::string_view kind, std::vector<std::string> const& names,
                    std::set<std::string> const& known, Findings& findings)
{
    for (std::string const& name : names) {
        if (known.contains(name)) continue;
        std::string const near = core::nearest(name, {known.begin(), known.end()});
        findings.push_back({where, 0, 0, fmt::format("the city has no {} '{}'", kind, name),
                            near.empty() ? "ids stand in the layers of the city and of a run's results.gpkg"
                                         : fmt::format("did you mean '{}'?", near)});
    }
}

// An extent of a file, on this city.
class Region {
public:
    Region(std::string const& where, Extent const& extent, geo::Projection const& projection, City const& city,
           Findings& findings)
        : extent_(extent), city_(city)
    {
        std::set<std::string> zones;
        std::set<std::string> places;
        std::set<std::string> sites;
        for (Zone const& zone : city.zones) zones.insert(zone.id);
        for (Place const& place : city.places) places.insert(place.id);
        for (Site const& site : city.sites) sites.insert({site.id, site.rule});
        refuse_unknown(where, "zone", extent.zones, zones, findings);
        refuse_unknown(where, "place", extent.places, places, findings);
        refuse_unknown(where, "site and no rule of sites", extent.sites, sites, findings);
        add_box(projection);
        add_polygon(projection);
        auto const& circle = extent.circle_lon_lat;
        if (circle.size() == 2) circles_.push_back({projection.to_metric({circle[0], circle[1]}), extent.radius_m});
        for (Place const& place : city.places) {
            if (is_in(extent.places, place.id)) circles_.push_back({place.position, place.radius_m});
        }
    }

    // Zones as the city has them: a point belongs to the zone that is nearest.
    [[nodiscard]] bool contains(geo::PointMetric point, ZoneId zone) const
    {
        if (extent_.is_whole_city()) return true;
        if (zone.valid() && is_in(extent_.zones, city_.zones[zone].id)) return true;
        if (geo::contains(areas_, point)) return true;
        return std::ranges::any_of(circles_,
                                   [point](Circle const& c) { return geo::distance_m(c.middle, point) <= c.radius_m; });
    }
    [[nodiscard]] bool contains(geo::PointMetric point) const
    {
        return contains(point, extent_.zones.empty() ? ZoneId{} : city_.nearest_zone(point));
    }
    [[nodiscard]] bool has(Site const& site) const
    {
        return is_in(extent_.sites, site.id) || is_in(extent_.sites, site.rule) || contains(site.position, site.zone);
    }
    [[nodiscard]] bool has(Place const& place) const
    {
        return is_in(extent_.places, place.id) || contains(place.position, place.zone);
    }

private:
    struct Circle {
        geo::PointMetric middle;
        double radius_m = 0;
    };

    static bool is_in(std::vector<std::string> const& names, std::string const& name)
    {
        return std::ranges::find(names, name) != names.end();
    }
    void add_box(geo::Projection const& projection)
    {
        auto const& box = extent_.box_lon_lat;
        if (box.size() != 4) return;
        geo::Polygon polygon;
        for (auto const& [lon, lat] :
             {std::pair(box[0], box[1]), {box[2], box[1]}, {box[2], box[3]}, {box[0], box[3]}}) {
            polygon.outer.push_back(projection.to_metric({lon, lat}));
        }
        areas_.push_back(polygon);
    }
    void add_polygon(geo::Projection const& projection)
    {
        auto const& corners = extent_.polygon_lon_lat;
        if (corners.empty()) return;
        geo::Polygon polygon;
        for (std::size_t i = 0; i + 1 < corners.size(); i += 2) {
            polygon.outer.push_back(projection.to_metric({corners[i], corners[i + 1]}));
        }
        areas_.push_back(polygon);
    }

    Extent const& extent_;
    City const& city_;
    geo::Area areas_;
    std::vector<Circle> circles_;
};

// How long something goes on without the mains: by its kind, or by a battery of the scenario where it stands.
class Batteries {
public:
    Batteries(scenario::Scenario const& scenario, geo::Projection const& projection, City const& city,
              Findings& findings)
    {
        for (Backup const& backup : scenario.backups) {
            std::string const where = fmt::format("scenario '{}', backup '{}'", scenario.id, backup.id);
            regions_.emplace_back(where, backup.extent, projection, city, findings);
            lasts_ms_.push_back(ms_of_minutes(backup.battery_min));
        }
    }
    template <class Thing>
    [[nodiscard]] Millis of(Thing const& thing, double usual_min) const
    {
        Millis longest_ms = ms_of_minutes(usual_min);
        for (std::size_t i = 0; i < regions_.size(); ++i) {
            if (holds(regions_[i], thing)) longest_ms = std::max(longest_ms, lasts_ms_[i]);
        }
        return longest_ms;
    }

private:
    static bool holds(Region const& region, geo::PointMetric point) { return region.contains(point); }
    template <class Thing>
    static bool holds(Region const& region, Thing const& thing)
    {
        return region.has(thing);
    }
    std::vector<Region> regions_;
    std::vector<Millis> lasts_ms_;
};

struct What {
    explicit What(std::vector<std::string> const& words)
    {
        auto const has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
        power = has("power");
        uplink = has("uplink");
        hotspots = uplink || has("hotspots");
        cameras = uplink || has("cameras");
        roads = has("roads");
    }
    bool power = false;
    bool uplink = false;
    bool hotspots = false;
    bool cameras = false;
    bool roads = false;
};

class Blackout {
public:
    Blackout(scenario::Scenario const& scenario, geo::Projection const& projection, City& city, Findings& findings)
        : scenario_(scenario),
          projection_(projection),
          city_(city),
          findings_(findings),
          batteries_(scenario, projection, city, findings)
    {}

    void lay(Outage const& outage)
    {
        where_ = fmt::format("scenario '{}', outage '{}'", scenario_.id, outage.id);
        std::size_t const found_before = findings_.size();
        Region const region(where_, outage.extent, projection_, city_, findings_);
        spell_ = {ms_of(outage.from_h), ms_of(outage.to_h)};
        What const what(outage.what);
        hit_ = 0;
        fail_sites(region, what);
        if (what.uplink) stop_windows(region);
        if (what.power) cut_power(region);
        if (what.roads) close_roads(region, outage);
        if (hit_ > 0 || findings_.size() > found_before) return;
        findings_.push_back({where_, 0, 0, "nothing of what fails stands there",
                             "widen the extent: `halong run` writes the sites into results.gpkg"});
    }

    // After the last outage: what batteries bridge of the time without mains. They are full again when these come back, but
    // not between outages that touch or overlap.
    void run_down_batteries()
    {
        PowerParameters const& power = scenario_.power;
        for (auto const& [id, spell] : site_mains_.rows()) {
            Site const& site = city_.sites[id];
            bool const is_camera = site.service == scenario::ServiceKind::camera;
            double const usual_min = is_camera ? power.camera_battery_min : power.hotspot_battery_min;
            city_.faults.sites.add(id, after(spell, batteries_.of(site, usual_min)));
        }
        for (auto const& [id, spell] : city_.faults.mains.rows()) {
            Place const& place = city_.places[id];
            city_.faults.gates.add(id, after(spell, batteries_.of(place, power.gate_battery_min)));
            if (place.kind != PlaceKind::one_stop_centre) continue;
            city_.faults.windows.add(id, after(spell, batteries_.of(place, power.window_battery_min)));
        }
        network::Network& network = city_.network;
        std::vector<network::DarkSignal> dark;
        for (auto const& [node, mains] : signal_mains_.rows()) {
            Spell const spell = after(mains, batteries_.of(network.position(node), power.signal_battery_min));
            if (spell.from_ms < spell.to_ms) dark.push_back({node, spell.from_ms, spell.to_ms});
        }
        network.add_dark_signals(dark);
    }

private:
    static Spell after(Spell const& mains, Millis battery_ms) { return {mains.from_ms + battery_ms, mains.to_ms}; }

    void fail_sites(Region const& region, What what)
    {
        for (std::uint32_t i = 0; i < city_.sites.size(); ++i) {
            SiteId const id{i};
            Site const& site = city_.sites[id];
            bool const is_camera = site.service == scenario::ServiceKind::camera;
            bool const fails = is_camera ? what.cameras : what.hotspots;
            if ((!fails && !what.power) || !region.has(site)) continue;
            ++hit_;
            if (fails) city_.faults.sites.add(id, spell_);
            if (what.power) site_mains_.add(id, spell_);
        }
    }

    void stop_windows(Region const& region)
    {
        for (std::uint32_t i = 0; i < city_.places.size(); ++i) {
            Place const& place = city_.places[PlaceId{i}];
            if (place.kind != PlaceKind::one_stop_centre || !region.has(place)) continue;
            ++hit_;
            city_.faults.windows.add(PlaceId{i}, spell_);
        }
    }

    void cut_power(Region const& region)
    {
        for (std::uint32_t i = 0; i < city_.places.size(); ++i) {
            PlaceId const id{i};
            if (!region.has(city_.places[id])) continue;
            ++hit_;
            city_.faults.mains.add(id, spell_);
        }
        stop_cabins(region);
        darken_signals(region);
    }

    // Cabins do not set out while a station of their line has no power; who is under way is brought in.
    void stop_cabins(Region const& region)
    {
        Transit& transit = city_.transit;
        auto const stands = [&](TransitTrip const& trip) {
            TransitLine const& line = transit.lines[trip.line];
            if (line.kind != TransitKind::cabin || trip.times.empty()) return false;
            bool const there = std::ranges::any_of(line.stops, [&](std::uint32_t row) {
                return region.contains(transit.stops[row].position, transit.stops[row].zone);
            });
            return there && spell_.holds(trip.times.front().departure_ms % core::ms_per_day);
        };
        hit_ += static_cast<std::int64_t>(std::erase_if(transit.trips, stands));
    }

    void darken_signals(Region const& region)
    {
        network::Network const& network = city_.network;
        for (NodeId const node : network.nodes()) {
            if (!network::has_signal_that_stops(network, node) || !region.contains(network.position(node))) continue;
            ++hit_;
            signal_mains_.add(node, spell_);
        }
    }

    void close_roads(Region const& region, Outage const& outage)
    {
        network::Access const banned =
            outage.vehicles.empty() ? network::Access::all_vehicles() : access_of(outage.vehicles);
        std::vector<network::HourBan> bans;
        for (std::string const& road : outage.roads) {
            auto const links = named_links(where_, {road, {}, -1}, projection_, city_, findings_);
            bool any = false;
            for (LinkId const link : links) {
                if (!region.contains(middle_of(city_.network, link))) continue;
                any = true;
                if (!outage.announced) {
                    city_.faults.shut_roads.add(link, spell_);
                } else if (city_.network.access(link).overlaps(banned)) {
                    bans.push_back({link, banned, spell_.from_ms, spell_.to_ms});
                }
            }
            hit_ += any ? 1 : 0;
            if (any || links.empty()) continue;
            findings_.push_back({where_, 0, 0, fmt::format("no part of '{}' lies where the outage is", road),
                                 "widen the extent, or leave it out to close all of the road"});
        }
        city_.network.add_hour_bans(bans);
    }

    scenario::Scenario const& scenario_;
    geo::Projection const& projection_;
    City& city_;
    Findings& findings_;
    Batteries batteries_;
    std::string where_;
    Spell spell_;
    SpellsOf<SiteId> site_mains_;    // sites without mains, whatever batteries they have
    SpellsOf<NodeId> signal_mains_;  // the same of signals
    std::int64_t hit_ = 0;           // things that the outage is about, batteries or not
};

}  // namespace

void apply_outages(scenario::Scenario const& scenario, geo::Projection const& projection, City& city,
                   Findings& findings)
{
    Blackout blackout(scenario, projection, city, findings);
    for (Outage const& outage : scenario.outages) blackout.lay(outage);
    blackout.run_down_batteries();
}

}  // namespace halong::city
