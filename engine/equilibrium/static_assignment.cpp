#include "equilibrium/static_assignment.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "equilibrium/least_cost_tree.hpp"
#include "equilibrium/path_flows.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::equilibrium {
namespace {

// Costs are made equal over the paths that are known until what is left is this share of the gap, at most so many times.
constexpr double share_left = 0.001;
constexpr int most_rounds = 100;

// The gap does not fall steadily, and the flows of links settle after it (Boyce, Ralevic-Dekic & Bar-Gera 2004).
constexpr int near_in_a_row = 2;

constexpr std::size_t origins_in_block = 4;

// Pairs with the same origin lie side by side.
struct OriginPairs {
    std::uint32_t origin = 0;
    std::size_t first = 0;
    std::size_t last = 0;
};

std::vector<OriginPairs> by_origin(city::StaticDemand const& demand)
{
    std::vector<OriginPairs> origins;
    for (std::size_t pair = 0; pair < demand.pair_count(); ++pair) {
        if (origins.empty() || origins.back().origin != demand.origin[pair]) {
            origins.push_back({demand.origin[pair], pair, pair});
        }
        origins.back().last = pair + 1;
    }
    return origins;
}

class Solver {
public:
    Solver(city::StaticNetwork const& network, city::StaticDemand const& demand, AssignmentOptions const& options)
        : network_(network),
          demand_(demand),
          costs_(network, options.whose),
          links_from_(network),
          origins_(by_origin(demand)),
          flows_(network, demand, costs_),
          excess_(demand.pair_count()),
          least_(demand.pair_count())
    {}

    // Gives every pair the path that is cheapest now.
    void find_paths()
    {
        core::for_blocks(origins_.size(), origins_in_block, [&](std::size_t first, std::size_t last) {
            LeastCostTree tree(network_, links_from_);
            std::vector<std::uint32_t> links;
            for (std::size_t i = first; i < last; ++i) {
                tree.grow(origins_[i].origin, flows_.link_costs());
                for (std::size_t pair = origins_[i].first; pair < origins_[i].last; ++pair) {
                    least_[pair] = tree.cost_to(demand_.destination[pair]);
                    if (!std::isfinite(least_[pair])) continue;
                    excess_[pair] = flows_.excess(pair, least_[pair]);
                    links.clear();
                    tree.append_path(demand_.destination[pair], links);
                    flows_.offer(pair, links);
                }
            }
        });
        refuse_endless_costs();
    }

    // As of the last find_paths.
    [[nodiscard]] double excess() const
    {
        double sum = 0;
        for (double const value : excess_) sum += value;
        return sum;
    }
    [[nodiscard]] double relative_gap() const
    {
        double least = 0;
        for (std::size_t pair = 0; pair < least_.size(); ++pair) least += least_[pair] * demand_.trips[pair];
        return least > 0 ? excess() / least : 0;
    }

    // Makes costs equal over the paths that are known.
    void equalise()
    {
        std::vector<std::size_t> choosing;
        for (std::size_t pair = 0; pair < demand_.pair_count(); ++pair) {
            if (flows_.has_choice(pair)) choosing.push_back(pair);
        }
        double const enough = share_left * excess();
        for (int round = 0; round < most_rounds; ++round) {
            double left = 0;
            for (std::size_t const pair : choosing) left += flows_.equalise(pair);
            if (left <= enough) break;
        }
        for (std::size_t const pair : choosing) flows_.drop_unused(pair);
        flows_.refresh();
    }

    void refresh() { flows_.refresh(); }
    [[nodiscard]] std::size_t path_count() const { return flows_.path_count(); }
    [[nodiscard]] double objective() const
    {
        double sum = 0;
        for (std::uint32_t link = 0; link < network_.link_count(); ++link) {
            sum += costs_.integral(link, flows_.link_flows()[link]);
        }
        return sum;
    }
    void take(Assignment& result)
    {
        result.flow = flows_.link_flows();
        result.paths = std::move(flows_).take_paths();
    }

private:
    // Every pair has a path; if the cheapest has no finite cost, the costs have grown beyond what can be counted.
    void refuse_endless_costs() const
    {
        auto const is_endless = [](double cost) { return !std::isfinite(cost); };
        auto const first = std::ranges::find_if(least_, is_endless);
        if (first == least_.end()) return;
        auto const pair = static_cast<std::size_t>(first - least_.begin());
        auto const link =
            static_cast<std::size_t>(std::ranges::max_element(flows_.link_costs()) - flows_.link_costs().begin());
        throw core::UserError(core::Diagnostic{
            demand_.file, demand_.line[pair], demand_.column[pair],
            fmt::format(
                "from node {} to node {} every path costs more than a number can hold, as for {} pairs in all; "
                "dearest is the link from {} to {} of {}: {:g} trips on a capacity of {:g} with free time {:g}, "
                "b {:g} and power {:g}",
                network_.node_id[demand_.origin[pair]], network_.node_id[demand_.destination[pair]],
                std::ranges::count_if(least_, is_endless), network_.node_id[network_.from[link]],
                network_.node_id[network_.to[link]], network_.file, flows_.link_flows()[link], network_.capacity[link],
                network_.free_time[link], network_.b[link], network_.power[link]),
            "a link costs free_time (1 + b (flow / capacity)^power): check these of the link, and the trips"});
    }

    city::StaticNetwork const& network_;
    city::StaticDemand const& demand_;
    VolumeDelay costs_;
    city::LinksFrom links_from_;
    std::vector<OriginPairs> origins_;
    PathFlows flows_;
    std::vector<double> excess_;  // by pair: cost beyond that of the cheapest path, as of the last find_paths
    std::vector<double> least_;   // by pair: cost of the cheapest path
};

}  // namespace

std::vector<double> flows_of(std::vector<std::vector<AssignedPath>> const& paths, std::size_t link_count)
{
    std::vector<double> flow(link_count, 0.0);
    for (auto const& of_pair : paths) {
        for (auto const& path : of_pair) {
            for (std::uint32_t const link : path.links) flow[link] += path.flow;
        }
    }
    return flow;
}

Assignment assign(city::StaticNetwork const& network, city::StaticDemand const& demand,
                  AssignmentOptions const& options, AssignmentWatcher const& watcher)
{
    Assignment result;
    Solver solver(network, demand, options);
    solver.find_paths();  // at empty links: all trips on the cheapest path
    solver.refresh();
    int near = 0;  // iterations in a row at the gap asked for
    for (int number = 1;; ++number) {
        solver.find_paths();
        result.gap = solver.relative_gap();
        result.iterations.push_back({number, result.gap, solver.objective(), solver.path_count()});
        if (watcher) watcher(result.iterations.back());
        near = result.gap <= options.gap ? near + 1 : 0;
        if (near == near_in_a_row || number >= options.iterations) break;
        solver.equalise();
    }
    result.has_converged = near > 0;
    solver.take(result);
    VolumeDelay const users(network, CostOf::user);
    result.cost.resize(network.link_count());
    for (std::uint32_t link = 0; link < network.link_count(); ++link) {
        result.cost[link] = users.at(link, result.flow[link]).cost;
        result.beckmann += users.integral(link, result.flow[link]);
        result.total_cost += result.flow[link] * result.cost[link];
    }
    for (auto& paths : result.paths) std::erase_if(paths, [](AssignedPath const& path) { return path.flow <= 0; });
    return result;
}

}  // namespace halong::equilibrium
