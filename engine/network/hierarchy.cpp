#include "network/hierarchy.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "network/dissection_order.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace halong::network {
namespace {

constexpr std::uint32_t none = Hierarchy::none;

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// The ends of all arcs but loops, each pair once and in order; `number` tells the number of a state.
template <class Number>
Pairs neighbours(SearchGraph const& graph, Number const& number)
{
    Pairs pairs;
    pairs.reserve(graph.arc_count());
    for (std::uint32_t i = 0; i < graph.arc_count(); ++i) {
        std::uint32_t const a = number(graph.arc(i).source);
        std::uint32_t const b = number(graph.arc(i).target);
        if (a != b) pairs.emplace_back(std::min(a, b), std::max(a, b));
    }
    std::ranges::sort(pairs);
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

std::vector<std::uint32_t> order_of(SearchGraph const& graph)
{
    auto const edges = neighbours(graph, [](std::uint32_t state) { return state; });
    return dissection_order(static_cast<std::uint32_t>(graph.state_count()), edges);
}

// The elimination tree of a graph whose vertices are eliminated in the order of their numbers (Liu 1986, "A compact
// row storage scheme for Cholesky factors using elimination trees", ACM TOMS 12).
std::vector<std::uint32_t> elimination_tree(std::uint32_t size, Pairs edges)
{
    std::ranges::sort(edges, {}, [](auto const& edge) { return std::pair(edge.second, edge.first); });
    std::vector<std::uint32_t> parent(size, none);
    std::vector<std::uint32_t> ancestor(size, none);  // shortcuts towards the root of the tree so far
    for (auto const& [low, high] : edges) {
        for (std::uint32_t v = low; v != high;) {
            std::uint32_t const next = std::exchange(ancestor[v], high);
            if (next == none) parent[v] = high;
            if (next == none || next == high) break;
            v = next;
        }
    }
    return parent;
}

// Children before their parents, each subtree in one piece. Parents have higher numbers than their children.
std::vector<std::uint32_t> postorder(std::vector<std::uint32_t> const& parent)
{
    auto const size = static_cast<std::uint32_t>(parent.size());
    std::vector<std::uint32_t> subtree_size(size, 1);
    for (std::uint32_t v = 0; v < size; ++v) {
        if (parent[v] != none) subtree_size[parent[v]] += subtree_size[v];
    }
    // A subtree ends at its root's place; its children's subtrees fill the places before from right to left.
    std::vector<std::uint32_t> order(size);
    std::vector<std::uint32_t> free_end(size);  // by vertex: the places of its subtree that are free end before
    std::uint32_t root_end = size;
    for (std::uint32_t v = size; v-- > 0;) {
        std::uint32_t& end = parent[v] == none ? root_end : free_end[parent[v]];
        order[end - 1] = v;
        free_end[v] = end - 1;
        end -= subtree_size[v];
    }
    return order;
}

// Turns counts at v + 1 into offsets.
void accumulate(std::vector<std::uint32_t>& counts) { std::partial_sum(counts.begin(), counts.end(), counts.begin()); }

}  // namespace

Hierarchy::Hierarchy(SearchGraph const& graph) : Hierarchy(graph, order_of(graph)) {}

Hierarchy::Hierarchy(SearchGraph const& graph, std::span<std::uint32_t const> order) : graph_(&graph)
{
    number_vertices(order);
    add_edges();
    place_arcs();
    list_in_arcs();
    divide_work();
}

void Hierarchy::number_vertices(std::span<std::uint32_t const> order)
{
    auto const size = static_cast<std::uint32_t>(graph_->state_count());
    core::ensure(order.size() == size, "a hierarchy needs an order of all states");
    std::vector<std::uint32_t> place(size, none);
    for (std::uint32_t i = 0; i < size; ++i) {
        core::ensure(order[i] < size && place[order[i]] == none, "the order of a hierarchy must name each state once");
        place[order[i]] = i;
    }
    auto const tree = elimination_tree(size, neighbours(*graph_, [&](std::uint32_t state) { return place[state]; }));
    auto const places = postorder(tree);
    std::vector<std::uint32_t> vertex_at(size);  // by place
    vertex_of_.resize(size);
    state_of_.resize(size);
    for (std::uint32_t v = 0; v < size; ++v) {
        vertex_at[places[v]] = v;
        state_of_[v] = order[places[v]];
        vertex_of_[state_of_[v]] = v;
    }
    parent_.resize(size);
    for (std::uint32_t i = 0; i < size; ++i) parent_[vertex_at[i]] = tree[i] == none ? none : vertex_at[tree[i]];
}

// The higher neighbours of a vertex: its own, and those that its children hand on.
void Hierarchy::add_edges()
{
    std::uint32_t const size = vertex_count();
    auto const own = neighbours(*graph_, [&](std::uint32_t state) { return vertex_of_[state]; });
    std::vector<std::uint32_t> first_child(size, none);
    std::vector<std::uint32_t> next_child(size, none);
    std::vector<std::uint32_t> seen_by(size, none);
    first_edge_.assign(1, 0);
    auto next_own = own.begin();
    for (std::uint32_t v = 0; v < size; ++v) {
        auto const begin = static_cast<std::ptrdiff_t>(head_.size());
        auto const add = [&](std::uint32_t head) {
            if (std::exchange(seen_by[head], v) != v) head_.push_back(head);
        };
        seen_by[v] = v;
        for (; next_own != own.end() && next_own->first == v; ++next_own) add(next_own->second);
        for (std::uint32_t child = first_child[v]; child != none; child = next_child[child]) {
            for (std::uint32_t e = first_edge_[child]; e < first_edge_[child + 1]; ++e) add(head_[e]);
        }
        std::sort(head_.begin() + begin, head_.end());
        core::ensure(head_.size() < none, "a hierarchy has too many edges");
        first_edge_.push_back(static_cast<std::uint32_t>(head_.size()));
        if (parent_[v] != none) next_child[v] = std::exchange(first_child[parent_[v]], v);
    }
    head_.shrink_to_fit();
}

std::uint32_t Hierarchy::find_edge(std::uint32_t low, std::uint32_t high) const
{
    auto const begin = head_.begin() + first_edge_[low];
    auto const end = head_.begin() + first_edge_[low + 1];
    return static_cast<std::uint32_t>(std::lower_bound(begin, end, high) - head_.begin());
}

void Hierarchy::place_arcs()
{
    std::vector<std::pair<std::uint32_t, OwnArc>> placed;  // with the lower vertex
    placed.reserve(graph_->arc_count());
    for (std::uint32_t i = 0; i < graph_->arc_count(); ++i) {
        SearchGraph::Arc const& arc = graph_->arc(i);
        std::uint32_t const source = vertex_of_[arc.source];
        std::uint32_t const target = vertex_of_[arc.target];
        if (source == target) continue;  // costs are above 0: no shortest path has a loop
        std::uint32_t const low = std::min(source, target);
        placed.push_back({low, {find_edge(low, std::max(source, target)), arc.link, source == low}});
    }
    std::ranges::stable_sort(placed, {}, [](auto const& entry) { return entry.first; });
    first_own_.assign(std::size_t{vertex_count()} + 1, 0);
    own_arcs_.reserve(placed.size());
    for (auto const& [vertex, arc] : placed) {
        ++first_own_[vertex + 1];
        own_arcs_.push_back(arc);
    }
    accumulate(first_own_);
}

void Hierarchy::list_in_arcs()
{
    std::vector<std::uint32_t> by_rank(graph_->arc_count());
    for (std::uint32_t i = 0; i < by_rank.size(); ++i) by_rank[graph_->rank(i)] = i;
    std::erase_if(by_rank, [&](std::uint32_t i) { return graph_->arc(i).source == graph_->arc(i).target; });
    first_in_.assign(std::size_t{vertex_count()} + 1, 0);
    for (std::uint32_t const i : by_rank) ++first_in_[vertex_of_[graph_->arc(i).target] + 1];
    accumulate(first_in_);
    std::vector<std::uint32_t> next(first_in_.begin(), first_in_.end() - 1);
    in_arcs_.resize(by_rank.size());
    for (std::uint32_t const i : by_rank) {
        SearchGraph::Arc const& arc = graph_->arc(i);
        in_arcs_[next[vertex_of_[arc.target]]++] = {vertex_of_[arc.source], arc.link, i};
    }
}

// For each vertex, the triangles whose lower two vertices are some vertex and this one.
std::vector<std::uint64_t> Hierarchy::triangles_above() const
{
    std::vector<std::uint64_t> result(vertex_count(), 0);
    for (std::uint32_t v = 0; v < vertex_count(); ++v) {
        for (std::uint32_t e = first_edge_[v]; e < first_edge_[v + 1]; ++e)
            result[head_[e]] += first_edge_[v + 1] - e - 1;
    }
    return result;
}

// Largest subtrees whose work is a small share of all form the tasks, consecutive small ones together.
void Hierarchy::divide_work()
{
    constexpr std::uint64_t shares = 64;  // measured: few enough for little overhead, enough for even shares
    std::vector<std::uint64_t> work = triangles_above();
    triangles_ = std::accumulate(work.begin(), work.end(), std::uint64_t{0});
    for (std::uint32_t v = 0; v < vertex_count(); ++v) {
        work[v] += 1 + first_edge_[v + 1] - first_edge_[v];
        if (parent_[v] != none) work[parent_[v]] += work[v];
    }
    std::uint64_t const most = (triangles_ + head_.size() + vertex_count()) / shares + 1;
    std::uint64_t in_task = 0;
    task_first_.assign(1, 0);
    for (std::uint32_t v = 0; v < vertex_count(); ++v) {
        bool const is_top = work[v] > most;
        (is_top ? top_ : below_top_).push_back(v);
        bool const ends_subtree = !is_top && (parent_[v] == none || work[parent_[v]] > most);
        if (!ends_subtree) continue;
        in_task += work[v];
        if (in_task < most) continue;
        task_first_.push_back(static_cast<std::uint32_t>(below_top_.size()));
        in_task = 0;
    }
    if (task_first_.back() < below_top_.size()) task_first_.push_back(static_cast<std::uint32_t>(below_top_.size()));
    list_lower_edges();
}

void Hierarchy::list_lower_edges()
{
    first_lower_.assign(std::size_t{vertex_count()} + 1, 0);
    for (std::uint32_t const head : head_) ++first_lower_[head + 1];
    accumulate(first_lower_);
    first_top_lower_.assign(first_lower_.begin(), first_lower_.end() - 1);
    lower_edges_.resize(head_.size());
    for (std::uint32_t const v : below_top_) {
        for (std::uint32_t e = first_edge_[v]; e < first_edge_[v + 1]; ++e)
            lower_edges_[first_top_lower_[head_[e]]++] = {e, first_edge_[v + 1]};
    }
    std::vector<std::uint32_t> next = first_top_lower_;
    for (std::uint32_t const v : top_) {
        for (std::uint32_t e = first_edge_[v]; e < first_edge_[v + 1]; ++e)
            lower_edges_[next[head_[e]]++] = {e, first_edge_[v + 1]};
    }
}

std::size_t Hierarchy::bytes() const
{
    std::size_t const numbers = vertex_of_.size() + state_of_.size() + parent_.size() + first_edge_.size() +
                                head_.size() + first_own_.size() + first_in_.size() + first_lower_.size() +
                                first_top_lower_.size() + below_top_.size() + task_first_.size() + top_.size();
    return numbers * sizeof(std::uint32_t) + own_arcs_.size() * sizeof(OwnArc) + in_arcs_.size() * sizeof(InArc) +
           lower_edges_.size() * sizeof(LowerEdge);
}

HierarchyCosts::HierarchyCosts(Hierarchy const& hierarchy)
    : hierarchy_(&hierarchy),
      by_link_(hierarchy.graph().link_count(), unreachable_cost),
      upward_(hierarchy.edge_count(), unreachable_cost),
      downward_(hierarchy.edge_count(), unreachable_cost)
{}

HierarchyCosts::HierarchyCosts(Hierarchy const& hierarchy, std::span<std::uint32_t const> costs_ms)
    : HierarchyCosts(hierarchy)
{
    customize(costs_ms);
}

void HierarchyCosts::customize(std::span<std::uint32_t const> costs_ms)
{
    Hierarchy const& h = *hierarchy_;
    if (costs_ms.size() != by_link_.size()) {
        throw core::InternalFault(
            fmt::format("a hierarchy of {} links cannot take {} costs", by_link_.size(), costs_ms.size()));
    }
    auto const zero = std::ranges::find(costs_ms, 0U);
    if (zero != costs_ms.end()) {
        throw core::InternalFault(
            fmt::format("a hierarchy needs costs above 0 ms: link {} has 0", zero - costs_ms.begin()));
    }
    by_link_.assign(costs_ms.begin(), costs_ms.end());
    // Each vertex writes only its own edges, and reads edges of lower vertices, which are final.
    core::run_tasks(h.task_first_.size() - 1, [&](std::size_t task) {
        Places places(h.vertex_count());
        for (std::uint32_t i = h.task_first_[task]; i < h.task_first_[task + 1]; ++i) {
            std::uint32_t const v = h.below_top_[i];
            take_own_arcs(v);
            pull(v, h.first_lower_[v], h.first_lower_[v + 1], places);
        }
    });
    constexpr std::size_t block = 32;
    core::for_blocks(h.top_.size(), block, [&](std::size_t first, std::size_t last) {
        Places places(h.vertex_count());
        for (std::size_t i = first; i < last; ++i) {
            std::uint32_t const v = h.top_[i];
            take_own_arcs(v);
            pull(v, h.first_lower_[v], h.first_top_lower_[v], places);
        }
    });
    Places places(h.vertex_count());
    for (std::uint32_t const v : h.top_) pull(v, h.first_top_lower_[v], h.first_lower_[v + 1], places);
}

void HierarchyCosts::take_own_arcs(std::uint32_t vertex)
{
    Hierarchy const& h = *hierarchy_;
    for (std::uint32_t e = h.first_edge_[vertex]; e < h.first_edge_[vertex + 1]; ++e)
        upward_[e] = downward_[e] = unreachable_cost;
    for (std::uint32_t i = h.first_own_[vertex]; i < h.first_own_[vertex + 1]; ++i) {
        Hierarchy::OwnArc const& arc = h.own_arcs_[i];
        std::uint32_t& cost = arc.upward ? upward_[arc.edge] : downward_[arc.edge];
        cost = std::min(cost, by_link_[arc.link.value()]);
    }
}

// Lowers the costs of the vertex' edges by ways over the lower vertices at the other ends of its lower edges. A sum
// beyond 32 bits is never less than a cost, so it counts as unreachable, as it does for trees.
void HierarchyCosts::pull(std::uint32_t vertex, std::uint32_t first_lower, std::uint32_t last_lower, Places& places)
{
    Hierarchy const& h = *hierarchy_;
    for (std::uint32_t e = h.first_edge_[vertex]; e < h.first_edge_[vertex + 1]; ++e) places[h.head_[e]] = e;
    for (std::uint32_t i = first_lower; i < last_lower; ++i) {
        Hierarchy::LowerEdge const lower = h.lower_edges_[i];
        std::uint64_t const to_lower = downward_[lower.edge];
        std::uint64_t const from_lower = upward_[lower.edge];
        // All higher neighbours of the lower vertex beyond this one are neighbours of this one too.
        for (std::uint32_t e = lower.edge + 1; e < lower.last; ++e) {
            std::uint32_t const own = places[h.head_[e]];
            std::uint64_t const up = to_lower + upward_[e];
            std::uint64_t const down = from_lower + downward_[e];
            if (up < upward_[own]) upward_[own] = static_cast<std::uint32_t>(up);
            if (down < downward_[own]) downward_[own] = static_cast<std::uint32_t>(down);
        }
    }
}

std::size_t HierarchyCosts::bytes() const
{
    return (by_link_.size() + upward_.size() + downward_.size()) * sizeof(std::uint32_t);
}

}  // namespace halong::network
