#include "equilibrium/least_cost_tree.hpp"

#include <algorithm>
#include <functional>

namespace halong::equilibrium {

LeastCostTree::LeastCostTree(city::StaticNetwork const& network, city::LinksFrom const& links_from)
    : network_(network), links_from_(links_from), cost_(network.node_count()), link_to_(network.node_count())
{}

void LeastCostTree::grow(std::uint32_t origin, std::span<double const> costs)
{
    constexpr double unreached = std::numeric_limits<double>::infinity();
    std::ranges::fill(cost_, unreached);
    std::ranges::fill(link_to_, no_link);
    cost_[origin] = 0;
    heap_.assign(1, {0.0, origin});
    while (!heap_.empty()) {
        std::ranges::pop_heap(heap_, std::greater<>{});
        auto const [cost, node] = heap_.back();
        heap_.pop_back();
        bool const is_barred = node < network_.first_through_node && node != origin;
        if (cost > cost_[node] || is_barred) continue;
        for (std::uint32_t const link : links_from_[node]) {
            std::uint32_t const head = network_.to[link];
            double const through = cost + costs[link];
            if (!(through < cost_[head])) continue;
            cost_[head] = through;
            link_to_[head] = link;
            heap_.emplace_back(through, head);
            std::ranges::push_heap(heap_, std::greater<>{});
        }
    }
}

void LeastCostTree::append_path(std::uint32_t node, std::vector<std::uint32_t>& links) const
{
    auto const begin = static_cast<std::ptrdiff_t>(links.size());
    for (std::uint32_t link = link_to_[node]; link != no_link; link = link_to_[network_.from[link]]) {
        links.push_back(link);
    }
    std::reverse(links.begin() + begin, links.end());
}

}  // namespace halong::equilibrium
