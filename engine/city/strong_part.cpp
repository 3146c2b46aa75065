// What of a draft is strongly connected, for motor vehicles together and for each class of users alone.
#include "city/issue_tally.hpp"
#include "city/network_draft.hpp"
#include "network/connectivity.hpp"

#include <array>
#include <fmt/format.h>
#include <map>
#include <numeric>

namespace halong::city {
namespace {

using core::NodeId;
using network::Access;
using network::VehicleClass;

constexpr Access motor_vehicles = Access::all_vehicles().without(Access::of(VehicleClass::bicycle));

// Sets of nodes that grow together (union by the smaller number, so that results do not depend on order).
class NodeSets {
public:
    explicit NodeSets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t root(std::uint32_t node)
    {
        while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
        return node;
    }
    void join(std::uint32_t a, std::uint32_t b)
    {
        a = root(a);
        b = root(b);
        if (a != b) parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> parent_;
};

// Removes the links that are not kept, and nodes that then have none.
void remove_links(NetworkDraft& draft, std::vector<std::uint8_t> const& keep)
{
    std::vector<std::uint32_t> number(draft.nodes.size(), UINT32_MAX);
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (keep[i] == 0) continue;
        number[draft.links[i].from.value()] = 0;
        number[draft.links[i].to.value()] = 0;
    }
    NetworkDraft result;
    for (std::size_t node = 0; node < number.size(); ++node) {
        if (number[node] == UINT32_MAX) continue;
        number[node] = static_cast<std::uint32_t>(result.nodes.size());
        result.nodes.push_back(draft.nodes[node]);
        result.node_row.push_back(draft.node_row[node]);
    }
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (keep[i] == 0) continue;
        auto& link = draft.links[i];
        link.from = NodeId(number[link.from.value()]);
        link.to = NodeId(number[link.to.value()]);
        result.links.push_back(std::move(link));
        result.origin.push_back(draft.origin[i]);
    }
    draft = std::move(result);
}

// Whether the stretch of a link is for motor vehicles; both directions of a stretch give the same answer.
std::vector<std::uint8_t> is_motor_stretch(NetworkDraft const& draft)
{
    std::map<std::uint32_t, bool> by_stretch;
    for (std::size_t i = 0; i < draft.links.size(); ++i) {
        if (draft.links[i].access.overlaps(motor_vehicles)) by_stretch[draft.origin[i].stretch] = true;
    }
    std::vector<std::uint8_t> result(draft.links.size(), 0);
    for (std::size_t i = 0; i < draft.links.size(); ++i) {
        result[i] = by_stretch.contains(draft.origin[i].stretch) ? 1 : 0;
    }
    return result;
}

// One part of the network that is left out.
struct LostPart {
    double length_m = 0;
    long stretches = 0;
    bool touches_main = false;
    bool motor = false;
    std::string way_id;
    geo::PointMetric position;
};

void report_lost(NetworkDraft const& draft, std::vector<std::uint8_t> const& keep,
                 std::vector<std::uint8_t> const& is_motor, std::vector<std::uint8_t> const& main_node,
                 ImportIssues& issues)
{
    NodeSets sets(draft.nodes.size());
    auto const lost_along = [&](std::size_t i) { return keep[i] == 0 && !draft.origin[i].against; };
    // Parts are not joined across the main part: each stub is an issue of its own.
    for (std::size_t i = 0; i < draft.links.size(); ++i) {
        auto const from = draft.links[i].from.value();
        auto const to = draft.links[i].to.value();
        if (lost_along(i) && main_node[from] == 0 && main_node[to] == 0) sets.join(from, to);
    }
    std::map<std::pair<std::uint32_t, std::uint8_t>, LostPart> parts;
    for (std::size_t i = 0; i < draft.links.size(); ++i) {
        if (!lost_along(i)) continue;
        auto const& link = draft.links[i];
        bool const from_main = main_node[link.from.value()] != 0;
        bool const to_main = main_node[link.to.value()] != 0;
        auto& part = parts[{sets.root((from_main ? link.to : link.from).value()), is_motor[i]}];
        if (part.stretches == 0) {
            part.way_id = link.way_id;
            part.position = geo::point_along(link.shape, 0.5);
            part.motor = is_motor[i] != 0;
        }
        part.length_m += link.length_m;
        part.stretches += 1;
        part.touches_main = part.touches_main || from_main || to_main;
    }
    for (auto const& [key, part] : parts) {
        auto const* const why = !part.motor ? "walkways that do not lead to the network"
                                : part.touches_main
                                    ? "roads that can only be entered or only be left (one-way; often at "
                                      "the border of the extract)"
                                    : "roads without connection to the main network";
        issues.add({IssueKind::disconnected_part, part.motor ? Severity::warning : Severity::note, part.way_id,
                    fmt::format("{}: {:.2f} km left out", why, part.length_m / 1000), part.position, part.length_m,
                    part.stretches});
    }
}

// Keeps motor roads inside the largest strong part, and walkways that are connected with it on foot.
void keep_main_part(NetworkDraft& draft, ImportIssues& issues)
{
    network::Network const all(draft.nodes, draft.links, {});
    auto const strong = network::strong_components(all, motor_vehicles);
    auto const is_motor = is_motor_stretch(draft);
    std::vector<std::uint8_t> keep(draft.links.size(), 0);
    std::vector<std::uint8_t> main_node(draft.nodes.size(), 0);
    NodeSets on_foot(draft.nodes.size());
    for (std::size_t i = 0; i < keep.size(); ++i) {
        auto const& link = draft.links[i];
        bool const in_main = strong.of_node[link.from] == 0 && strong.of_node[link.to] == 0;
        keep[i] = is_motor[i] != 0 && in_main ? 1 : 0;
        if (keep[i] != 0) main_node[link.from.value()] = main_node[link.to.value()] = 1;
        if (keep[i] != 0 || is_motor[i] == 0) on_foot.join(link.from.value(), link.to.value());
    }
    std::vector<std::uint8_t> reached(draft.nodes.size(), 0);
    for (std::uint32_t node = 0; node < reached.size(); ++node) {
        if (main_node[node] != 0) reached[on_foot.root(node)] = 1;
    }
    bool const has_motor = !strong.sizes.empty() && strong.sizes.front() > 1;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (is_motor[i] != 0) continue;
        keep[i] = !has_motor || reached[on_foot.root(draft.links[i].from.value())] != 0 ? 1 : 0;
    }
    report_lost(draft, keep, is_motor, main_node, issues);
    remove_links(draft, keep);
}

struct User {
    std::string_view name;
    Access access;
};
std::vector<User> all_users()
{
    std::vector<User> users;
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const vehicle = static_cast<VehicleClass>(i);
        users.push_back({network::info(vehicle).name, Access::of(vehicle)});
    }
    users.push_back({"walker", Access::walkers()});
    return users;
}

// Takes each class of users from links outside its own largest strong part; removes links that nobody uses then.
void trim_users(NetworkDraft& draft, ImportIssues& issues)
{
    network::Network const whole(draft.nodes, draft.links, {});
    IssueTally tally;
    for (auto const& [name, user] : all_users()) {
        auto const strong = network::strong_components(whole, user);
        for (auto& link : draft.links) {
            bool const inside = strong.of_node[link.from] == 0 && strong.of_node[link.to] == 0;
            if (!link.access.overlaps(user) || inside) continue;
            link.access = link.access.without(user);
            tally.add(IssueKind::access_trimmed, Severity::note, link.way_id,
                      fmt::format("cannot be reached and left again by {}: closed to that class", name),
                      geo::point_along(link.shape, 0.5), link.length_m);
        }
    }
    std::vector<std::uint8_t> keep(draft.links.size(), 0);
    for (std::size_t i = 0; i < keep.size(); ++i) {
        auto const& link = draft.links[i];
        keep[i] = link.access == Access() ? 0 : 1;
        if (keep[i] != 0 || link.way_id.ends_with("/walk")) continue;
        tally.add(IssueKind::disconnected_part, Severity::note, link.way_id, "nobody can reach and leave it: left out",
                  geo::point_along(link.shape, 0.5), link.length_m);
    }
    tally.write_to(issues);
    remove_links(draft, keep);
}

}  // namespace

void keep_strong_part(NetworkDraft& draft, ImportIssues& issues)
{
    keep_main_part(draft, issues);
    trim_users(draft, issues);
}

}  // namespace halong::city
