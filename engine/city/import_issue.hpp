// Faults found in data: typed, placed, counted; nothing is dropped without one.
#pragma once

#include "geo/geometry.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

enum class Severity {
    note,
    warning,
    error
};

enum class IssueKind {
    missing_node,       // a way refers to a node that the extract lacks
    short_way,          // fewer than two usable points
    disconnected_part,  // outside the largest strongly connected part: left out
    default_used,       // a tag lacks; the class default was taken (one issue per tag and class, with a count)
    bad_tag,            // a value that cannot be read
    short_link,         // lengthened or held
    wave_speed,         // width and speed give a backward wave outside 12-25 km/h
    bad_restriction,    // a turn restriction that cannot be resolved
    zone_without_road,
    zone_without_people,
    negative_value,
    place_far_from_road,  // e.g. in the sea
    place_outside_zones,
    unknown_kind,
    duplicate_id,
    missing_join,        // a table row or a zone without partner
    under_construction,  // roads being built: left out, or taken as open when asked for
    unused_way,          // ways of a kind that the network does not use, e.g. areas, proposed roads
    access_trimmed,      // classes taken from links where they could not come or go
    laid_by_rule,        // streets that no source shows
    moved_signal,        // a signal at a stop line, given to the junction that it guards
    closed_way,          // nobody may use it: left out
    zero_length,         // points or stretches without length: dropped
    bad_timetable,       // a row or trip of a timetable that cannot be used
    no_projection,       // coordinates of which the file does not say where on the globe they lie
    bad_signal_plan,     // a signal program that cannot be used
    bad_route,           // a vehicle or route that cannot be used: left out
    bad_device           // a detector or stop that cannot be placed: left out
};
std::string_view name_of(IssueKind kind);
std::string_view name_of(Severity severity);

struct ImportIssue {
    IssueKind kind = IssueKind::bad_tag;
    Severity severity = Severity::warning;
    std::string subject;  // "way 123", "zone 'bai-chay'"
    std::string message;  // enough to mend the data
    std::optional<geo::PointMetric> position;
    double length_m = 0;  // road length concerned, 0 if none
    long count = 1;       // how many like it this entry stands for

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [kind, severity, subject, message, position, length_m, count] = self;
        archive(kind, severity, subject, message, position, length_m, count);
    }
};

class ImportIssues {
public:
    void add(ImportIssue issue) { issues_.push_back(std::move(issue)); }
    [[nodiscard]] std::vector<ImportIssue> const& all() const { return issues_; }
    // How many faults the entries of a kind or severity stand for (the sum of their counts).
    [[nodiscard]] long count(IssueKind kind) const;
    [[nodiscard]] long count(Severity severity) const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        archive(self.issues_);
    }

private:
    std::vector<ImportIssue> issues_;
};

}  // namespace halong::city
