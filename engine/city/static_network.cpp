#include "city/static_network.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <tuple>

namespace halong::city {
namespace {

// Which nodes some path from the origin reaches.
std::vector<bool> reached_from(std::uint32_t origin, StaticNetwork const& network, LinksFrom const& links_from)
{
    std::vector<bool> reached(network.node_count(), false);
    reached[origin] = true;
    std::vector<std::uint32_t> open{origin};
    while (!open.empty()) {
        std::uint32_t const node = open.back();
        open.pop_back();
        if (node < network.first_through_node && node != origin) continue;
        for (std::uint32_t const link : links_from[node]) {
            std::uint32_t const head = network.to[link];
            if (!reached[head]) open.push_back(head);
            reached[head] = true;
        }
    }
    return reached;
}

}  // namespace

LinksFrom::LinksFrom(StaticNetwork const& network) : first_(network.node_count() + 1, 0), links_(network.link_count())
{
    for (std::uint32_t const node : network.from) ++first_[node + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    auto next = first_;
    for (std::uint32_t link = 0; link < links_.size(); ++link) links_[next[network.from[link]]++] = link;
}

double StaticDemand::total() const { return std::accumulate(trips.begin(), trips.end(), 0.0); }

StaticDemand demand_of(std::string file, std::vector<TripRow> rows, StaticNetwork const& network,
                       std::vector<core::Diagnostic>& findings)
{
    StaticDemand demand;
    demand.file = std::move(file);
    std::ranges::stable_sort(rows, {}, [](TripRow const& row) { return std::tuple{row.origin, row.destination}; });
    TripRow const* last = nullptr;
    for (TripRow const& row : rows) {
        bool const is_again = last != nullptr && last->origin == row.origin && last->destination == row.destination;
        if (is_again) {
            findings.push_back({demand.file, row.line, row.column,
                                fmt::format("the trips from {} to {} stand here again", network.node_id[row.origin],
                                            network.node_id[row.destination]),
                                fmt::format("they stand first in line {}; keep one of them", last->line)});
            continue;
        }
        last = &row;
        if (row.origin == row.destination) demand.within_zones += row.trips;
        if (row.origin == row.destination || !(row.trips > 0)) continue;
        demand.origin.push_back(row.origin);
        demand.destination.push_back(row.destination);
        demand.trips.push_back(row.trips);
        demand.line.push_back(row.line);
        demand.column.push_back(row.column);
    }
    return demand;
}

std::vector<core::Diagnostic> unreachable_pairs(StaticNetwork const& network, StaticDemand const& demand)
{
    std::vector<core::Diagnostic> findings;
    LinksFrom const links_from(network);
    std::vector<bool> reached;
    for (std::size_t pair = 0; pair < demand.pair_count(); ++pair) {
        std::uint32_t const origin = demand.origin[pair];
        if (pair == 0 || origin != demand.origin[pair - 1]) reached = reached_from(origin, network, links_from);
        if (reached[demand.destination[pair]]) continue;
        findings.push_back({demand.file, demand.line[pair], demand.column[pair],
                            fmt::format("no path leads from {} to {}, but {} trips want to", network.node_id[origin],
                                        network.node_id[demand.destination[pair]], demand.trips[pair]),
                            fmt::format("add the missing links to {}, or take the trips away", network.file)});
    }
    std::ranges::stable_sort(findings, {}, [](auto const& f) { return std::tuple{f.line, f.column}; });
    return findings;
}

}  // namespace halong::city
