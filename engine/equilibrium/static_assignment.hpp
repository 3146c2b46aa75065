// Static traffic assignment: flows at which nobody gains by another path (Wardrop 1952), or whose total cost is least.
#pragma once

#include "city/static_network.hpp"
#include "equilibrium/volume_delay.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace halong::equilibrium {

struct AssignmentOptions {
    CostOf whose = CostOf::user;  // society: the system optimum
    double gap = 1e-6;            // stops when the relative gap is at most this in two iterations in a row; at least 0
    int iterations = 1'000;       // hard end; at least 1
};

// The state before an iteration changes it.
struct AssignmentIteration {
    int number = 0;        // from 1
    double gap = 0;        // relative gap
    double objective = 0;  // that which the assignment makes least
    std::size_t paths = 0;
};

struct AssignedPath {
    double flow = 0;                   // > 0
    std::vector<std::uint32_t> links;  // from the origin on
};

struct Assignment {
    // by link
    std::vector<double> flow;
    std::vector<double> cost;  // each user's
    // by pair of the demand
    std::vector<std::vector<AssignedPath>> paths;

    double beckmann = 0;         // sum over links of the integral of the users' cost (Beckmann, McGuire & Winsten 1956)
    double total_cost = 0;       // sum over links of flow x users' cost
    double gap = 0;              // (sum of path flow x cost - sum of trips x least cost) / sum of trips x least cost
    bool has_converged = false;  // whether `gap` is at most the one asked for
    std::vector<AssignmentIteration> iterations;
};

// Told each iteration as it begins.
using AssignmentWatcher = std::function<void(AssignmentIteration const&)>;

// Paths are kept by pair. Each iteration finds the least-cost path of all pairs at once and in parallel, and then makes
// costs equal pair by pair: flow goes from a dearer to the cheapest path by a Newton step over the links in which they
// differ, shortened where it would go past equal costs, so that the objective falls (gradient projection: Jayakrishnan
// et al. 1994; repeated over pairs within an iteration as in Xie, Nie & Liu 2018). The result is the same, bit for bit,
// for any number of threads. Every pair of the demand needs a path (city::unreachable_pairs); UserError, with the pair's
// place in its file and the dearest link, where the cost of none is finite.
Assignment assign(city::StaticNetwork const& network, city::StaticDemand const& demand,
                  AssignmentOptions const& options, AssignmentWatcher const& watcher = {});

// The flow of each link that the paths add up to.
std::vector<double> flows_of(std::vector<std::vector<AssignedPath>> const& paths, std::size_t link_count);

}  // namespace halong::equilibrium
