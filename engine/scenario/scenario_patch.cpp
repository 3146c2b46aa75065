#include "scenario/scenario_patch.hpp"

#include "scenario/reader.hpp"
#include "scenario/save.hpp"

#include <fmt/format.h>
#include <utility>

namespace halong::scenario {
namespace {

bool has_ids(Node const& node)
{
    return node.array() != nullptr && !node.array()->empty() && !id_of(node.array()->front()).empty();
}

void compare(Node const& a, Node const& b, std::string const& path, std::vector<std::string>& found);

void compare_tables(Node const& a, Node const& b, std::string const& path, std::vector<std::string>& found)
{
    for (Entry const& entry : *a.table()) {
        Node const* const other = find(b, entry.key);
        if (other == nullptr) continue;
        compare(entry.node, *other, path.empty() ? entry.key : path + "." + entry.key, found);
    }
}

void compare(Node const& a, Node const& b, std::string const& path, std::vector<std::string>& found)
{
    if (a.table() != nullptr && b.table() != nullptr) return compare_tables(a, b, path, found);
    if (has_ids(a) && has_ids(b)) {
        for (Node const& item : *a.array()) {
            for (Node const& other : *b.array()) {
                if (id_of(item) == id_of(other)) compare_tables(item, other, path + "." + id_of(item), found);
            }
        }
        return;
    }
    if (full_text(a) != full_text(b))
        found.push_back(fmt::format("{} = {} and {}", path, short_text(a), short_text(b)));
}

}  // namespace

Scenario patched(Scenario const& scenario, ScenarioPatch const& patch)
{
    if (patch.empty()) return scenario;
    Document document;
    document.kind = Kind::scenario;
    document.root = parse_toml(to_toml(scenario), scenario.id);
    document.files = {scenario.id};
    erase(document.root, format_key);
    merge(document.root, Node(patch.keys));
    auto changed = read_document<Scenario>(document);
    // Paths were resolved when the scenario was read.
    changed.id = scenario.id;
    changed.city = scenario.city;
    changed.demand.route_file = scenario.demand.route_file;
    changed.demand.change_file = scenario.demand.change_file;
    changed.replanning.warm_start = scenario.replanning.warm_start;
    return changed;
}

std::vector<std::string> contradictions(ScenarioPatch const& a, ScenarioPatch const& b)
{
    std::vector<std::string> found;
    compare(a.keys, b.keys, "", found);
    return found;
}

ScenarioPatch both_patches(ScenarioPatch const& first, ScenarioPatch const& second)
{
    ScenarioPatch both = first;
    merge(both.keys, Node(second.keys));
    return both;
}

}  // namespace halong::scenario
