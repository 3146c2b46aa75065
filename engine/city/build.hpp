// From sources to a city: read roads, build the network, attach zones, places and sites.
#pragma once

#include "city/city.hpp"
#include "city/import_issue.hpp"
#include "city/raw_roads.hpp"
#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"
#include "scenario/site_rule.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::city {

// What to take from an OpenStreetMap file beyond what is open to traffic.
struct OsmOptions {
    bool include_construction = false;  // highway=construction as roads of class `construction=*` (or secondary)
};

// Reads OpenStreetMap .osm, .osm.gz, .osm.bz2 or .pbf (libosmium): ways of highway classes motorway … living_street,
// their links, service, footways and ferries; signals and turn restrictions. `projection` places the issues.
// Throws UserError on a missing, damaged or truncated file and on one without roads; then nothing is returned.
RawRoads read_osm(std::filesystem::path const& path, geo::Projection const& projection, ImportIssues& issues,
                  OsmOptions const& options = {});

// Reads authored centre lines (any GDAL line layer with the columns of data/halong/README.md: id, name, ref, class,
// lanes, oneway, maxspeed_kmh, width_m, bridge, motorbike); equal coordinates are one node. Throws UserError as
// geo::read_layer, and for lines without id or with an unknown class (nearest class named), all at once.
RawRoads read_centre_lines(std::filesystem::path const& path, geo::Projection const& projection, ImportIssues& issues);

// Lays local streets by rule in the zones' built-up land of a schematic city: a grid of `street_spacing_m`, turned by
// `street_bearing_deg`, cut to the area, joined to the main roads where it meets them (not on bridges or motorways).
// `zones` is the zones layer in the metric CRS with those two columns. Adds nodes (also on main roads) and ways.
void lay_local_streets(RawRoads& roads, geo::Layer const& zones, geo::Projection const& projection,
                       ImportIssues& issues);

// What the builder kept and lost.
struct NetworkSummary {
    double input_length_m = 0;  // of drivable ways: motorway … service, ramps, living_street
    double kept_length_m = 0;   // of these, in the network
    std::size_t nodes = 0;
    std::size_t links = 0;
};

// Cuts ways at junctions into links, fills defaults by class, resolves restrictions, keeps the largest strongly
// connected part for vehicles (walkways attach to it) and reports the loss. Order of ids follows external ids.
network::Network build_network(RawRoads const& roads, geo::Projection const& projection, ImportIssues& issues,
                               NetworkSummary& summary);

// Zones from a layer of areas; `columns` maps our names to the layer's. Throws UserError on negative population.
struct ZoneColumns {
    std::string id = "id";
    std::string name = "name";
    std::string population = "population";
    std::string households = "households";
    std::string jobs = "jobs";
    std::string school_places = "school_places";
    std::string sector = "sector";
};
Column<ZoneId, Zone> zones_from(geo::Layer const& layer, ZoneColumns const& columns, ImportIssues& issues);

// Places from a layer of points in our columns, or of OpenStreetMap-like points of interest (`class`/`subclass`,
// `name`): kinds that we do not use are counted as one issue. Appends to `places`; ids made unique by prefix.
void add_places(geo::Layer const& layer, std::string const& id_prefix, Column<PlaceId, Place>& places,
                ImportIssues& issues);

// Buildings from a layer of areas: the height from `height_m`, `height`, `building:height` or `render_height` (metres),
// else from `levels`, `building:levels` or `storeys` times 3.3 m, else 8.25 m. What is not an area is counted as one
// issue, as are heights by rule. UserError: heights below 0 or above 1,000 m, more than 300 levels; all at once.
std::vector<Building> buildings_from(geo::Layer const& layer, ImportIssues& issues);

// Links zones and places to the network: access nodes, homes (`zone_nodes`), zone of each place. Places further than
// 1 km from a road and zones without roads become issues; jobs and school places that are 0 everywhere are estimated
// from residents and places (stated in the issue).
void attach(City& city, ImportIssues& issues);

// What a place of this kind is taken to be like where nothing is stated: as the first class of points of interest that
// becomes it; other kinds have visits of 300 a day, 20 jobs and the hours 7-21 (estimates). Without id, name and point.
Place usual_place(PlaceKind kind);

// Ties the places from number `first` on to streets and zones, and adds their jobs and pupils to those of their zones.
void attach_new_places(City& city, std::size_t first);

// Ties the stops of the timetable to streets and zones. A stop further than 1 km from any street that all may use is an
// issue; buses and riders use the nearest corner.
void attach_transit(City& city, ImportIssues& issues);

// Places the sites that a rule asks for and appends them; the choice depends only on stable ids and existing sites
// of the same service. Returns how many could be placed (fewer only when anchors run out).
int place_sites(City& city, scenario::SiteRule const& rule, geo::Projection const& projection);

}  // namespace halong::city
