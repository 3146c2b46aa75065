#include "traffic/arguments.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

// Keeps work and tags within 32 bits; a road of 1 km width has a tenth of it.
constexpr std::uint32_t largest_capacity_pcu_per_h = 5'000'000;
constexpr std::uint32_t largest_right_of_way = 16;

void check(LinkModel const& link, Millis window_ms)
{
    Millis const least_ms = *std::min_element(link.free_time_ms.begin(), link.free_time_ms.end());
    core::ensure(std::min(least_ms, link.wave_time_ms) >= window_ms,
                 "a link's free time and wave time must be at least the traffic window");
    core::ensure(link.exit_capacity_pcu_per_h > 0 && link.entrance_capacity_pcu_per_h > 0,
                 "a link's capacities must be positive");
    core::ensure(std::max(link.exit_capacity_pcu_per_h, link.entrance_capacity_pcu_per_h) <= largest_capacity_pcu_per_h,
                 "a link's capacities must not exceed 5,000,000 PCU/h");
    core::ensure(link.storage_mpcu > 0, "a link must hold something");
    core::ensure(link.right_of_way >= 1 && link.right_of_way <= largest_right_of_way,
                 "a link's right of way must lie in 1-16");
    if (!link.green.has_signal()) return;
    core::ensure(link.green.start_ms >= 0 && link.green.start_ms < link.green.cycle_ms,
                 "a green must start within its cycle");
    core::ensure(link.green.length_ms > 0 && link.green.length_ms <= link.green.cycle_ms,
                 "a green must last some of its cycle");
}

}  // namespace

void check_arguments(RoadModel const& model, city::Plans const& plans, network::Network const& network,
                     network::Routes const& routes, std::vector<std::uint8_t> const& watched,
                     scenario::TrafficParameters const& parameters)
{
    core::ensure(parameters.window_ms >= 0, "the traffic window must be 0 or more");
    core::ensure(parameters.window_ms <= parameters.min_link_time_ms,
                 "the traffic window must not exceed the least link time");
    core::ensure(model.links.size() == network.link_count(), "the road model must describe every link");
    core::ensure(watched.size() == network.link_count(), "the watched links must be given for every link");
    core::ensure(routes.size() == plans.stay_count(), "routes must be given for every stay");
    core::ensure(plans.mode.size() == plans.stay_count(), "plans must have a mode for every stay");
    core::ensure(model.node_capacity_pcu_per_h.empty() || model.node_capacity_pcu_per_h.size() == network.node_count(),
                 "node capacities must be given for every node or for none");
    core::ensure(parameters.seepage >= 0 && parameters.seepage <= 1, "the share of seepage must lie in 0-1");
    for (LinkModel const& link : model.links) check(link, parameters.window_ms);
}

}  // namespace halong::traffic
