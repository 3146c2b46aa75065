// Counts faults that are alike, so that a thousand missing tags become one import issue with a count.
#pragma once

#include "city/import_issue.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace halong::city {

class IssueTally {
public:
    // Adds one fault. Faults with the same kind, severity and message are counted together; the entry keeps the
    // first subject and position and sums the lengths, m.
    void add(IssueKind kind, Severity severity, std::string const& subject, std::string const& message,
             std::optional<geo::PointMetric> position = std::nullopt, double length_m = 0);
    // Appends one issue for each group, in the order of kind, severity and message.
    void write_to(ImportIssues& issues) const;

private:
    std::map<std::tuple<IssueKind, Severity, std::string>, ImportIssue> groups_;
};

}  // namespace halong::city
