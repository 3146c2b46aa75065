#include "equilibrium/path_flows.hpp"

#include <algorithm>

namespace halong::equilibrium {
namespace {

// Steps that went past equal costs are shortened until the gain left is at most this share of the first gain, at most so
// many times.
constexpr double tolerated_overshoot = 0.01;
constexpr int most_shortenings = 12;

// Below this share of a path's cost a difference is rounding.
constexpr double rounding = 1e-15;

}  // namespace

PathFlows::PathFlows(city::StaticNetwork const& network, city::StaticDemand const& demand, VolumeDelay const& costs)
    : demand_(demand),
      costs_(costs),
      flow_(network.link_count(), 0.0),
      cost_(network.link_count()),
      slope_(network.link_count()),
      paths_(demand.pair_count()),
      mark_(network.link_count(), 0)
{
    refresh();
}

std::size_t PathFlows::path_count() const
{
    std::size_t count = 0;
    for (auto const& paths : paths_) count += paths.size();
    return count;
}

void PathFlows::offer(std::size_t pair, std::vector<std::uint32_t> const& links)
{
    auto& paths = paths_[pair];
    if (std::ranges::find(paths, links, &AssignedPath::links) != paths.end()) return;
    paths.push_back({paths.empty() ? demand_.trips[pair] : 0.0, links});
}

void PathFlows::refresh()
{
    flow_ = flows_of(paths_, flow_.size());
    for (std::uint32_t link = 0; link < flow_.size(); ++link) {
        auto const [cost, slope] = costs_.at(link, flow_[link]);
        cost_[link] = cost;
        slope_[link] = slope;
    }
}

double PathFlows::cost_of(AssignedPath const& path) const
{
    double sum = 0;
    for (std::uint32_t const link : path.links) sum += cost_[link];
    return sum;
}

double PathFlows::excess(std::size_t pair, double least_cost) const
{
    double sum = 0;
    for (auto const& path : paths_[pair]) sum += path.flow * std::max(0.0, cost_of(path) - least_cost);
    return sum;
}

void PathFlows::find_difference(std::span<std::uint32_t const> dearer, std::span<std::uint32_t const> cheaper)
{
    changes_.clear();
    std::uint64_t const only_cheaper = ++comparison_;
    std::uint64_t const common = ++comparison_;
    for (std::uint32_t const link : cheaper) mark_[link] = only_cheaper;
    for (std::uint32_t const link : dearer) {
        if (mark_[link] == only_cheaper) {
            mark_[link] = common;
        } else {
            changes_.push_back({link, flow_[link], -1});
        }
    }
    for (std::uint32_t const link : cheaper) {
        if (mark_[link] == only_cheaper) changes_.push_back({link, flow_[link], 1});
    }
}

VolumeDelay::Value PathFlows::gain() const
{
    VolumeDelay::Value value;
    for (Change const& change : changes_) {
        value.cost -= change.sign * cost_[change.link];
        value.slope += slope_[change.link];
    }
    return value;
}

void PathFlows::move(double amount)
{
    for (Change const& change : changes_) {
        double const flow = std::max(0.0, change.flow + change.sign * amount);
        auto const [cost, slope] = costs_.at(change.link, flow);
        flow_[change.link] = flow;
        cost_[change.link] = cost;
        slope_[change.link] = slope;
    }
}

// The gain falls as flow moves. Newton's step goes past its zero where it is convex; the secant from the start then falls
// short of it.
void PathFlows::shift(AssignedPath& dearer, AssignedPath& cheaper)
{
    find_difference(dearer.links, cheaper.links);
    auto const [first_gain, slope] = gain();
    if (!(first_gain > 0)) return;
    double amount = slope > 0 ? std::min(dearer.flow, first_gain / slope) : dearer.flow;
    move(amount);
    for (int i = 0; i < most_shortenings; ++i) {
        double const left = gain().cost;
        if (left >= -tolerated_overshoot * first_gain) break;
        amount *= first_gain / (first_gain - left);
        move(amount);
    }
    dearer.flow -= amount;
    cheaper.flow += amount;
}

double PathFlows::equalise(std::size_t pair)
{
    auto& paths = paths_[pair];
    path_costs_.clear();
    for (auto const& path : paths) path_costs_.push_back(cost_of(path));
    auto const cheapest = static_cast<std::size_t>(std::ranges::min_element(path_costs_) - path_costs_.begin());
    double const least = path_costs_[cheapest];
    double excess = 0;
    for (std::size_t k = 0; k < paths.size(); ++k) {
        double const above = path_costs_[k] - least;
        if (k == cheapest || paths[k].flow <= 0 || above <= rounding * least) continue;
        excess += paths[k].flow * above;
        shift(paths[k], paths[cheapest]);
    }
    return excess;
}

void PathFlows::drop_unused(std::size_t pair)
{
    std::erase_if(paths_[pair], [](AssignedPath const& path) { return path.flow <= 0; });
}

}  // namespace halong::equilibrium
