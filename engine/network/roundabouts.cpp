#include "network/roundabouts.hpp"

#include "core/parallel.hpp"

#include <functional>
#include <map>
#include <queue>

namespace halong::network {
namespace {

bool may_circulate(Network const& network, LinkId link, double longest_link_m)
{
    return !network.reverse(link).valid() && network.length_m(link) <= longest_link_m &&
           network.access(link).has(VehicleClass::car) && network.road_class(link) != RoadClass::ferry;
}

// Whether candidates lead from the end of `link` back to its start within the length that is left.
bool closes_ring(Network const& network, LinkId link, std::vector<std::uint8_t> const& candidate, double longest_ring_m)
{
    using Reached = std::pair<double, NodeId>;  // metres from the start of `link`
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> open;
    std::map<NodeId, double> best;
    open.emplace(network.length_m(link), network.to(link));
    while (!open.empty()) {
        auto const [metres, node] = open.top();
        open.pop();
        if (node == network.from(link)) return true;
        for (LinkId const next : network.out_links(node)) {
            double const sum = metres + network.length_m(next);
            if (candidate[next.value()] == 0 || sum > longest_ring_m) continue;
            auto const [known, fresh] = best.try_emplace(network.to(next), sum);
            if (!fresh && known->second <= sum) continue;
            known->second = sum;
            open.emplace(sum, network.to(next));
        }
    }
    return false;
}

}  // namespace

core::Column<LinkId, std::uint8_t> circulating_links(Network const& network, double longest_link_m,
                                                     double longest_ring_m)
{
    std::vector<std::uint8_t> candidate(network.link_count(), 0);
    for (LinkId const link : network.links()) {
        candidate[link.value()] = may_circulate(network, link, longest_link_m) ? 1 : 0;
    }
    core::Column<LinkId, std::uint8_t> circulates(network.link_count(), 0);
    core::for_each_index(network.link_count(), 512, [&](std::size_t i) {
        LinkId const link{i};
        if (candidate[i] != 0 && closes_ring(network, link, candidate, longest_ring_m)) circulates[link] = 1;
    });
    return circulates;
}

}  // namespace halong::network
