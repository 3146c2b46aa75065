// The kinds of files that this room reads, and the `format` that each of them declares.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace halong::scenario {

enum class Kind {
    scenario,
    option,
    study,
    sites,
    calibration,
    sweep
};
inline constexpr std::array<Kind, 6> all_kinds{Kind::scenario, Kind::option,      Kind::study,
                                               Kind::sites,    Kind::calibration, Kind::sweep};

// "scenario", "option", "study", "site rules", "calibration" or "sweep": as messages call a file of this kind.
std::string_view name_of(Kind kind);

// "halong-scenario/1": the only version that this program reads.
std::string_view format_of(Kind kind);

// The file name of the kind's JSON Schema: "scenario-1.schema.json".
std::string_view schema_file_name(Kind kind);

// The kind by its short word on the command line: scenario, option, study, sites, calibration, sweep.
std::optional<Kind> find_kind(std::string_view word);

}  // namespace halong::scenario
