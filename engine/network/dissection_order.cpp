#include "network/dissection_order.hpp"

#include "core/error.hpp"
#include "network/metis_lock.hpp"

#include <algorithm>
#include <cstddef>
#include <metis.h>

namespace halong::network {
namespace {

// METIS's form: neighbours of vertex v are targets[offset[v] … offset[v + 1]), each once.
struct Adjacency {
    std::vector<idx_t> offset;
    std::vector<idx_t> targets;
};

Adjacency adjacency_of(std::uint32_t vertex_count, Edges edges)
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> directed;
    directed.reserve(2 * edges.size());
    for (auto const& [a, b] : edges) {
        core::ensure(a < vertex_count && b < vertex_count, "an edge to order names no vertex");
        if (a == b) continue;
        directed.emplace_back(a, b);
        directed.emplace_back(b, a);
    }
    std::ranges::sort(directed);
    directed.erase(std::unique(directed.begin(), directed.end()), directed.end());
    Adjacency result;
    result.offset.assign(std::size_t{vertex_count} + 1, 0);
    result.targets.reserve(directed.size());
    for (auto const& [from, to] : directed) {
        ++result.offset[from + 1];
        result.targets.push_back(static_cast<idx_t>(to));
    }
    for (std::size_t v = 0; v < vertex_count; ++v) result.offset[v + 1] += result.offset[v];
    return result;
}

}  // namespace

std::vector<std::uint32_t> dissection_order(std::uint32_t vertex_count, Edges edges)
{
    std::vector<std::uint32_t> order(vertex_count);
    for (std::uint32_t v = 0; v < vertex_count; ++v) order[v] = v;
    Adjacency graph = adjacency_of(vertex_count, edges);
    if (graph.targets.empty()) return order;  // METIS wants edges; without any, each order is as good

    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_NUMBERING] = 0;
    options[METIS_OPTION_SEED] = 1;
    auto count = static_cast<idx_t>(vertex_count);
    std::vector<idx_t> vertex_at(vertex_count);
    std::vector<idx_t> place_of(vertex_count);
    std::lock_guard const lock(metis_lock);
    int const status = METIS_NodeND(&count, graph.offset.data(), graph.targets.data(), nullptr, options,
                                    vertex_at.data(), place_of.data());
    core::ensure(status == METIS_OK, "METIS cannot order the graph");
    return {vertex_at.begin(), vertex_at.end()};
}

}  // namespace halong::network
