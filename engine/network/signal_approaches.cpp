#include "network/signal_approaches.hpp"

#include <algorithm>
#include <cmath>

namespace halong::network {
namespace {

// The last stretch of a shape.
geo::PointMetric direction_of(Network const& network, LinkId link)
{
    auto const shape = network.shape(link);
    geo::PointMetric direction{0, 0};
    // The last stretch of some length: importers may leave doubled points.
    for (std::size_t i = shape.size(); i-- > 1 && direction.x_m == 0 && direction.y_m == 0;) {
        direction = {shape.back().x_m - shape[i - 1].x_m, shape.back().y_m - shape[i - 1].y_m};
    }
    return direction;
}

// Whether two directions differ by more than 45 degrees as undirected axes: cos^2 < 1/2.
bool crosses(geo::PointMetric a, geo::PointMetric b)
{
    double const dot = a.x_m * b.x_m + a.y_m * b.y_m;
    double const squares = (a.x_m * a.x_m + a.y_m * a.y_m) * (b.x_m * b.x_m + b.y_m * b.y_m);
    return 2 * dot * dot < squares;
}

}  // namespace

std::vector<SignalApproach> signal_approaches(Network const& network, NodeId node)
{
    std::vector<SignalApproach> approaches;
    for (LinkId const link : network.in_links(node)) {
        if (!network.access(link).overlaps(Access::all_vehicles())) continue;
        approaches.push_back({link, std::max(1LL, std::llround(network.supply(link).capacity_pcu_per_h)), false});
    }
    // The axis is the approach with the largest capacity; ties by what does not depend on numbering.
    std::ranges::sort(approaches, [&network](SignalApproach const& a, SignalApproach const& b) {
        return a.capacity_pcu_per_h != b.capacity_pcu_per_h ? a.capacity_pcu_per_h > b.capacity_pcu_per_h
                                                            : network.stable_id(a.link) < network.stable_id(b.link);
    });
    for (SignalApproach& approach : approaches) {
        approach.second_phase =
            crosses(direction_of(network, approaches.front().link), direction_of(network, approach.link));
    }
    return approaches;
}

bool approaches_cross(Network const& network, NodeId node)
{
    return std::ranges::any_of(signal_approaches(network, node), &SignalApproach::second_phase);
}

bool has_signal_that_stops(Network const& network, NodeId node)
{
    return network.has_signal(node) && (!network.signal_plans(node).empty() || approaches_cross(network, node));
}

}  // namespace halong::network
