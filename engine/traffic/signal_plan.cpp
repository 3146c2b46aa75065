#include "traffic/signal_plan.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace halong::traffic {
namespace {

using core::LinkId;
using core::NodeId;
using network::Network;

struct Approach {
    LinkId link;
    double dx_m = 0;  // the last stretch of its shape
    double dy_m = 0;
    std::int64_t capacity_pcu_per_h = 0;
    std::uint64_t stable_id = 0;
    bool second_phase = false;
};

Approach approach_of(Network const& network, LinkId link)
{
    auto const shape = network.shape(link);
    Approach approach;
    approach.link = link;
    // The last stretch of some length: importers may leave doubled points.
    for (std::size_t i = shape.size(); i-- > 1 && approach.dx_m == 0 && approach.dy_m == 0;) {
        approach.dx_m = shape.back().x_m - shape[i - 1].x_m;
        approach.dy_m = shape.back().y_m - shape[i - 1].y_m;
    }
    approach.capacity_pcu_per_h = std::max(1LL, std::llround(network.supply(link).capacity_pcu_per_h));
    approach.stable_id = network.stable_id(link);
    return approach;
}

std::vector<Approach> approaches_of(Network const& network, NodeId node)
{
    std::vector<Approach> approaches;
    for (LinkId const link : network.in_links(node)) {
        if (network.access(link).overlaps(network::Access::all_vehicles())) {
            approaches.push_back(approach_of(network, link));
        }
    }
    // The axis is the approach with the largest capacity; ties by what does not depend on numbering.
    std::sort(approaches.begin(), approaches.end(), [](Approach const& a, Approach const& b) {
        return a.capacity_pcu_per_h != b.capacity_pcu_per_h ? a.capacity_pcu_per_h > b.capacity_pcu_per_h
                                                            : a.stable_id < b.stable_id;
    });
    return approaches;
}

// Whether two directions differ by more than 45 degrees as undirected axes: cos^2 < 1/2.
bool crosses(Approach const& a, Approach const& b)
{
    double const dot = a.dx_m * b.dx_m + a.dy_m * b.dy_m;
    double const squares = (a.dx_m * a.dx_m + a.dy_m * a.dy_m) * (b.dx_m * b.dx_m + b.dy_m * b.dy_m);
    return 2 * dot * dot < squares;
}

void plan_node(Network const& network, NodeId node, Millis cycle_ms, Millis lost_ms, std::vector<GreenTime>& greens)
{
    std::vector<Approach> approaches = approaches_of(network, node);
    std::int64_t capacity = 0;
    std::int64_t second_capacity = 0;
    for (Approach& approach : approaches) {
        approach.second_phase = crosses(approaches.front(), approach);
        capacity += approach.capacity_pcu_per_h;
        if (approach.second_phase) second_capacity += approach.capacity_pcu_per_h;
    }
    if (second_capacity == 0) return;  // nobody to give way to

    network::SignalTiming const* const set = network.signal_timing(node);
    if (set != nullptr && set->cycle_ms > 0) cycle_ms = std::max(set->cycle_ms, 2 * lost_ms + 2);
    Millis const usable_ms = cycle_ms - 2 * lost_ms;
    std::int64_t const wanted_ms = set != nullptr && set->main_permille > 0
                                       ? std::int64_t{usable_ms} * (1'000 - set->main_permille) / 1'000
                                       : usable_ms * second_capacity / capacity;
    auto const second_ms = static_cast<Millis>(std::clamp<std::int64_t>(wanted_ms, 1, usable_ms - 1));
    Millis const first_ms = usable_ms - second_ms;
    auto const offset_ms = set != nullptr && set->offset_ms >= 0
                               ? set->offset_ms % cycle_ms
                               : static_cast<Millis>(network.stable_id(node) % static_cast<std::uint64_t>(cycle_ms));
    for (Approach const& approach : approaches) {
        Millis const start_ms = approach.second_phase ? offset_ms + first_ms + lost_ms : offset_ms;
        greens[approach.link.value()] = {cycle_ms, start_ms % cycle_ms, approach.second_phase ? second_ms : first_ms};
    }
}

}  // namespace

std::vector<GreenTime> signal_plans(Network const& network, scenario::TrafficParameters const& parameters)
{
    auto const cycle_ms = static_cast<Millis>(std::llround(parameters.signal_cycle_s * core::ms_per_second));
    auto const lost_ms = static_cast<Millis>(std::llround(parameters.signal_lost_s * core::ms_per_second));
    core::ensure(lost_ms >= 0 && cycle_ms - 2 * lost_ms >= 2,
                 "a signal's cycle must exceed the lost time of its phases");
    std::vector<GreenTime> greens(network.link_count());
    for (NodeId const node : network.nodes()) {
        if (network.has_signal(node) && network.signal_plans(node).empty())
            plan_node(network, node, cycle_ms, lost_ms, greens);
    }
    return greens;
}

}  // namespace halong::traffic
