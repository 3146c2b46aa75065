// What an import found, as the city's folder keeps it.
#pragma once

#include "city/import_issue.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>

namespace halong::city {

// Faults by severity: how many, and in how many entries.
struct IssueCounts {
    std::array<long, 3> faults{};  // by Severity
    std::size_t entries = 0;
};
[[nodiscard]] IssueCounts counts_of(ImportIssues const& issues);

// Those of import_issues.geojson in an imported city's folder; nothing where there is no such file, as in authored cities.
// Throws UserError for a file that is none of ours.
[[nodiscard]] std::optional<IssueCounts> kept_issues(std::filesystem::path const& folder);

// "0 errors, 700 warnings, 44394 notes", as `halong import` and `halong info` say it.
[[nodiscard]] std::string text_of(IssueCounts const& counts);

}  // namespace halong::city
