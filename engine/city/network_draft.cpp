#include "city/network_draft.hpp"

#include "city/issue_tally.hpp"
#include "core/hash.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace halong::city {
namespace {

using network::Access;
using network::LinkRecord;
using network::RoadClass;

// Shorter links are two points in the same spot: they are given this length.
constexpr double shortest_link_m = 0.5;
// Room that walkers take beside a one-way carriageway.
constexpr double pavement_m = 1.5;

class DraftMaker {
public:
    DraftMaker(RoadTable const& table, std::vector<Stretch> const& stretches) : table_(table), stretches_(stretches) {}
    NetworkDraft run(ImportIssues& issues);

private:
    void add_nodes();
    [[nodiscard]] LinkRecord record_along(Stretch const& stretch);
    void add_links(std::uint32_t row);
    void push(LinkRecord record, LinkOrigin origin);
    [[nodiscard]] core::NodeId node_of(std::uint32_t row) const;

    RoadTable const& table_;
    std::vector<Stretch> const& stretches_;
    NetworkDraft draft_;
    std::set<std::uint64_t> stable_ids_;
    std::map<std::uint64_t, std::uint64_t> last_id_;  // by the id that the first of them has
    IssueTally tally_;
};

void DraftMaker::add_nodes()
{
    auto& rows = draft_.node_row;
    for (auto const& stretch : stretches_) {
        rows.push_back(stretch.nodes.front());
        rows.push_back(stretch.nodes.back());
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (auto const row : rows) {
        auto const stable_id = core::hash_of(fmt::format("node/{}", table_.node_id[row]));
        draft_.nodes.push_back({table_.position[row], stable_id, table_.signal[row] != 0});
    }
}

core::NodeId DraftMaker::node_of(std::uint32_t row) const
{
    auto const found = std::lower_bound(draft_.node_row.begin(), draft_.node_row.end(), row);
    return core::NodeId(static_cast<std::size_t>(found - draft_.node_row.begin()));
}

LinkRecord DraftMaker::record_along(Stretch const& stretch)
{
    auto const& way = table_.ways[stretch.first_way];
    auto const& attributes = way.attributes;
    LinkRecord record;
    record.from = node_of(stretch.nodes.front());
    record.to = node_of(stretch.nodes.back());
    record.way_id = way.id;
    record.name = attributes.name;
    record.road_class = attributes.road_class;
    record.shape = table_.line_of(stretch.nodes);
    record.length_m = geo::length_m(record.shape);
    record.width_m = attributes.width_m;
    record.lanes = attributes.lanes;
    record.speed_limit_kmh = attributes.speed_limit_kmh;
    record.access = attributes.access;
    record.bridge = attributes.bridge;
    if (record.length_m < shortest_link_m) {
        tally_.add(IssueKind::short_link, Severity::note, way.id,
                   fmt::format("shorter than {} m: lengthened to that", shortest_link_m), record.shape.front(),
                   record.length_m);
        record.length_m = shortest_link_m;
    }
    return record;
}

void DraftMaker::push(LinkRecord record, LinkOrigin origin)
{
    auto const end_id = [&](core::NodeId node) {
        return static_cast<std::uint64_t>(table_.node_id[draft_.node_row[node.value()]]);
    };
    std::uint64_t id = core::combine(core::hash_of(record.way_id), end_id(record.from));
    id = core::combine(core::combine(id, end_id(record.to)), origin.against ? 1 : 0);
    // Two pieces of one way between the same ends, in the order in which the way passes them; each goes on from the last.
    auto const [last, is_first] = last_id_.try_emplace(id, id);
    if (!is_first) id = last->second;
    while (!stable_ids_.insert(id).second) id = core::combine(id, 2);
    last->second = id;
    record.stable_id = id;
    draft_.links.push_back(std::move(record));
    draft_.origin.push_back(origin);
}

void DraftMaker::add_links(std::uint32_t row)
{
    auto const& stretch = stretches_[row];
    auto const& attributes = table_.ways[stretch.first_way].attributes;
    LinkRecord const along = record_along(stretch);
    push(along, {row, false});
    if (attributes.one_way && attributes.contraflow == Access()) return;
    LinkRecord against = along;
    std::swap(against.from, against.to);
    std::reverse(against.shape.begin(), against.shape.end());
    if (attributes.one_way) {
        against.access = attributes.contraflow;
        against.lanes = 1;
        against.width_m = std::min(attributes.width_m, pavement_m);
        if (!against.access.overlaps(Access::all_vehicles())) {
            against.road_class = RoadClass::footway;
            against.way_id += "/walk";
        }
        tally_.add(IssueKind::default_used, Severity::note, along.way_id,
                   "one-way road: walkers and exempt classes may go against it", geo::point_along(along.shape, 0.5),
                   along.length_m);
    }
    push(std::move(against), {row, true});
}

NetworkDraft DraftMaker::run(ImportIssues& issues)
{
    add_nodes();
    for (std::uint32_t row = 0; row < stretches_.size(); ++row) add_links(row);
    tally_.write_to(issues);
    return std::move(draft_);
}

}  // namespace

NetworkDraft make_draft(RoadTable const& table, std::vector<Stretch> const& stretches, ImportIssues& issues)
{
    return DraftMaker(table, stretches).run(issues);
}

}  // namespace halong::city
