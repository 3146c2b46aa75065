#include "network/balanced_parts.hpp"

#include "core/error.hpp"
#include "network/metis_lock.hpp"

#include <algorithm>
#include <metis.h>
#include <numeric>
#include <tuple>

namespace halong::network {
namespace {

constexpr std::size_t least_vertices_in_part = 4;
// METIS counts in 32 bits, and adds weights up.
constexpr std::int64_t most_weight = 1 << 29;

// METIS's form: neighbours of vertex v are targets[offset[v] … offset[v + 1]), each once.
struct WeightedGraph {
    std::vector<idx_t> offset;
    std::vector<idx_t> targets;
    std::vector<idx_t> edge_weights;
    std::vector<idx_t> vertex_weights;
};

// Each weight as a share of the sum of all, so that none becomes 0 and their sum fits.
class Scale {
public:
    explicit Scale(std::int64_t sum) : divisor_(sum / most_weight + 1) {}
    [[nodiscard]] idx_t operator()(std::int64_t weight) const { return static_cast<idx_t>(1 + weight / divisor_); }

private:
    std::int64_t divisor_;
};

void add_edges(WeightedGraph& graph, std::size_t vertices, std::span<WeightedEdge const> edges)
{
    std::vector<WeightedEdge> directed;
    directed.reserve(2 * edges.size());
    std::int64_t sum = 0;
    for (auto const& [a, b, weight] : edges) {
        core::ensure(a < vertices && b < vertices, "an edge between parts names no vertex");
        core::ensure(weight >= 1, "an edge between parts must weigh something");
        if (a == b) continue;
        directed.push_back({a, b, weight});
        directed.push_back({b, a, weight});
        sum += 2 * weight;
    }
    std::ranges::sort(directed, {}, [](WeightedEdge const& edge) { return std::tuple(edge.a, edge.b, edge.weight); });
    std::vector<std::int64_t> weights;
    graph.offset.assign(vertices + 1, 0);
    for (std::size_t i = 0; i < directed.size(); ++i) {
        auto const& [a, b, weight] = directed[i];
        if (i > 0 && directed[i - 1].a == a && directed[i - 1].b == b) {
            weights.back() += weight;
            continue;
        }
        ++graph.offset[a + 1];
        graph.targets.push_back(static_cast<idx_t>(b));
        weights.push_back(weight);
    }
    std::partial_sum(graph.offset.begin(), graph.offset.end(), graph.offset.begin());
    std::ranges::transform(weights, std::back_inserter(graph.edge_weights), Scale(sum));
}

}  // namespace

std::vector<std::uint32_t> balanced_parts(std::span<std::int64_t const> vertex_weights,
                                          std::span<WeightedEdge const> edges, std::uint32_t parts)
{
    core::ensure(parts > 0, "a graph is cut into one part or more");
    std::size_t const vertices = vertex_weights.size();
    WeightedGraph graph;
    add_edges(graph, vertices, edges);
    std::vector<std::uint32_t> part(vertices, 0);
    if (parts == 1) return part;
    if (vertices < least_vertices_in_part * parts || graph.targets.empty()) {
        for (std::size_t v = 0; v < vertices; ++v) part[v] = static_cast<std::uint32_t>(v % parts);
        return part;
    }
    core::ensure(std::ranges::all_of(vertex_weights, [](std::int64_t weight) { return weight >= 1; }),
                 "a vertex must weigh something");
    auto const sum = std::accumulate(vertex_weights.begin(), vertex_weights.end(), std::int64_t{0});
    std::ranges::transform(vertex_weights, std::back_inserter(graph.vertex_weights), Scale(sum));

    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_NUMBERING] = 0;
    options[METIS_OPTION_SEED] = 1;
    auto count = static_cast<idx_t>(vertices);
    auto wanted = static_cast<idx_t>(parts);
    idx_t constraints = 1;
    idx_t cut = 0;
    std::vector<idx_t> found(vertices);
    std::lock_guard const lock(metis_lock);
    int const status = METIS_PartGraphRecursive(&count, &constraints, graph.offset.data(), graph.targets.data(),
                                                graph.vertex_weights.data(), nullptr, graph.edge_weights.data(),
                                                &wanted, nullptr, nullptr, options, &cut, found.data());
    core::ensure(status == METIS_OK, "METIS cannot cut the graph");
    return {found.begin(), found.end()};
}

}  // namespace halong::network
