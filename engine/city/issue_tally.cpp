#include "city/issue_tally.hpp"

#include <fmt/format.h>

namespace halong::city {

void IssueTally::add(IssueKind kind, Severity severity, std::string const& subject, std::string const& message,
                     std::optional<geo::PointMetric> position, double length_m)
{
    auto const [entry, is_new] = groups_.try_emplace(
        {kind, severity, message}, ImportIssue{kind, severity, subject, message, position, length_m, 1});
    if (is_new) return;
    entry->second.count += 1;
    entry->second.length_m += length_m;
}

void IssueTally::write_to(ImportIssues& issues) const
{
    for (auto const& [key, group] : groups_) {
        ImportIssue issue = group;
        if (issue.count > 1) issue.subject += fmt::format(" and {} more", issue.count - 1);
        if (issue.length_m > 0) issue.message += fmt::format(" ({:.1f} km)", issue.length_m / 1000);
        issues.add(std::move(issue));
    }
}

}  // namespace halong::city
