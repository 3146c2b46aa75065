// A customizable contraction hierarchy: ordered once for a search graph, given costs as often as they change.
#pragma once

#include "network/link_costs.hpp"
#include "network/search_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// The states of a search graph in the order of their contraction, joined by the graph's arcs and by all shortcuts that
// any costs may need (Dibbelt, Strasser & Wagner 2016, "Customizable Contraction Hierarchies", ACM JEA 21). Banned
// turns are exact, since the search graph has a state for each restricted in-link. Parallel arcs share one edge.
//
// Vertices are states by their place in the order; an edge joins a vertex to a higher one. The higher neighbours of a
// vertex are all its ancestors in the elimination tree (parent: the lowest of them), whose numbering is a postorder:
// a subtree is a range of vertices.
//
// Time and memory grow with the separators of the network: a city's are small (Hạ Long: at most some hundred states);
// a dense random graph of many thousand states is no use here.
class Hierarchy {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    // The graph must outlive the hierarchy. The second form takes any order of all states (first contracted first;
    // throws InternalFault when it is no permutation); the first takes the dissection order.
    explicit Hierarchy(SearchGraph const& graph);
    Hierarchy(SearchGraph const& graph, std::span<std::uint32_t const> order);

    [[nodiscard]] SearchGraph const& graph() const { return *graph_; }
    [[nodiscard]] std::uint32_t vertex_count() const { return static_cast<std::uint32_t>(parent_.size()); }
    [[nodiscard]] std::size_t edge_count() const { return head_.size(); }
    [[nodiscard]] std::size_t triangle_count() const { return triangles_; }
    [[nodiscard]] std::uint32_t vertex_of(std::uint32_t state) const { return vertex_of_[state]; }
    [[nodiscard]] std::uint32_t state_of(std::uint32_t vertex) const { return state_of_[vertex]; }
    // The lowest higher neighbour, or none at the root of a connected part.
    [[nodiscard]] std::uint32_t parent(std::uint32_t vertex) const { return parent_[vertex]; }
    // Edges of a vertex to higher ones, by head: first_edge(vertex) to before first_edge(vertex + 1).
    [[nodiscard]] std::uint32_t first_edge(std::uint32_t vertex) const { return first_edge_[vertex]; }
    [[nodiscard]] std::span<std::uint32_t const> heads() const { return head_; }

    // An arc of the search graph, seen from the vertex to which it leads.
    struct InArc {
        std::uint32_t source = 0;  // vertex
        LinkId link;
        std::uint32_t arc = 0;  // of the search graph
    };
    // By rank, so that the first of several equally good ones is the preferred. Loops are left out.
    [[nodiscard]] std::span<InArc const> in_arcs(std::uint32_t vertex) const
    {
        return {in_arcs_.data() + first_in_[vertex], in_arcs_.data() + first_in_[vertex + 1]};
    }
    [[nodiscard]] std::size_t bytes() const;

private:
    friend class HierarchyCosts;

    // An arc of the search graph, at the lower of its two vertices.
    struct OwnArc {
        std::uint32_t edge = 0;
        LinkId link;
        bool upward = false;  // leads from the lower vertex to the higher
    };
    // An edge from a lower vertex, seen from its head.
    struct LowerEdge {
        std::uint32_t edge;
        std::uint32_t last;  // the lower vertex' edges end before
    };

    void number_vertices(std::span<std::uint32_t const> order);
    void add_edges();
    void place_arcs();
    void list_in_arcs();
    void divide_work();
    void list_lower_edges();
    [[nodiscard]] std::uint32_t find_edge(std::uint32_t low, std::uint32_t high) const;
    [[nodiscard]] std::vector<std::uint64_t> triangles_above() const;

    SearchGraph const* graph_;
    std::vector<std::uint32_t> vertex_of_;   // by state
    std::vector<std::uint32_t> state_of_;    // by vertex
    std::vector<std::uint32_t> parent_;      // by vertex
    std::vector<std::uint32_t> first_edge_;  // vertices + 1
    std::vector<std::uint32_t> head_;        // by edge
    std::vector<std::uint32_t> first_own_;   // vertices + 1
    std::vector<OwnArc> own_arcs_;
    std::vector<std::uint32_t> first_in_;  // vertices + 1
    std::vector<InArc> in_arcs_;
    // Edges by head; for each head those from vertices below the top come first, then those from the top.
    std::vector<std::uint32_t> first_lower_;      // vertices + 1
    std::vector<std::uint32_t> first_top_lower_;  // by vertex
    std::vector<LowerEdge> lower_edges_;
    // How customisation is divided: whole subtrees beside each other, then what stands above them.
    std::vector<std::uint32_t> below_top_;   // vertices, ascending
    std::vector<std::uint32_t> task_first_;  // tasks + 1: positions in below_top_
    std::vector<std::uint32_t> top_;         // vertices, ascending
    std::size_t triangles_ = 0;
};

// One set of costs on a hierarchy: the least cost of each edge upwards and downwards by way of lower vertices.
class HierarchyCosts {
public:
    // The hierarchy must outlive its costs.
    explicit HierarchyCosts(Hierarchy const& hierarchy);
    // The same, customised.
    HierarchyCosts(Hierarchy const& hierarchy, std::span<std::uint32_t const> costs_ms);

    // Takes new costs by link of the network, ms > 0; unreachable_cost shuts a link. Runs in parallel; the result is the
    // same for any number of threads. Throws InternalFault when there is not one cost for each link or one is 0.
    void customize(std::span<std::uint32_t const> costs_ms);

    [[nodiscard]] Hierarchy const& hierarchy() const { return *hierarchy_; }
    [[nodiscard]] std::span<std::uint32_t const> by_link() const { return by_link_; }  // as given
    // Of each edge, from its lower to its higher vertex and back.
    [[nodiscard]] std::span<std::uint32_t const> upward() const { return upward_; }
    [[nodiscard]] std::span<std::uint32_t const> downward() const { return downward_; }
    [[nodiscard]] std::size_t bytes() const;

private:
    using Places = std::vector<std::uint32_t>;  // the edge to each higher neighbour of the vertex at hand
    void take_own_arcs(std::uint32_t vertex);
    void pull(std::uint32_t vertex, std::uint32_t first_lower, std::uint32_t last_lower, Places& places);

    Hierarchy const* hierarchy_;
    std::vector<std::uint32_t> by_link_;
    std::vector<std::uint32_t> upward_;    // by edge
    std::vector<std::uint32_t> downward_;  // by edge
};

}  // namespace halong::network
