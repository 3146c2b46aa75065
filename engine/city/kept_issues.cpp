#include "city/kept_issues.hpp"

#include "core/error.hpp"
#include "geo/vector_layer.hpp"

#include <fmt/format.h>

namespace halong::city {
namespace {

constexpr std::array severities{Severity::note, Severity::warning, Severity::error};

}  // namespace

IssueCounts counts_of(ImportIssues const& issues)
{
    IssueCounts counts;
    for (Severity const severity : severities) {
        counts.faults[static_cast<std::size_t>(severity)] = issues.count(severity);
    }
    counts.entries = issues.all().size();
    return counts;
}

std::optional<IssueCounts> kept_issues(std::filesystem::path const& folder)
{
    auto const file = folder / "import_issues.geojson";
    if (!std::filesystem::exists(file)) return std::nullopt;
    auto const rows = geo::read_table(file, "", true);
    IssueCounts counts;
    counts.entries = rows.features.size();
    for (geo::Feature const& row : rows.features) {
        std::string const word = rows.text(row, "severity");
        bool is_known = false;
        for (Severity const severity : severities) {
            if (word != name_of(severity)) continue;
            is_known = true;
            counts.faults[static_cast<std::size_t>(severity)] += static_cast<long>(rows.integer(row, "count", 1));
        }
        if (!is_known) {
            throw core::UserError(core::Diagnostic{fmt::format("{}, feature {}", rows.source, row.fid), 0, 0,
                                                   fmt::format("'{}' is no severity of an issue", word),
                                                   "import the city again: it writes the file"});
        }
    }
    return counts;
}

std::string text_of(IssueCounts const& counts)
{
    auto const of = [&counts](Severity severity) { return counts.faults[static_cast<std::size_t>(severity)]; };
    return fmt::format("{} errors, {} warnings, {} notes", of(Severity::error), of(Severity::warning),
                       of(Severity::note));
}

}  // namespace halong::city
