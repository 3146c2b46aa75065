#include "city/osm_assembly.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace halong::city {
namespace {

// Roads under construction: one note for all, whether they are left out or taken.
struct Construction {
    long count = 0;
    double length_m = 0;
    std::set<std::string> names;
    std::optional<geo::PointMetric> position;

    void add(FileWay const& way, double way_length_m, std::optional<geo::PointMetric> way_position)
    {
        ++count;
        length_m += way_length_m;
        if (!way.reading.way.name.empty()) names.insert(way.reading.way.name);
        if (!position) position = way_position;
    }

    void write_to(ImportIssues& issues, bool taken) const
    {
        if (count == 0) return;
        constexpr int names_listed = 8;
        std::string list;
        int listed = 0;
        for (auto const& name : names) {
            if (++listed > names_listed) break;
            list += (list.empty() ? ": " : ", ") + name;
        }
        if (listed > names_listed) list += ", ...";
        issues.add({IssueKind::under_construction, Severity::note, fmt::format("{} ways", count),
                    fmt::format("highway=construction, {:.1f} km, {}{}", length_m / 1000,
                                taken ? "taken as open to traffic" : "left out", list),
                    position, length_m, count});
    }
};

// Turns the file's content into raw roads and counts what is lost on the way.
class Assembly {
public:
    Assembly(FileContent content, geo::Projection const& projection)
        : content_(std::move(content)), metric_(metric_positions(projection)), tally_(std::move(content_.lost))
    {}

    RawRoads run(ImportIssues& issues);

private:
    [[nodiscard]] std::vector<geo::PointMetric> metric_positions(geo::Projection const& projection) const;
    [[nodiscard]] std::optional<std::size_t> find_node(std::int64_t id) const;
    [[nodiscard]] std::optional<geo::PointMetric> position_of(std::vector<std::int64_t> const& nodes) const;
    [[nodiscard]] double length_of(std::vector<std::int64_t> const& nodes) const;
    void add_road(FileWay const& way);
    void count_unused(FileWay const& way);
    void add_restriction(OsmRestriction const& relation);

    FileContent content_;
    std::vector<geo::PointMetric> metric_;  // of content_.nodes
    RawRoads roads_;
    IssueTally tally_;
    std::set<std::string> road_ids_;
    Construction construction_;
};

std::vector<geo::PointMetric> Assembly::metric_positions(geo::Projection const& projection) const
{
    std::vector<geo::PointLonLat> points;
    points.reserve(content_.nodes.size());
    for (auto const& node : content_.nodes) points.push_back(node.position);
    return projection.to_metric(points);
}

std::optional<std::size_t> Assembly::find_node(std::int64_t id) const
{
    auto const& nodes = content_.nodes;
    auto const found = std::lower_bound(nodes.begin(), nodes.end(), id,
                                        [](RawNode const& node, std::int64_t wanted) { return node.id < wanted; });
    if (found == nodes.end() || found->id != id) return std::nullopt;
    return static_cast<std::size_t>(found - nodes.begin());
}

std::optional<geo::PointMetric> Assembly::position_of(std::vector<std::int64_t> const& nodes) const
{
    for (auto const id : nodes) {
        if (auto const index = find_node(id)) return metric_[*index];
    }
    return std::nullopt;
}

double Assembly::length_of(std::vector<std::int64_t> const& nodes) const
{
    double sum = 0;
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        auto const a = find_node(nodes[i - 1]);
        auto const b = find_node(nodes[i]);
        if (a && b) sum += geo::distance_m(metric_[*a], metric_[*b]);
    }
    return sum;
}

// A way whose nodes the extract lacks in part becomes pieces: nothing is drawn across the gap.
void Assembly::add_road(FileWay const& file_way)
{
    auto const& reading = file_way.reading;
    auto const position = position_of(file_way.nodes);
    for (auto const& bad_tag : reading.bad_tags) {
        tally_.add(IssueKind::bad_tag, Severity::warning, reading.way.id, bad_tag, position);
    }
    std::vector<std::vector<std::int64_t>> pieces(1);
    long missing = 0;
    for (auto const id : file_way.nodes) {
        if (find_node(id)) {
            pieces.back().push_back(id);
        } else {
            ++missing;
            if (!pieces.back().empty()) pieces.emplace_back();
        }
    }
    if (missing > 0) {
        tally_.add(IssueKind::missing_node, Severity::warning, reading.way.id,
                   "the extract lacks some of its nodes: that part is left out", position);
    }
    bool usable = false;
    for (auto& piece : pieces) {
        if (piece.size() < 2) continue;
        RawWay way = reading.way;
        way.nodes = std::move(piece);
        roads_.ways.push_back(std::move(way));
        usable = true;
    }
    if (usable) {
        road_ids_.insert(reading.way.id);
    } else {
        tally_.add(IssueKind::short_way, Severity::warning, reading.way.id, "has fewer than two usable nodes: left out",
                   position);
    }
}

void Assembly::count_unused(FileWay const& way)
{
    tally_.add(IssueKind::unused_way, Severity::note, way.reading.way.id,
               fmt::format("{}: not part of the network", way.reading.unused_as), position_of(way.nodes),
               length_of(way.nodes));
}

void Assembly::add_restriction(OsmRestriction const& relation)
{
    auto const subject = fmt::format("osm/relation/{}", relation.id);
    auto const position = position_of(relation.via_nodes);
    auto reading = interpret(relation);
    for (auto const& restriction : reading.restrictions) {
        bool const known = road_ids_.contains(restriction.from_way) && road_ids_.contains(restriction.to_way);
        if (!known && reading.refused.empty()) reading.refused = "from or to is not a road of this extract";
    }
    if (!reading.refused.empty()) {
        bool const by_nature = !relation.conditional.empty() || !relation.for_class.empty();
        tally_.add(IssueKind::bad_restriction, by_nature ? Severity::note : Severity::warning, subject, reading.refused,
                   position);
        return;
    }
    if (!reading.remark.empty()) {
        tally_.add(IssueKind::bad_restriction, Severity::note, subject, reading.remark, position);
    }
    for (auto& restriction : reading.restrictions) roads_.restrictions.push_back(std::move(restriction));
}

RawRoads Assembly::run(ImportIssues& issues)
{
    bool taken = false;
    for (auto const& way : content_.ways) {
        auto const use = way.reading.use;
        if (use == WayUse::road) add_road(way);
        if (use == WayUse::unused) count_unused(way);
        if (use == WayUse::construction || way.reading.built_now) {
            construction_.add(way, length_of(way.nodes), position_of(way.nodes));
            taken = way.reading.built_now;
        }
    }
    for (auto const& relation : content_.restrictions) add_restriction(relation);
    roads_.nodes = std::move(content_.nodes);
    tally_.write_to(issues);
    construction_.write_to(issues, taken);
    return std::move(roads_);
}

}  // namespace

RawRoads assemble(FileContent content, geo::Projection const& projection, ImportIssues& issues)
{
    return Assembly(std::move(content), projection).run(issues);
}

}  // namespace halong::city
