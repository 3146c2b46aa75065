// The graph that a search walks, with banned turns built in.
#pragma once

#include "network/network.hpp"
#include "network/u_turns.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// One state per node, and one more for every in-link from which a turn is banned: whoever arrives by it has fewer
// ways on. So restrictions hold exactly. States are numbered along a curve through the plane, so that a search finds
// neighbours in the cache; no result depends on their numbers. Only links that at least one of `users` may use are
// in the graph. Turning back onto the reverse link is allowed where `u_turns` and restrictions say so: no shortest path
// does so, except to reach by a detour what a banned turn forbids to reach at once. Walkers turn anywhere.
class SearchGraph {
public:
    SearchGraph(Network const& network, Access users, UTurns u_turns = UTurns::anywhere);

    // One cache line holds four: whoever follows a path reads nothing else.
    struct Arc {
        LinkId link;
        std::uint32_t target = 0;   // state
        std::uint32_t source = 0;   // state
        std::uint32_t ordinal = 0;  // among the source's arcs
    };
    [[nodiscard]] std::size_t node_count() const { return states_.size(); }
    [[nodiscard]] std::size_t link_count() const { return link_count_; }  // of the network
    [[nodiscard]] std::size_t state_count() const { return offset_.size() - 1; }
    [[nodiscard]] std::size_t arc_count() const { return arcs_.size(); }
    [[nodiscard]] std::span<Arc const> arcs(std::uint32_t state) const
    {
        return {arcs_.data() + offset_[state], arcs_.data() + offset_[state + 1]};
    }
    // Arcs of a state are numbered from first_arc(state) to before first_arc(state + 1).
    [[nodiscard]] std::uint32_t first_arc(std::uint32_t state) const { return offset_[state]; }
    [[nodiscard]] Arc const& arc(std::uint32_t arc) const { return arcs_[arc]; }
    // Order of preference among arcs of equal cost: by stable id of the link, then of the link before. It does not
    // depend on how nodes and links are numbered (as long as stable ids differ; else the lower link id comes first).
    [[nodiscard]] std::uint32_t rank(std::uint32_t arc) const { return rank_[arc]; }

    // States that mean "at this node"; the first is where a trip starts.
    [[nodiscard]] std::uint32_t start_state(NodeId node) const { return states_[node].first; }
    [[nodiscard]] std::span<std::uint32_t const> states_of(NodeId node) const
    {
        return {state_numbers_.data() + states_[node].first, state_numbers_.data() + states_[node].last};
    }

private:
    struct StateRange {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };
    struct State {
        NodeId node;
        LinkId in_link;  // invalid for a node's first state
    };
    // Whether someone among `users` who arrives by `in` may take `out`.
    [[nodiscard]] bool allows(Network const& network, LinkId in, LinkId out) const;
    [[nodiscard]] bool is_restricted(Network const& network, LinkId in_link, Access users) const;
    // By link: the state that it leads to.
    [[nodiscard]] std::vector<std::uint32_t> make_states(Network const& network, Access users,
                                                         std::vector<State>& states);
    void add_arcs(Network const& network, std::uint32_t number, State state, Access users,
                  std::vector<std::uint32_t> const& state_after);
    void rank_arcs(Network const& network);

    std::size_t link_count_;
    std::vector<std::uint32_t> offset_;  // states + 1
    std::vector<Arc> arcs_;
    std::vector<std::uint32_t> rank_;  // by arc
    Column<NodeId, StateRange> states_;
    std::vector<std::uint32_t> state_numbers_;  // 0, 1, 2 … all states
    Column<LinkId, std::uint8_t> no_u_turn_;    // empty where all may turn anywhere
};

}  // namespace halong::network
