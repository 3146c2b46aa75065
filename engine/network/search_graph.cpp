#include "network/search_graph.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace halong::network {
namespace {

// Spreads the low 16 bits to the even places.
std::uint32_t spread(std::uint32_t bits)
{
    bits = (bits | (bits << 8U)) & 0x00FF00FFU;
    bits = (bits | (bits << 4U)) & 0x0F0F0F0FU;
    bits = (bits | (bits << 2U)) & 0x33333333U;
    return (bits | (bits << 1U)) & 0x55555555U;
}

// Nodes along a Z-order curve (Morton 1966) over the network's extent.
std::vector<NodeId> nodes_along_curve(Network const& network)
{
    constexpr double cells = 65535.0;
    geo::Box box{1e300, 1e300, -1e300, -1e300};
    for (NodeId const node : network.nodes()) {
        geo::PointMetric const point = network.position(node);
        box = {std::min(box.min_x_m, point.x_m), std::min(box.min_y_m, point.y_m), std::max(box.max_x_m, point.x_m),
               std::max(box.max_y_m, point.y_m)};
    }
    double const extent = std::max({box.max_x_m - box.min_x_m, box.max_y_m - box.min_y_m, 1.0});
    std::vector<std::pair<std::uint32_t, NodeId>> order;
    for (NodeId const node : network.nodes()) {
        geo::PointMetric const point = network.position(node);
        auto const x = static_cast<std::uint32_t>((point.x_m - box.min_x_m) / extent * cells);
        auto const y = static_cast<std::uint32_t>((point.y_m - box.min_y_m) / extent * cells);
        order.emplace_back(spread(x) | (spread(y) << 1U), node);
    }
    std::ranges::sort(order);
    std::vector<NodeId> nodes;
    nodes.reserve(order.size());
    for (auto const& [place, node] : order) nodes.push_back(node);
    return nodes;
}

}  // namespace

SearchGraph::SearchGraph(Network const& network, Access users, UTurns u_turns)
    : link_count_(network.link_count()), states_(network.node_count())
{
    if (u_turns == UTurns::dead_ends && users != Access::walkers()) no_u_turn_ = links_without_u_turn(network, users);
    std::vector<State> states;
    std::vector<std::uint32_t> const state_after = make_states(network, users, states);
    state_numbers_.resize(states.size());
    std::iota(state_numbers_.begin(), state_numbers_.end(), 0U);
    offset_.reserve(states.size() + 1);
    for (std::uint32_t state = 0; state < states.size(); ++state) {
        offset_.push_back(static_cast<std::uint32_t>(arcs_.size()));
        add_arcs(network, state, states[state], users, state_after);
    }
    offset_.push_back(static_cast<std::uint32_t>(arcs_.size()));
    rank_arcs(network);
}

bool SearchGraph::allows(Network const& network, LinkId in, LinkId out) const
{
    bool const turns_back = no_u_turn_.size() > 0 && no_u_turn_[in] != 0 && out == network.reverse(in);
    return !turns_back && !network.is_banned(in, out);
}

// Whether someone among `users` who arrives by the link is not allowed to take one of the ways on.
bool SearchGraph::is_restricted(Network const& network, LinkId in_link, Access users) const
{
    NodeId const node = network.to(in_link);
    bool const turns = no_u_turn_.size() > 0 && no_u_turn_[in_link] != 0;
    if (!turns && !network.has_banned_turn(node)) return false;
    return std::ranges::any_of(network.out_links(node), [&](LinkId out) {
        return network.access(out).overlaps(users) && !allows(network, in_link, out);
    });
}

std::vector<std::uint32_t> SearchGraph::make_states(Network const& network, Access users, std::vector<State>& states)
{
    std::vector<std::uint32_t> state_after(network.link_count(), 0);
    std::vector<LinkId> in_links;
    for (NodeId const node : nodes_along_curve(network)) {
        auto const first = static_cast<std::uint32_t>(states.size());
        states.push_back({node, LinkId{}});
        in_links.assign(network.in_links(node).begin(), network.in_links(node).end());
        std::ranges::stable_sort(in_links, {}, [&](LinkId link) { return network.stable_id(link); });
        for (LinkId const link : in_links) {
            state_after[link.value()] = first;
            if (!network.access(link).overlaps(users) || !is_restricted(network, link, users)) continue;
            state_after[link.value()] = static_cast<std::uint32_t>(states.size());
            states.push_back({node, link});
        }
        states_[node] = {first, static_cast<std::uint32_t>(states.size())};
    }
    return state_after;
}

// The ways on for one who is in the state: all ways, but for turns that are not allowed from its in-link.
void SearchGraph::add_arcs(Network const& network, std::uint32_t number, State state, Access users,
                           std::vector<std::uint32_t> const& state_after)
{
    std::uint32_t ordinal = 0;
    for (LinkId const out : network.out_links(state.node)) {
        if (!network.access(out).overlaps(users)) continue;
        if (state.in_link.valid() && !allows(network, state.in_link, out)) continue;
        arcs_.push_back({out, state_after[out.value()], number, ordinal++});
    }
}

void SearchGraph::rank_arcs(Network const& network)
{
    auto const preference = [&](std::uint32_t arc) {
        LinkId const link = arcs_[arc].link;
        // States of one node stand in the order of the stable ids of the links before.
        return std::tuple(network.stable_id(link), link, arcs_[arc].source);
    };
    std::vector<std::uint32_t> order(arcs_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, preference);
    rank_.resize(arcs_.size());
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) rank_[order[rank]] = rank;
}

}  // namespace halong::network
