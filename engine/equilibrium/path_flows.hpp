// The paths that each pair of a demand uses, the flows on them, and the step that makes their costs equal.
#pragma once

#include "equilibrium/static_assignment.hpp"
#include "equilibrium/volume_delay.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::equilibrium {

class PathFlows {
public:
    // All arguments outlive this object. No pair has a path yet.
    PathFlows(city::StaticNetwork const& network, city::StaticDemand const& demand, VolumeDelay const& costs);

    [[nodiscard]] std::vector<double> const& link_costs() const { return cost_; }
    [[nodiscard]] std::vector<double> const& link_flows() const { return flow_; }
    [[nodiscard]] std::size_t path_count() const;

    // Adds a path of a pair unless it is there; the pair's first path takes all its trips. Pairs may be offered paths in
    // parallel; links know of the flow from the next refresh() on.
    void offer(std::size_t pair, std::vector<std::uint32_t> const& links);
    // Links' flows and costs anew from the paths, without what rounding left.
    void refresh();
    // What the pair's trips cost on their paths beyond `least_cost` each, at the links' costs.
    [[nodiscard]] double excess(std::size_t pair, double least_cost) const;
    // Moves flow between the paths of a pair towards equal costs; what they cost beyond their cheapest before.
    double equalise(std::size_t pair);
    // Lets go of the paths of a pair that carry nothing.
    void drop_unused(std::size_t pair);
    [[nodiscard]] bool has_choice(std::size_t pair) const { return paths_[pair].size() > 1; }

    [[nodiscard]] std::vector<std::vector<AssignedPath>> take_paths() && { return std::move(paths_); }

private:
    // A link in which two paths differ, with its flow before a step.
    struct Change {
        std::uint32_t link = 0;
        double flow = 0;
        double sign = 0;  // +1: the step adds flow, -1: it takes flow away
    };

    [[nodiscard]] double cost_of(AssignedPath const& path) const;
    void find_difference(std::span<std::uint32_t const> dearer, std::span<std::uint32_t const> cheaper);
    // What a unit of flow gains by the change of path, and how fast that falls.
    [[nodiscard]] VolumeDelay::Value gain() const;
    void move(double amount);
    void shift(AssignedPath& dearer, AssignedPath& cheaper);

    city::StaticDemand const& demand_;
    VolumeDelay const& costs_;
    std::vector<double> flow_;  // by link
    std::vector<double> cost_;
    std::vector<double> slope_;
    std::vector<std::vector<AssignedPath>> paths_;  // by pair
    std::vector<std::uint64_t> mark_;               // by link, of the comparison that saw it last
    std::uint64_t comparison_ = 0;
    std::vector<Change> changes_;
    std::vector<double> path_costs_;
};

}  // namespace halong::equilibrium
