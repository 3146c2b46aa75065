#include "traffic/dark_signals.hpp"

#include "network/signal_approaches.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

namespace halong::traffic {
namespace {

using core::LinkId;
using core::NodeId;
using network::DarkSignal;
using network::Network;
using network::SignalPlan;

// By stable id: the order does not change when links elsewhere come or go.
std::vector<LinkId> approaches(Network const& network, NodeId node)
{
    std::vector<LinkId> links;
    std::ranges::transform(network::signal_approaches(network, node), std::back_inserter(links),
                           &network::SignalApproach::link);
    std::ranges::sort(links, {}, [&](LinkId link) { return network.stable_id(link); });
    return links;
}

void add_turns(Network const& network, LinkId from, network::GreenWindow green, SignalPlan& plan)
{
    for (LinkId const to : network.out_links(plan.node)) plan.turns.push_back({from, to, {green}, false});
}

// Empty where the rule gives the node no signal.
std::vector<SignalPlan> usual_plans(Network const& network, NodeId node, std::vector<GreenTime> const& greens)
{
    auto const known = network.signal_plans(node);
    if (!known.empty()) return {known.begin(), known.end()};
    SignalPlan plan;
    plan.node = node;
    for (LinkId const link : network.in_links(node)) {
        GreenTime const& green = greens[link.value()];
        if (!green.has_signal()) continue;
        plan.cycle_ms = green.cycle_ms;
        add_turns(network, link, {green.start_ms, green.length_ms}, plan);
    }
    if (plan.turns.empty()) return {};
    return {plan};
}

SignalPlan dark_plan(Network const& network, DarkSignal const& dark, double lane_pcu_per_h)
{
    SignalPlan plan;
    plan.node = dark.node;
    plan.from_ms = dark.from_ms;
    plan.to_ms = dark.to_ms;
    plan.cycle_ms = std::max<Millis>(1, static_cast<Millis>(std::lround(core::ms_per_hour / lane_pcu_per_h)));
    auto const links = approaches(network, dark.node);
    for (std::size_t i = 0; i < links.size(); ++i) {
        double const lanes = std::max(1, network.lanes(links[i]));
        double const whole_pcu_per_h =
            std::floor(network.supply(links[i]).capacity_pcu_per_h + 0.5);  // as vehicles see it
        auto const length_ms =
            static_cast<Millis>(std::floor(plan.cycle_ms * lanes * lane_pcu_per_h / std::max(1.0, whole_pcu_per_h)));
        auto const start_ms = static_cast<Millis>(std::int64_t{plan.cycle_ms} * static_cast<std::int64_t>(i) /
                                                  static_cast<std::int64_t>(links.size()));
        add_turns(network, links[i], {start_ms, std::clamp<Millis>(length_ms, 1, plan.cycle_ms)}, plan);
    }
    return plan;
}

// What is left of a plan outside of the dark hours, which are apart and in order.
void add_lit_periods(SignalPlan const& plan, std::span<DarkSignal const> dark, std::vector<SignalPlan>& plans)
{
    SignalPlan piece = plan;
    for (DarkSignal const& hours : dark) {
        piece.to_ms = std::min(plan.to_ms, hours.from_ms);
        if (piece.from_ms < piece.to_ms) plans.push_back(piece);
        piece.from_ms = std::max(piece.from_ms, hours.to_ms);
    }
    piece.to_ms = plan.to_ms;
    if (piece.from_ms < piece.to_ms) plans.push_back(piece);
}

}  // namespace

std::vector<SignalPlan> plans_with_dark_hours(Network const& network, double lane_pcu_per_h,
                                              std::vector<GreenTime>& greens)
{
    std::vector<SignalPlan> plans = network.signal_plans();
    std::span<DarkSignal const> rest(network.dark_signals());
    while (!rest.empty()) {
        NodeId const node = rest.front().node;
        auto const other = std::ranges::find_if(rest, [node](DarkSignal const& dark) { return dark.node != node; });
        auto const dark = rest.first(static_cast<std::size_t>(other - rest.begin()));
        rest = rest.subspan(dark.size());
        auto const usual = usual_plans(network, node, greens);
        if (usual.empty()) continue;
        std::erase_if(plans, [node](SignalPlan const& plan) { return plan.node == node; });
        for (SignalPlan const& plan : usual) add_lit_periods(plan, dark, plans);
        for (DarkSignal const& hours : dark) plans.push_back(dark_plan(network, hours, lane_pcu_per_h));
        for (LinkId const link : network.in_links(node)) greens[link.value()] = {};
    }
    std::ranges::sort(plans, {}, [](SignalPlan const& plan) { return std::pair(plan.node, plan.from_ms); });
    return plans;
}

}  // namespace halong::traffic
