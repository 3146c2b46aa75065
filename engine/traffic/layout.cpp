#include "traffic/layout.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <span>

namespace halong::traffic {
namespace {

using core::LinkId;
using core::NodeId;
using network::Network;

constexpr std::uint32_t least_groups_per_region = 64;  // smaller lists would leave no time for looking ahead

// Puts a 0 before each of the 16 low bits.
std::uint32_t spread_bits(std::uint32_t value)
{
    std::uint32_t spread = 0;
    for (unsigned bit = 0; bit < 16; ++bit) spread |= (value >> bit & 1U) << (2 * bit);
    return spread;
}

std::vector<std::uint32_t> z_order_codes(Network const& network)
{
    geo::Line points;
    for (NodeId const node : network.nodes()) points.push_back(network.position(node));
    std::vector<std::uint32_t> codes(points.size());
    if (points.empty()) return codes;
    geo::PointMetric least = points.front();
    double side_m = 1;
    for (auto const& point : points) least = {std::min(least.x_m, point.x_m), std::min(least.y_m, point.y_m)};
    for (auto const& point : points) side_m = std::max({side_m, point.x_m - least.x_m, point.y_m - least.y_m});
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto const x = static_cast<std::uint32_t>((points[i].x_m - least.x_m) / side_m * 65'535);
        auto const y = static_cast<std::uint32_t>((points[i].y_m - least.y_m) / side_m * 65'535);
        codes[i] = spread_bits(x) | spread_bits(y) << 1U;
    }
    return codes;
}

// By rank, each along the curve.
std::vector<std::vector<NodeId>> nodes_along_curve(Network const& network, NodeParts const& parts)
{
    std::vector<std::uint32_t> const codes = z_order_codes(network);
    std::vector<std::vector<NodeId>> order(parts.rank_count);
    for (NodeId const node : network.nodes()) {
        std::uint32_t const rank = parts.rank_of_node.empty() ? parts.own_rank : parts.rank_of_node[node.value()];
        core::ensure(rank < parts.rank_count, "every node must be of one of the ranks");
        order[rank].push_back(node);
    }
    for (auto& nodes : order) {
        std::ranges::stable_sort(nodes, {}, [&codes](NodeId node) { return codes[node.value()]; });
    }
    return order;
}

std::vector<LinkId> by_stable_id(Network const& network, std::span<LinkId const> links)
{
    std::vector<LinkId> sorted(links.begin(), links.end());
    std::sort(sorted.begin(), sorted.end(), [&network](LinkId a, LinkId b) {
        return network.stable_id(a) != network.stable_id(b) ? network.stable_id(a) < network.stable_id(b) : a < b;
    });
    return sorted;
}

void number_ends(Network const& network, NodeId node, Layout& layout)
{
    core::ensure(network.in_links(node).size() + network.out_links(node).size() < no_claimant,
                 "a node may have at most 65,534 links");
    auto const number = static_cast<std::uint32_t>(layout.nodes.size());
    NodeEnds ends;
    ends.first_exit = static_cast<std::uint32_t>(layout.link_of_exit.size());
    ends.first_entrance = static_cast<std::uint32_t>(layout.node_of_entrance.size());
    ends.exit_count = static_cast<std::uint16_t>(network.in_links(node).size());
    ends.entrance_count = static_cast<std::uint16_t>(network.out_links(node).size());
    layout.nodes.push_back(ends);
    for (LinkId const link : by_stable_id(network, network.in_links(node))) {
        layout.exit_of_link[link.value()] = static_cast<std::uint32_t>(layout.link_of_exit.size());
        layout.link_of_exit.push_back(link);
        layout.node_of_exit.push_back(number);
    }
    for (LinkId const link : by_stable_id(network, network.out_links(node))) {
        layout.entrance_of_link[link.value()] = static_cast<std::uint32_t>(layout.node_of_entrance.size());
        layout.node_of_entrance.push_back(number);
    }
}

std::uint32_t groups_of(std::size_t nodes)
{
    return static_cast<std::uint32_t>((nodes + Layout::nodes_per_group - 1) / Layout::nodes_per_group);
}

// The groups from `begin` on become regions of `rank`: one where it is another's.
void form_regions(Layout& layout, NodeParts const& parts, std::uint32_t rank, std::uint32_t begin)
{
    std::uint32_t const groups = groups_of(layout.nodes.size()) - begin;
    bool const is_own = rank == parts.own_rank;
    std::uint32_t const most = most_regions - (parts.rank_count - 1);
    std::uint32_t const regions = is_own ? std::clamp(groups / least_groups_per_region, 1U, most) : 1U;
    if (is_own) layout.first_own_region = static_cast<std::uint32_t>(layout.first_group.size());
    for (std::uint32_t region = 0; region < regions; ++region) {
        layout.first_group.push_back(begin + groups * region / regions);
        layout.rank_of_region.push_back(rank);
    }
    if (is_own) layout.end_own_region = static_cast<std::uint32_t>(layout.first_group.size());
}

// Nodes without ends, up to the next group.
void fill_group(Layout& layout)
{
    NodeEnds none;
    none.first_exit = static_cast<std::uint32_t>(layout.link_of_exit.size());
    none.first_entrance = static_cast<std::uint32_t>(layout.node_of_entrance.size());
    layout.nodes.resize(std::size_t{groups_of(layout.nodes.size())} * Layout::nodes_per_group, none);
}

}  // namespace

std::uint8_t Layout::region_of_node(std::uint32_t node) const
{
    auto const after = std::upper_bound(first_group.begin(), first_group.end(), group_of_node(node));
    return static_cast<std::uint8_t>(after - first_group.begin() - 1);
}

Layout layout_of(Network const& network, NodeParts const& parts)
{
    core::ensure(network.link_count() < no_entrance, "a network may have at most 2^29 - 2 links");
    core::ensure(parts.rank_count <= most_regions, "at most 64 ranks can share the roads");
    core::ensure(parts.rank_of_node.empty() || parts.rank_of_node.size() == network.node_count(),
                 "the rank must be given for every node");
    Layout layout;
    layout.exit_of_link.resize(network.link_count());
    layout.entrance_of_link.resize(network.link_count());
    auto const order = nodes_along_curve(network, parts);
    for (std::uint32_t rank = 0; rank < parts.rank_count; ++rank) {
        if (rank > 0) fill_group(layout);
        std::uint32_t const begin = groups_of(layout.nodes.size());
        for (NodeId const node : order[rank]) number_ends(network, node, layout);
        form_regions(layout, parts, rank, begin);
    }
    layout.first_group.push_back(groups_of(layout.nodes.size()));
    return layout;
}

}  // namespace halong::traffic
