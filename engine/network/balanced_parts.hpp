// A graph cut into parts of like weight with little between them, by METIS.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// An undirected edge; loops are ignored, and weights of repetitions add up.
struct WeightedEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::int64_t weight = 1;  // at least 1
};

// The part, 0 … parts - 1, of each vertex 0 … vertex_weights.size() - 1. Sums of weights by part differ by a few percent,
// and the weight of edges between parts is small (multilevel recursive bisection: Karypis & Kumar 1998,
// METIS_PartGraphRecursive). With fewer than four vertices for each part they are dealt out in turn. The same on any number
// of threads; another build of METIS may cut otherwise. Throws InternalFault when an edge names no vertex, a weight is less
// than 1, there is no part, or METIS has no memory.
std::vector<std::uint32_t> balanced_parts(std::span<std::int64_t const> vertex_weights,
                                          std::span<WeightedEdge const> edges, std::uint32_t parts);

}  // namespace halong::network
