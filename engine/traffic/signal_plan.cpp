#include "traffic/signal_plan.hpp"

#include "core/error.hpp"
#include "network/signal_approaches.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace halong::traffic {
namespace {

using core::NodeId;
using network::Network;

void plan_node(Network const& network, NodeId node, Millis cycle_ms, Millis lost_ms, std::vector<GreenTime>& greens)
{
    auto const approaches = network::signal_approaches(network, node);
    std::int64_t capacity = 0;
    std::int64_t second_capacity = 0;
    for (network::SignalApproach const& approach : approaches) {
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
    for (network::SignalApproach const& approach : approaches) {
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
