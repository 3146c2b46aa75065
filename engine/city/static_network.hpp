// A network and its trips for static assignment, as their files describe them: no geometry and no time of day, but a cost
// of each link that grows with its flow.
#pragma once

#include "core/error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace halong::city {

// Columns by node and by link; numbers of nodes and links are positions in them. A link's cost at flow v is
// fixed_cost + free_time (1 + b (v / capacity)^power) (Bureau of Public Roads 1964).
struct StaticNetwork {
    std::string file;  // for messages

    // nodes
    std::vector<std::string> node_id;      // as the files name them
    std::uint32_t first_through_node = 0;  // nodes before it begin or end paths, and are never passed through

    // links
    std::vector<std::string> link_id;  // as the files name them; "" for connectors that a reader added
    std::vector<std::uint32_t> from;   // nodes
    std::vector<std::uint32_t> to;
    std::vector<double> capacity;    // > 0, in the unit of the trips
    std::vector<double> free_time;   // >= 0, in the file's own unit
    std::vector<double> b;           // >= 0
    std::vector<double> power;       // 0, or at least 1
    std::vector<double> fixed_cost;  // >= 0, in units of time: tolls and distance with their weights

    [[nodiscard]] std::size_t node_count() const { return node_id.size(); }
    [[nodiscard]] std::size_t link_count() const { return from.size(); }
};

// The links that leave each node, in the order of their numbers.
class LinksFrom {
public:
    explicit LinksFrom(StaticNetwork const& network);
    [[nodiscard]] std::span<std::uint32_t const> operator[](std::uint32_t node) const
    {
        return {links_.data() + first_[node], links_.data() + first_[node + 1]};
    }

private:
    std::vector<std::uint32_t> first_;  // nodes + 1
    std::vector<std::uint32_t> links_;
};

// What a unit of toll and of length is worth in units of time; both >= 0.
struct CostWeights {
    double toll = 0;
    double distance = 0;
};

// Trips from node to node, by origin and then by destination, each pair once; all above 0.
struct StaticDemand {
    std::string file;  // for messages
    std::vector<std::uint32_t> origin;
    std::vector<std::uint32_t> destination;
    std::vector<double> trips;
    std::vector<int> line;  // of the pair in the file
    std::vector<int> column;
    double within_zones = 0;  // trips that stay in their zone, and use no link

    [[nodiscard]] std::size_t pair_count() const { return trips.size(); }
    [[nodiscard]] double total() const;
};

// One row of a trip table as a reader found it.
struct TripRow {
    std::uint32_t origin = 0;
    std::uint32_t destination = 0;
    double trips = 0;
    int line = 0;
    int column = 0;
};

// The rows in order, without empty ones and those within a zone. A pair that comes twice is a finding.
StaticDemand demand_of(std::string file, std::vector<TripRow> rows, StaticNetwork const& network,
                       std::vector<core::Diagnostic>& findings);

// Pairs of the demand between which there is no path, one finding each, in the order of the file.
std::vector<core::Diagnostic> unreachable_pairs(StaticNetwork const& network, StaticDemand const& demand);

}  // namespace halong::city
