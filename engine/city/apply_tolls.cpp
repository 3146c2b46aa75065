// Tolls on a copy of a city's network.
#include "city/apply_parts.hpp"
#include "city/named_roads.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace halong::city {
namespace {

using core::LinkId;
using scenario::Toll;

geo::Polygon cordon_of(Toll const& toll, geo::Projection const& projection)
{
    geo::Polygon cordon;
    for (std::size_t i = 0; i + 1 < toll.cordon_lon_lat.size(); i += 2) {
        cordon.outer.push_back(projection.to_metric({toll.cordon_lon_lat[i], toll.cordon_lon_lat[i + 1]}));
    }
    return cordon;
}

bool can_pay(network::Network const& network, LinkId link, network::Access payers)
{
    return network.access(link).overlaps(payers);
}

// Links that begin outside and end inside.
std::vector<LinkId> entries(network::Network const& network, geo::Polygon const& cordon)
{
    geo::Area const area{cordon};
    core::Column<core::NodeId, std::uint8_t> inside(network.node_count(), 0);
    for (core::NodeId const node : network.nodes()) {
        inside[node] = geo::contains(area, network.position(node)) ? 1 : 0;
    }
    std::vector<LinkId> links;
    for (LinkId const link : network.links()) {
        if (inside[network.from(link)] == 0 && inside[network.to(link)] != 0) links.push_back(link);
    }
    return links;
}

geo::PointMetric middle_of_all(std::vector<LinkId> const& links, network::Network const& network)
{
    geo::PointMetric sum{0, 0};
    double length_m = 0;
    for (LinkId const link : links) {
        auto const at = middle_of(network, link);
        sum.x_m += at.x_m * network.length_m(link);
        sum.y_m += at.y_m * network.length_m(link);
        length_m += network.length_m(link);
    }
    return {sum.x_m / length_m, sum.y_m / length_m};
}

// The link nearest to the middle of all, and the nearest one that leads the other way: each vehicle along the road
// passes one of them once.
std::vector<LinkId> gates(std::vector<LinkId> const& links, network::Network const& network)
{
    auto const middle = middle_of_all(links, network);
    auto const direction = [&network](LinkId link) {
        auto const from = network.position(network.from(link));
        auto const to = network.position(network.to(link));
        return geo::PointMetric{to.x_m - from.x_m, to.y_m - from.y_m};
    };
    auto const nearest = [&](auto const& wanted) {
        LinkId best;
        double least_m = std::numeric_limits<double>::infinity();
        for (LinkId const link : links) {
            double const away_m = geo::distance_m(middle_of(network, link), middle);
            if (!wanted(link) || away_m >= least_m) continue;
            best = link;
            least_m = away_m;
        }
        return best;
    };
    std::vector<LinkId> found{nearest([](LinkId) { return true; })};
    auto const first = direction(found.front());
    LinkId const back = nearest([&](LinkId link) {
        auto const other = direction(link);
        return first.x_m * other.x_m + first.y_m * other.y_m < 0;
    });
    if (back.valid()) found.push_back(back);
    return found;
}

std::int64_t vnd_of(Toll const& toll, network::Network const& network, LinkId link, bool is_gate)
{
    std::int64_t const by_way = std::llround(static_cast<double>(toll.vnd_per_km) * network.length_m(link) / 1000);
    return by_way + (is_gate ? toll.vnd : 0);
}

}  // namespace

void apply_toll(std::string const& where, Toll const& toll, geo::Projection const& projection, City& city,
                Findings& findings)
{
    std::string const here = fmt::format("{}, toll '{}'", where, toll.id);
    network::Network const& network = city.network;
    network::Access const payers = access_of(toll.vehicles);
    std::vector<network::LinkToll> tolls;
    auto const add = [&](LinkId link, std::int64_t vnd) {
        if (vnd <= 0) return;
        for (auto const& [from_ms, to_ms] : stretches_of_day(toll.from_h, toll.to_h)) {
            tolls.push_back({link, payers, from_ms, to_ms, vnd});
        }
    };
    std::vector<LinkId> links;
    if (!toll.cordon_lon_lat.empty()) {
        links = entries(network, cordon_of(toll, projection));
    } else {
        links = named_links(here, {toll.road, toll.box_lon_lat, toll.heading_deg}, projection, city, findings);
        if (links.empty()) return;
    }
    std::erase_if(links, [&](LinkId link) { return !can_pay(network, link, payers); });
    if (links.empty()) {
        findings.push_back({here, 0, 0,
                            toll.road.empty() ? "no road for these vehicles leads into the cordon"
                                              : fmt::format("these vehicles may not use '{}'", toll.road),
                            "check the corners (longitude first, then latitude) and the vehicles"});
        return;
    }
    if (toll.road.empty()) {
        for (LinkId const link : links) add(link, toll.vnd);
    } else {
        auto const at = toll.vnd > 0 ? gates(links, network) : std::vector<LinkId>{};
        for (LinkId const link : links) {
            add(link, vnd_of(toll, network, link, std::ranges::find(at, link) != at.end()));
        }
    }
    city.network.add_link_tolls(tolls);
}

}  // namespace halong::city
