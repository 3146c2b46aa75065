#include "city/approach_signals.hpp"

#include "city/issue_tally.hpp"

#include <fmt/format.h>

namespace halong::city {
namespace {

// From a stop line to the middle of a junction of wide roads, at most (estimate).
constexpr double reach_m = 40;

// Where a road for vehicles leads from a node.
struct Arm {
    std::uint32_t other_end = 0;
    double length_m = 0;
    bool leaves = true;  // vehicles may go that way
};

}  // namespace

void move_signals_to_junctions(RoadTable& table, std::vector<Stretch> const& stretches, ImportIssues& issues)
{
    std::vector<std::vector<Arm>> arms(table.node_id.size());
    for (auto const& stretch : stretches) {
        auto const& attributes = table.ways[stretch.first_way].attributes;
        if (!attributes.access.overlaps(network::Access::all_vehicles())) continue;
        double const length_m = geo::length_m(table.line_of(stretch.nodes));
        auto const first = stretch.nodes.front();
        auto const last = stretch.nodes.back();
        arms[first].push_back({last, length_m, true});
        arms[last].push_back({first, length_m, !attributes.one_way});
    }
    constexpr std::size_t arms_of_junction = 3;
    IssueTally tally;
    auto const signal = table.signal;  // as the source has it: moves do not build on each other
    for (std::uint32_t node = 0; node < signal.size(); ++node) {
        if (signal[node] == 0 || arms[node].size() >= arms_of_junction) continue;
        Arm const* best = nullptr;
        for (auto const& arm : arms[node]) {
            bool const guards = arm.leaves && arm.length_m <= reach_m && arms[arm.other_end].size() >= arms_of_junction;
            if (guards && (best == nullptr || arm.length_m < best->length_m)) best = &arm;
        }
        if (best == nullptr) continue;
        table.signal[node] = 0;
        table.signal[best->other_end] = 1;
        tally.add(IssueKind::moved_signal, Severity::note, fmt::format("node {}", table.node_id[node]),
                  fmt::format("a signal at a stop line stands for the junction within {} m behind it", reach_m),
                  table.position[node]);
    }
    tally.write_to(issues);
}

}  // namespace halong::city
