// Turn restrictions of the source, resolved to pairs of links.
#include "city/issue_tally.hpp"
#include "city/network_draft.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::city {
namespace {

using core::LinkId;
using core::NodeId;
using network::Access;
using network::BannedTurn;
using network::VehicleClass;

using LinkList = std::vector<std::uint32_t>;

// Resolves one restriction after the other.
class BanResolver {
public:
    BanResolver(RoadTable const& table, std::vector<Stretch> const& stretches, NetworkDraft const& draft);

    // Appends the banned turns of a restriction; the reason why it has none, else "".
    std::string add(RawRestriction const& restriction, std::vector<BannedTurn>& bans) const;
    [[nodiscard]] LinkList const& out_links(NodeId node) const { return out_[node.value()]; }
    [[nodiscard]] LinkList const& in_links(NodeId node) const { return in_[node.value()]; }

private:
    [[nodiscard]] std::string const& way_at_end(std::uint32_t link) const;
    [[nodiscard]] std::string const& way_at_start(std::uint32_t link) const;
    [[nodiscard]] std::optional<NodeId> find_node(std::int64_t external_id) const;
    [[nodiscard]] bool is_reverse(std::uint32_t a, std::uint32_t b) const
    {
        return draft_.origin[a].stretch == draft_.origin[b].stretch && a != b;
    }
    void ban(RawRestriction const& restriction, std::uint32_t from, LinkList const& to, NodeId via,
             std::vector<BannedTurn>& bans) const;

    RoadTable const& table_;
    std::vector<Stretch> const& stretches_;
    NetworkDraft const& draft_;
    std::vector<LinkList> in_;  // of each node, links that vehicles use
    std::vector<LinkList> out_;
};

BanResolver::BanResolver(RoadTable const& table, std::vector<Stretch> const& stretches, NetworkDraft const& draft)
    : table_(table), stretches_(stretches), draft_(draft), in_(draft.nodes.size()), out_(draft.nodes.size())
{
    for (std::uint32_t i = 0; i < draft.links.size(); ++i) {
        if (!draft.links[i].access.overlaps(Access::all_vehicles())) continue;
        out_[draft.links[i].from.value()].push_back(i);
        in_[draft.links[i].to.value()].push_back(i);
    }
}

std::string const& BanResolver::way_at_end(std::uint32_t link) const
{
    auto const& stretch = stretches_[draft_.origin[link].stretch];
    return table_.ways[draft_.origin[link].against ? stretch.first_way : stretch.last_way].id;
}

std::string const& BanResolver::way_at_start(std::uint32_t link) const
{
    auto const& stretch = stretches_[draft_.origin[link].stretch];
    return table_.ways[draft_.origin[link].against ? stretch.last_way : stretch.first_way].id;
}

std::optional<NodeId> BanResolver::find_node(std::int64_t external_id) const
{
    auto const row = table_.row_of(external_id);
    if (row == table_.node_id.size()) return std::nullopt;
    auto const found = std::lower_bound(draft_.node_row.begin(), draft_.node_row.end(), row);
    if (found == draft_.node_row.end() || *found != row) return std::nullopt;
    return NodeId(static_cast<std::size_t>(found - draft_.node_row.begin()));
}

void BanResolver::ban(RawRestriction const& restriction, std::uint32_t from, LinkList const& to, NodeId via,
                      std::vector<BannedTurn>& bans) const
{
    if (restriction.only) {
        for (auto const other : out_links(via)) {
            if (other != to.front()) bans.push_back({LinkId(from), LinkId(other)});
        }
        return;
    }
    for (auto const link : to) bans.push_back({LinkId(from), LinkId(link)});
}

std::string BanResolver::add(RawRestriction const& restriction, std::vector<BannedTurn>& bans) const
{
    auto const via = find_node(restriction.via_node);
    if (!via) return "its via node is no junction of the network (left out, or not on a road)";
    LinkList from;
    LinkList to;
    for (auto const link : in_links(*via)) {
        if (way_at_end(link) == restriction.from_way) from.push_back(link);
    }
    for (auto const link : out_links(*via)) {
        if (way_at_start(link) == restriction.to_way) to.push_back(link);
    }
    if (from.empty()) return "its from way does not lead to the via node";
    if (to.empty()) return "its to way does not leave the via node";
    bool const back = restriction.u_turn && restriction.from_way == restriction.to_way;
    if (!back && (from.size() > 1 || to.size() > 1)) {
        return "its from or to way passes the via node, so that the turn is ambiguous: split the "
               "way there";
    }
    for (auto const link : from) {
        LinkList targets = to;
        if (back) std::erase_if(targets, [&](std::uint32_t other) { return !is_reverse(link, other); });
        if (!targets.empty()) ban(restriction, link, targets, *via, bans);
    }
    return {};
}

// The links of one vehicle class that cannot be reached from `seed`, or from which it cannot be reached.
class TurnGraph {
public:
    TurnGraph(BanResolver const& resolver, NetworkDraft const& draft, std::vector<BannedTurn> const& sorted_bans)
        : resolver_(resolver), draft_(draft), bans_(sorted_bans)
    {}

    // Links of the class outside the part that holds more than half of them; all, if no part does.
    [[nodiscard]] LinkList cut_off(Access user) const
    {
        LinkList links;
        for (std::uint32_t i = 0; i < draft_.links.size(); ++i) {
            if (draft_.links[i].access.overlaps(user)) links.push_back(i);
        }
        std::vector<std::uint8_t> tried(draft_.links.size(), 0);
        for (auto const seed : links) {
            if (tried[seed] != 0) continue;
            auto const ahead = reach(seed, user, true);
            auto const behind = reach(seed, user, false);
            LinkList outside;
            for (auto const link : links) {
                bool const inside = ahead[link] != 0 && behind[link] != 0;
                if (inside) tried[link] = 1;
                if (!inside) outside.push_back(link);
            }
            if (outside.size() * 2 < links.size()) return outside;
        }
        return links;
    }

private:
    [[nodiscard]] std::vector<std::uint8_t> reach(std::uint32_t seed, Access user, bool forward) const
    {
        std::vector<std::uint8_t> seen(draft_.links.size(), 0);
        LinkList open{seed};
        seen[seed] = 1;
        while (!open.empty()) {
            auto const link = open.back();
            open.pop_back();
            auto const& record = draft_.links[link];
            for (auto const next : forward ? resolver_.out_links(record.to) : resolver_.in_links(record.from)) {
                BannedTurn const turn =
                    forward ? BannedTurn{LinkId(link), LinkId(next)} : BannedTurn{LinkId(next), LinkId(link)};
                if (seen[next] != 0 || !draft_.links[next].access.overlaps(user)) continue;
                if (std::binary_search(bans_.begin(), bans_.end(), turn)) continue;
                seen[next] = 1;
                open.push_back(next);
            }
        }
        return seen;
    }

    BanResolver const& resolver_;
    NetworkDraft const& draft_;
    std::vector<BannedTurn> const& bans_;
};

// Drops bans at links that some class could not reach or leave any more, until there are none.
void drop_trapping_bans(BanResolver const& resolver, NetworkDraft const& draft, std::vector<BannedTurn>& bans,
                        IssueTally& tally)
{
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const user = Access::of(static_cast<VehicleClass>(i));
        while (!bans.empty()) {
            auto const outside = TurnGraph(resolver, draft, bans).cut_off(user);
            if (outside.empty()) break;
            auto const is_outside = [&](LinkId link) {
                return std::binary_search(outside.begin(), outside.end(), link.value());
            };
            auto const dropped = std::erase_if(bans, [&](BannedTurn const& turn) {
                if (!is_outside(turn.from) && !is_outside(turn.to)) return false;
                auto const& link = draft.links[turn.from.value()];
                tally.add(IssueKind::bad_restriction, Severity::warning, link.way_id,
                          "a banned turn would leave a road without way in or out: not applied", link.shape.back());
                return true;
            });
            if (dropped == 0) break;
        }
    }
}

}  // namespace

std::vector<BannedTurn> banned_turns(RawRoads const& roads, RoadTable const& table,
                                     std::vector<Stretch> const& stretches, NetworkDraft const& draft,
                                     ImportIssues& issues)
{
    BanResolver const resolver(table, stretches, draft);
    std::vector<BannedTurn> bans;
    IssueTally tally;
    for (auto const& restriction : roads.restrictions) {
        auto const reason = resolver.add(restriction, bans);
        if (reason.empty()) continue;
        auto const row = table.row_of(restriction.via_node);
        std::optional<geo::PointMetric> position;
        if (row < table.position.size()) position = table.position[row];
        tally.add(IssueKind::bad_restriction, Severity::warning, restriction.id, reason, position);
    }
    std::sort(bans.begin(), bans.end());
    bans.erase(std::unique(bans.begin(), bans.end()), bans.end());
    drop_trapping_bans(resolver, draft, bans, tally);
    tally.write_to(issues);
    return bans;
}

}  // namespace halong::city
