// What options and events change of a city, one kind of change each. Faults go to `findings`, under the name `where`.
#pragma once

#include "city/city.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"
#include "scenario/option.hpp"

#include <string>
#include <vector>

namespace halong::city {

using Findings = std::vector<core::Diagnostic>;

// Every link of the named road inside the box.
void apply_road_change(std::string const& where, scenario::RoadChange const& change, geo::Projection const& projection,
                       City& city, Findings& findings);

// Adds links between the junctions nearest to the ends of each road, and back where it is no one-way road. Their stable
// ids follow from the road's id. The network is built anew, all at once.
void build_roads(std::string const& where, std::vector<scenario::NewRoad> const& roads,
                 geo::Projection const& projection, City& city, Findings& findings);

// Charges on links: all that lead into a cordon, a gate in each direction of a road, or each of its links by length.
void apply_toll(std::string const& where, scenario::Toll const& toll, geo::Projection const& projection, City& city,
                Findings& findings);

// The signal of one junction.
void apply_signal_change(std::string const& where, scenario::SignalChange const& change,
                         geo::Projection const& projection, City& city, Findings& findings);

// Places that are opened: what is not said is as usual for the kind; jobs and pupils come on top of those of the zone.
void open_places(std::string const& where, std::vector<scenario::NewPlace> const& places,
                 geo::Projection const& projection, City& city, Findings& findings);

// Metres from the nearest zone; 0 inside of one, and where there is none.
double away_from_zones_m(City const& city, geo::PointMetric point);
// What is added further away lies in the sea or outside the city. Zones end at the shore: quays and piers may stand a little
// beyond.
inline constexpr double most_away_m = 500;

// Places by id and kind.
void apply_place_change(std::string const& where, scenario::PlaceChange const& change, City& city, Findings& findings);

// Trips of lines by route.
void apply_line_change(std::string const& where, scenario::LineChange const& change, City& city, Findings& findings);

// Stops, lines and trips of new lines; stops stand at the places' nearest corners.
void add_lines(std::string const& where, std::vector<scenario::NewLine> const& lines, City& city, Findings& findings);

// What fails at which times: sites, windows, gates, mains, signals, cabins and roads, after what batteries bridge. Last of all,
// when all sites stand. An outage of nothing is a finding.
void apply_outages(scenario::Scenario const& scenario, geo::Projection const& projection, City& city,
                   Findings& findings);

// Sites by id and rule.
void apply_site_change(std::string const& where, scenario::SiteChange const& change, geo::Projection const& projection,
                       City& city, Findings& findings);

}  // namespace halong::city
