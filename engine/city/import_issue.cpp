#include "city/import_issue.hpp"

namespace halong::city {

std::string_view name_of(IssueKind kind)
{
    switch (kind) {
        case IssueKind::missing_node:
            return "missing_node";
        case IssueKind::short_way:
            return "short_way";
        case IssueKind::disconnected_part:
            return "disconnected_part";
        case IssueKind::default_used:
            return "default_used";
        case IssueKind::bad_tag:
            return "bad_tag";
        case IssueKind::short_link:
            return "short_link";
        case IssueKind::wave_speed:
            return "wave_speed";
        case IssueKind::bad_restriction:
            return "bad_restriction";
        case IssueKind::zone_without_road:
            return "zone_without_road";
        case IssueKind::zone_without_people:
            return "zone_without_people";
        case IssueKind::negative_value:
            return "negative_value";
        case IssueKind::place_far_from_road:
            return "place_far_from_road";
        case IssueKind::place_outside_zones:
            return "place_outside_zones";
        case IssueKind::unknown_kind:
            return "unknown_kind";
        case IssueKind::duplicate_id:
            return "duplicate_id";
        case IssueKind::missing_join:
            return "missing_join";
        case IssueKind::under_construction:
            return "under_construction";
        case IssueKind::unused_way:
            return "unused_way";
        case IssueKind::access_trimmed:
            return "access_trimmed";
        case IssueKind::laid_by_rule:
            return "laid_by_rule";
        case IssueKind::moved_signal:
            return "moved_signal";
        case IssueKind::closed_way:
            return "closed_way";
        case IssueKind::zero_length:
            return "zero_length";
        case IssueKind::bad_timetable:
            return "bad_timetable";
        case IssueKind::no_projection:
            return "no_projection";
        case IssueKind::bad_signal_plan:
            return "bad_signal_plan";
        case IssueKind::bad_route:
            return "bad_route";
        case IssueKind::bad_device:
            return "bad_device";
    }
    return "unknown";
}

std::string_view name_of(Severity severity)
{
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "unknown";
}

long ImportIssues::count(IssueKind kind) const
{
    long sum = 0;
    for (auto const& issue : issues_) {
        if (issue.kind == kind) sum += issue.count;
    }
    return sum;
}

long ImportIssues::count(Severity severity) const
{
    long sum = 0;
    for (auto const& issue : issues_) {
        if (issue.severity == severity) sum += issue.count;
    }
    return sum;
}

}  // namespace halong::city
