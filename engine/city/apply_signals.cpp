// Changes of the signals of single junctions, on a copy of a city's network.
#include "city/apply_parts.hpp"
#include "core/time.hpp"
#include "network/signal_approaches.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace halong::city {
namespace {

using core::Millis;
using core::NodeId;
using scenario::SignalChange;

Millis in_ms(double seconds) { return static_cast<Millis>(std::llround(seconds * core::ms_per_second)); }

// Where roads for vehicles lead to or from at least three nodes, and some cross: there somebody may have to wait for
// somebody.
bool is_junction(network::Network const& network, NodeId node)
{
    std::set<NodeId> around;
    auto const carries = [&network](core::LinkId link) {
        return network.access(link).overlaps(network::Access::all_vehicles());
    };
    for (core::LinkId const link : network.in_links(node)) {
        if (carries(link)) around.insert(network.from(link));
    }
    for (core::LinkId const link : network.out_links(node)) {
        if (carries(link)) around.insert(network.to(link));
    }
    return around.size() >= 3 && network::approaches_cross(network, node);
}

// Whether a signal stands there that stops anybody, or, for a new one, one would.
bool fits(network::Network const& network, NodeId node, bool with_signal)
{
    if (!with_signal) return !network.has_signal(node) && is_junction(network, node);
    return network::has_signal_that_stops(network, node);
}

// The nearest junction that has a signal, or, for a new one, has none; invalid where none is in reach.
NodeId nearest_junction(network::Network const& network, geo::PointMetric point, double reach_m, bool with_signal)
{
    NodeId best;
    double least_m = std::numeric_limits<double>::infinity();
    for (NodeId const node : network.nodes()) {
        double const away_m = geo::distance_m(point, network.position(node));
        if (away_m > reach_m || away_m >= least_m || !fits(network, node, with_signal)) continue;
        best = node;
        least_m = away_m;
    }
    return best;
}

std::string unknown_place_help(City const& city, std::string const& id)
{
    std::vector<std::string> known;
    for (Place const& place : city.places) known.push_back(place.id);
    std::string const near = core::nearest(id, known);
    return near.empty() ? "ids stand in the places layer of the city" : fmt::format("did you mean '{}'?", near);
}

// Invalid, with a finding, where there is none.
NodeId find_junction(std::string const& where, SignalChange const& change, geo::Projection const& projection,
                     City const& city, Findings& findings)
{
    network::Network const& network = city.network;
    if (change.node >= 0) {
        if (static_cast<std::size_t>(change.node) < network.node_count()) {
            NodeId const node{static_cast<std::uint32_t>(change.node)};
            if (fits(network, node, !change.add)) return node;
            if (network.has_signal(node) != change.add) {
                findings.push_back(
                    {where, 0, 0,
                     fmt::format("at node {} no roads for vehicles cross: a signal there changes nothing", change.node),
                     "name a junction where vehicles wait for each other"});
                return {};
            }
            findings.push_back({where, 0, 0,
                                fmt::format("node {} has {} signal", change.node, change.add ? "already a" : "no"),
                                change.add ? "leave add out to time it anew" : "say add = true to set one up"});
            return {};
        }
        findings.push_back(
            {where, 0, 0,
             fmt::format("node = {}, but nodes are numbered from 0 to {}", change.node, network.node_count() - 1),
             "numbers stand in the layers of a run's results.gpkg"});
        return {};
    }
    geo::PointMetric point;
    if (change.place.empty()) {
        point = projection.to_metric({change.at_lon_lat[0], change.at_lon_lat[1]});
    } else {
        auto const place = std::ranges::find(city.places, change.place, &Place::id);
        if (place == city.places.end()) {
            findings.push_back({where, 0, 0, fmt::format("the city has no place with the id '{}'", change.place),
                                unknown_place_help(city, change.place)});
            return {};
        }
        point = place->position;
    }
    NodeId const node = nearest_junction(network, point, change.reach_m, !change.add);
    if (!node.valid()) {
        findings.push_back({where, 0, 0,
                            fmt::format("no junction {} a signal lies within {} m of {}",
                                        change.add ? "without" : "with", change.reach_m, junction_named_by(change)),
                            "raise reach_m, or move the point"});
    }
    return node;
}

// Greens that are known by turn keep their shares of the cycle, whole ones stay whole.
network::SignalPlan stretched(network::SignalPlan plan, Millis cycle_ms)
{
    auto const scaled = [&](Millis time_ms) {
        return static_cast<Millis>(std::int64_t{time_ms} * cycle_ms / plan.cycle_ms);
    };
    for (network::SignalledTurn& turn : plan.turns) {
        for (network::GreenWindow& green : turn.greens) {
            Millis const end_ms = scaled(green.start_ms + green.length_ms);
            green.start_ms = scaled(green.start_ms);
            green.length_ms = std::clamp(end_ms - green.start_ms, 1, cycle_ms);
        }
    }
    plan.offset_ms = scaled(plan.offset_ms);
    plan.cycle_ms = cycle_ms;
    return plan;
}

void time_known_plans(NodeId node, SignalChange const& change, network::Network& network)
{
    auto plans = network.signal_plans();
    for (network::SignalPlan& plan : plans) {
        if (plan.node != node) continue;
        if (change.cycle_s > 0) plan = stretched(std::move(plan), in_ms(change.cycle_s));
        if (change.offset_s >= 0) plan.offset_ms = in_ms(change.offset_s) % plan.cycle_ms;
    }
    network.set_signal_plans(std::move(plans));
}

}  // namespace

void apply_signal_change(std::string const& where, SignalChange const& change, geo::Projection const& projection,
                         City& city, Findings& findings)
{
    NodeId const node = find_junction(where, change, projection, city, findings);
    if (!node.valid()) return;
    if (change.remove) {
        city.network.set_signal(node, false);
        return;
    }
    bool const is_known_by_turn = !city.network.signal_plans(node).empty();
    if (is_known_by_turn && change.main_green_share > 0) {
        findings.push_back({where, 0, 0,
                            fmt::format("the greens at {} are known turn by turn: 'main_green_share' does not fit them",
                                        junction_named_by(change)),
                            "change cycle_s and offset_s, or the greens in the layer 'signals' of the city"});
        return;
    }
    if (is_known_by_turn) {
        time_known_plans(node, change, city.network);
        return;
    }
    city.network.set_signal_timing({node, in_ms(change.cycle_s), change.offset_s >= 0 ? in_ms(change.offset_s) : -1,
                                    static_cast<int>(std::lround(change.main_green_share * 1'000))});
}

}  // namespace halong::city
