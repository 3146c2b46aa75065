#include "city/build.hpp"
#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "geo/spatial_index.hpp"
#include "geo/vector_layer.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <queue>
#include <set>

namespace halong::city {
namespace {

using core::LinkId;
using network::Network;
using scenario::Anchor;
using scenario::SiteRule;

// Where a rule may put sites: an anchor with its weight and the spots around it, in order of use.
struct Spot {
    geo::PointMetric position;
    double heading_rad = 0;
};
struct Candidate {
    std::string key;          // external id of the anchor
    std::uint64_t order = 0;  // stable id: breaks ties
    double weight = 0;
    std::vector<Spot> spots;
};

bool wants_class(SiteRule const& rule, Network const& network, LinkId link)
{
    return std::ranges::find(rule.road_classes, network::name_of(network.road_class(link))) != rule.road_classes.end();
}

double heading_from(geo::PointMetric from, geo::PointMetric to) { return geo::heading_along({from, to}, 0.5); }

// A point of the link's shape about 30 m from its downstream end: what a junction camera looks at.
geo::PointMetric look_point(Network const& network, LinkId link)
{
    constexpr double look_m = 30;
    geo::Line const line = line_of(network, link);
    double const length = geo::length_m(line);
    return length <= look_m ? line.front() : geo::point_along(line, 1 - look_m / length);
}

std::vector<Candidate> junction_candidates(City const& city, SiteRule const& rule)
{
    Network const& network = city.network;
    std::vector<Candidate> candidates;
    for (NodeId const node : network.nodes()) {
        std::vector<LinkId> legs;
        std::set<NodeId> neighbours;
        for (LinkId const link : network.in_links(node)) {
            neighbours.insert(network.from(link));
            if (wants_class(rule, network, link)) legs.push_back(link);
        }
        for (LinkId const link : network.out_links(node)) neighbours.insert(network.to(link));
        if (legs.empty() || neighbours.size() < 3) continue;
        std::ranges::sort(legs, {}, [&](LinkId link) {
            return std::pair(-network.supply(link).capacity_pcu_per_h, network.stable_id(link));
        });
        Candidate candidate;
        candidate.key = core::hex(network.stable_id(node));
        candidate.order = network.stable_id(node);
        for (LinkId const link : legs) {
            candidate.weight += network.supply(link).capacity_pcu_per_h;
            auto const at = network.position(node);
            candidate.spots.push_back({at, heading_from(at, look_point(network, link))});
        }
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

double weight_of(Place const& place)
{
    double const people = static_cast<double>(std::max({place.pupils, place.beds * 2, place.jobs, place.rooms * 2}));
    return std::max({place.visits_per_day, people, 1.0});
}

// The middle of the place first, then spots around it at two thirds of its radius, turned by the golden angle.
std::vector<Spot> place_spots(Place const& place, int wanted)
{
    constexpr double golden_turn = 0.38196601125010515;
    double const start = static_cast<double>(place.stable_id % 1000) / 1000.0;
    std::vector<Spot> spots;
    for (int k = 0; k < wanted; ++k) {
        double const turn = start + k * golden_turn;
        double const angle = (turn - std::floor(turn)) * 2 * std::numbers::pi - std::numbers::pi;
        double const away_m = k == 0 ? 0 : std::max(15.0, place.radius_m * 0.667);
        geo::PointMetric const at = geo::PointMetric{place.position.x_m + away_m * core::exact_cos(angle),
                                                     place.position.y_m + away_m * core::exact_sin(angle)};
        spots.push_back({at, k == 0 ? angle : heading_from(at, place.position)});
    }
    return spots;
}

std::vector<Candidate> place_candidates(City const& city, SiteRule const& rule)
{
    constexpr int spare_spots = 3;  // tried when the first ones stand too near another site
    std::vector<Candidate> candidates;
    for (Place const& place : city.places) {
        if (std::ranges::find(rule.place_kinds, name_of(place.kind)) == rule.place_kinds.end()) continue;
        candidates.push_back(
            {place.id, place.stable_id, weight_of(place), place_spots(place, rule.per_anchor + spare_spots)});
    }
    return candidates;
}

std::vector<Candidate> road_candidates(City const& city, SiteRule const& rule)
{
    Network const& network = city.network;
    double const spacing_m = std::max(rule.min_spacing_m, 50.0);
    std::vector<Candidate> candidates;
    for (LinkId const link : network.links()) {
        if (!wants_class(rule, network, link)) continue;
        geo::Line const line = line_of(network, link);
        int const points = std::max(1, static_cast<int>(network.length_m(link) / spacing_m));
        for (int k = 0; k < points; ++k) {
            double const fraction = (k + 0.5) / points;
            Spot const spot{geo::point_along(line, fraction), geo::heading_along(line, fraction)};
            candidates.push_back({fmt::format("{}.{}", core::hex(network.stable_id(link)), k),
                                  core::combine(network.stable_id(link), static_cast<std::uint64_t>(k)),
                                  network.supply(link).capacity_pcu_per_h,
                                  {spot}});
        }
    }
    return candidates;
}

double heading_of_azimuth(double azimuth_deg) { return (90 - azimuth_deg) * std::numbers::pi / 180; }

std::vector<Candidate> point_candidates(SiteRule const& rule, geo::Projection const& projection)
{
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i + 1 < rule.points_lon_lat.size(); i += 2) {
        auto key = fmt::format("{:.5f},{:.5f}", rule.points_lon_lat[i], rule.points_lon_lat[i + 1]);
        if (!rule.headings_deg.empty()) key += fmt::format(",{:.1f}", rule.headings_deg.at(i / 2));  // of one junction
        auto const at = projection.to_metric({rule.points_lon_lat[i], rule.points_lon_lat[i + 1]});
        double const heading = rule.headings_deg.empty() ? 0.0 : heading_of_azimuth(rule.headings_deg.at(i / 2));
        candidates.push_back({key, core::hash_of(key), 1.0, {{at, heading}}});
    }
    return candidates;
}

// One site at each point of the layer, named by its column `id` or, without one, by the format's feature number.
std::vector<Candidate> layer_candidates(SiteRule const& rule, geo::Projection const& projection)
{
    constexpr double east_deg = 90;
    auto const layer = geo::read_layer(rule.layer, "", projection);
    std::vector<Candidate> candidates;
    std::vector<core::Diagnostic> findings;
    for (geo::Feature const& feature : layer.features) {
        auto const* const point = std::get_if<geo::PointMetric>(&feature.geometry);
        if (point == nullptr) {
            findings.push_back({rule.layer, 0, 0, fmt::format("feature {} is not a point", feature.fid),
                                "draw one point for each site"});
            continue;
        }
        auto const key = layer.text(feature, "id", fmt::format("{}", feature.fid));
        double const heading = heading_of_azimuth(layer.number(feature, "heading_deg", east_deg));
        candidates.push_back({key, core::hash_of(key), layer.number(feature, "weight", 1.0), {{*point, heading}}});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    return candidates;
}

std::vector<Candidate> candidates_of(City const& city, SiteRule const& rule, geo::Projection const& projection)
{
    switch (rule.anchor) {
        case Anchor::junctions:
            return junction_candidates(city, rule);
        case Anchor::places:
            return place_candidates(city, rule);
        case Anchor::roads:
            return road_candidates(city, rule);
        case Anchor::points:
            return point_candidates(rule, projection);
        case Anchor::layer:
            return layer_candidates(rule, projection);
    }
    throw core::InternalFault("place_sites: unknown anchor");
}

// Answers whether a position keeps its distance from the sites of one service: a grid of cells of that size.
class Spacing {
public:
    Spacing(City const& city, SiteRule const& rule) : least_m_(rule.min_spacing_m)
    {
        for (Site const& site : city.sites) {
            if (site.service == rule.service) add(site.position);
        }
    }
    [[nodiscard]] bool allows(geo::PointMetric point) const
    {
        if (least_m_ <= 0) return true;
        auto const [column, row] = cell(point);
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
            for (std::int64_t dy = -1; dy <= 1; ++dy) {
                auto const first = points_.lower_bound({column + dx, row + dy, -1e300, -1e300});
                for (auto it = first; it != points_.end(); ++it) {
                    auto const& [c, r, x, y] = *it;
                    if (c != column + dx || r != row + dy) break;
                    if (geo::distance_m({x, y}, point) < least_m_) return false;
                }
            }
        }
        return true;
    }
    void add(geo::PointMetric point)
    {
        if (least_m_ <= 0) return;
        auto const [column, row] = cell(point);
        points_.insert({column, row, point.x_m, point.y_m});
    }

private:
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> cell(geo::PointMetric point) const
    {
        return {static_cast<std::int64_t>(std::floor(point.x_m / least_m_)),
                static_cast<std::int64_t>(std::floor(point.y_m / least_m_))};
    }
    double least_m_;
    std::set<std::tuple<std::int64_t, std::int64_t, double, double>> points_;
};

Site make_site(City const& city, SiteRule const& rule, Candidate const& candidate, Spot const& spot, int ordinal)
{
    Site site;
    site.id = fmt::format("{}/{}/{}", rule.id, candidate.key, ordinal);
    site.stable_id = core::hash_of(site.id);
    site.service = rule.service;
    site.field = rule.field;
    site.rule = rule.id;
    site.position = spot.position;
    site.heading_rad = spot.heading_rad;
    site.zone = city.nearest_zone(spot.position);
    site.hotspot = rule.hotspot;
    site.camera = rule.camera;
    return site;
}

}  // namespace

// Highest averages (D'Hondt): an anchor with k sites competes with weight / (k + 1), so that a place three times as
// busy as another gets its third site when the other gets its first.
int place_sites(City& city, SiteRule const& rule, geo::Projection const& projection)
{
    auto const candidates = candidates_of(city, rule, projection);
    struct Turn {
        double priority;
        std::uint64_t order;
        std::size_t candidate;
        int placed;
        std::size_t next_spot;
        bool operator<(Turn const& other) const
        {
            return std::pair(priority, other.order) < std::pair(other.priority, order);
        }
    };
    std::priority_queue<Turn> queue;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        queue.push({candidates[i].weight, candidates[i].order, i, 0, 0});
    }
    Spacing spacing(city, rule);
    int const wanted = rule.count > 0 ? rule.count : static_cast<int>(candidates.size());
    int placed = 0;
    while (placed < wanted && !queue.empty()) {
        Turn turn = queue.top();
        queue.pop();
        Candidate const& candidate = candidates[turn.candidate];
        if (turn.placed >= rule.per_anchor || turn.next_spot >= candidate.spots.size()) continue;
        Spot const& spot = candidate.spots[turn.next_spot++];
        // Cameras of one junction share a pole: spacing holds between anchors, not within one.
        bool const shares_pole = turn.placed > 0 && rule.anchor == Anchor::junctions;
        if (shares_pole || spacing.allows(spot.position)) {
            city.sites.push_back(make_site(city, rule, candidate, spot, turn.placed));
            if (!shares_pole) spacing.add(spot.position);
            ++placed;
            ++turn.placed;
            turn.priority = candidate.weight / (turn.placed + 1);
        }
        queue.push(turn);
    }
    return placed;
}

}  // namespace halong::city
