#include "scenario/sweep.hpp"

#include <algorithm>
#include <utility>

namespace halong::scenario {
namespace {

void collect(Node const& node, std::string const& path, std::vector<KeyValue>& found)
{
    if (node.table() == nullptr) {
        found.push_back({path, node});
        return;
    }
    for (Entry const& entry : *node.table()) {
        collect(entry.node, path.empty() ? entry.key : path + "." + entry.key, found);
    }
}

}  // namespace

bool ValueList::operator==(ValueList const& other) const
{
    return std::ranges::equal(nodes, other.nodes,
                              [](Node const& a, Node const& b) { return full_text(a) == full_text(b); });
}

std::size_t point_count(Sweep const& sweep)
{
    std::size_t count = std::max<std::size_t>(1, sweep.rows.size());
    for (GridAxis const& axis : sweep.grid) {
        count *= axis.values.nodes.size();
        if (count > most_tasks) return count;  // whatever the rest, it is too many
    }
    return count * static_cast<std::size_t>(std::max(1, sweep.sample.points));
}

std::size_t variant_count(Sweep const& sweep) { return sweep.options.size() + (sweep.with_base ? 1 : 0); }

std::size_t task_count(Sweep const& sweep)
{
    return point_count(sweep) * variant_count(sweep) * static_cast<std::size_t>(sweep.seeds);
}

ScenarioPatch patch_of(std::string_view key, Node value)
{
    Origin const origin = value.origin;
    for (std::string_view rest = key; !rest.empty();) {
        auto const dot = rest.rfind('.');
        std::string_view const last = dot == std::string_view::npos ? rest : rest.substr(dot + 1);
        rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(0, dot);
        TomlTable table;
        table.push_back({std::string{last}, std::move(value)});
        value = Node{.value = std::move(table), .origin = origin, .key_origin = origin, .earlier = {}};
    }
    return {std::move(value)};
}

std::vector<KeyValue> values_of(ScenarioPatch const& patch)
{
    std::vector<KeyValue> found;
    collect(patch.keys, "", found);
    return found;
}

}  // namespace halong::scenario
