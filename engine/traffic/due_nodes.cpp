#include "traffic/due_nodes.hpp"

#include "traffic/prefetch.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

std::uint32_t end_of_group(Streets const& streets, std::uint32_t group)
{
    return std::min((group + 1) * Layout::nodes_per_group, streets.layout.node_count());
}

}  // namespace

void collect_due_nodes(Streets const& streets, Region& region, Window const& window)
{
    region.due_nodes.clear();
    for (std::uint32_t group = region.first_group; group < region.end_group; ++group) {
        if (streets.group_due[group] >= window.end_ms) continue;
        for (std::uint32_t node = group * Layout::nodes_per_group; node < end_of_group(streets, group); ++node) {
            if (streets.node_due[node] >= window.end_ms) continue;
            prefetch(&streets.nodes[node]);
            region.due_nodes.push_back({.node = node});
        }
    }
}

void note_groups_due(Streets& streets, Region const& region, Window const& window)
{
    for (std::uint32_t group = region.first_group; group < region.end_group; ++group) {
        if (streets.group_due[group] >= window.end_ms) continue;
        auto const first = streets.node_due.begin() + std::ptrdiff_t{group} * Layout::nodes_per_group;
        auto const end = streets.node_due.begin() + end_of_group(streets, group);
        Millis due_ms = core::never;
        for (auto node = first; node != end; ++node) due_ms = std::min(due_ms, *node);
        streets.group_due[group] = due_ms;
    }
}

}  // namespace halong::traffic
