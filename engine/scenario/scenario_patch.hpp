// Keys of a scenario that an option changes: the demand of a day, opening hours of services, weather, outages, events.
#pragma once

#include "scenario/document.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace halong::scenario {

// A table of a scenario's keys as it was written, so that faults can be shown where they stand.
struct ScenarioPatch {
    Node keys{.value = TomlTable{}, .origin = {}, .key_origin = {}, .earlier = {}};
    [[nodiscard]] bool empty() const { return keys.table()->empty(); }
    // The table on one line: equal for equal patches, wherever they stand.
    [[nodiscard]] std::string text() const { return full_text(keys); }
    bool operator==(ScenarioPatch const& other) const { return text() == other.text(); }
};

// What tells one study from another, or holds for all of its variants; no option changes it.
inline constexpr std::array<std::string_view, 7> keys_of_no_option{
    "city", "seed", "title", "replanning", "routes", "demand.route_file", "demand.change_file"};

// The scenario with the patch laid upon it, events by id. Throws UserError with every fault.
Scenario patched(Scenario const& scenario, ScenarioPatch const& patch);

// What two patches both say, and not the same: "demand.visitors_per_day = 30000 and 40000"; empty: they go together.
std::vector<std::string> contradictions(ScenarioPatch const& a, ScenarioPatch const& b);

// Both patches; where they contradict each other, the second one's values.
ScenarioPatch both_patches(ScenarioPatch const& first, ScenarioPatch const& second);

}  // namespace halong::scenario
