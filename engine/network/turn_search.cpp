#include "network/turn_search.hpp"

#include "core/error.hpp"
#include "core/kept_column.hpp"
#include "network/link_costs.hpp"

#include <algorithm>

namespace halong::network {
namespace {

constexpr std::uint32_t no_arc = UINT32_MAX;

// The order of a heap whose first entry has the least bound. In which order equal ones come does not matter: of equal ways
// the ranks of arcs decide.
constexpr auto later = [](auto const& a, auto const& b) { return a.bound > b.bound; };

}  // namespace

std::uint32_t TurnCosts::time_ms(LinkId link, std::uint32_t turn, std::int64_t entry_ms) const
{
    std::uint32_t free = free_ms.front()[link.value()];
    std::int64_t open_ms = entry_ms;
    if (free_ms.size() > 1) {
        free = free_ms[slots->slot_of(open_ms)][link.value()];
        for (std::size_t tries = 0; free == unreachable_cost && tries < free_ms.size(); ++tries) {
            open_ms = slots->next_begin(open_ms);
            free = free_ms[slots->slot_of(open_ms)][link.value()];
        }
    }
    if (free == unreachable_cost) return unreachable_cost;
    return static_cast<std::uint32_t>(open_ms - entry_ms) + free + turn_waits->wait_ms(turn, open_ms);
}

std::uint32_t Spent::cost_ms() const
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{time_ms} + toll_ms, unreachable_cost));
}

std::uint32_t TurnCosts::toll_of(LinkId link, std::int64_t entry_ms) const
{
    if (toll_ms.empty()) return 0;
    auto const& tolls = toll_ms.size() == 1 ? toll_ms.front() : toll_ms[slots->slot_of(entry_ms)];
    return tolls.empty() ? 0 : tolls[link.value()];
}

Spent TurnCosts::along(std::span<LinkId const> route, std::int64_t departure_ms) const
{
    if (route.empty()) return {};
    return drive(route, departure_ms + start_ms(route.front(), departure_ms), departure_ms);
}

Spent TurnCosts::after(LinkId on, std::span<LinkId const> rest, std::int64_t leave_ms) const
{
    return drive(rest, leave_ms + turn_waits->wait_ms(index->turn(on, rest.front()), leave_ms), leave_ms);
}

// From `since_ms` until the end of the route, whose first link is entered at `entry_ms`.
Spent TurnCosts::drive(std::span<LinkId const> route, std::int64_t entry_ms, std::int64_t since_ms) const
{
    std::int64_t now_ms = entry_ms;
    std::int64_t paid_ms = 0;
    for (std::size_t i = 0; i < route.size(); ++i) {
        LinkId const link = route[i];
        std::uint32_t const turn = i + 1 < route.size() ? index->turn(link, route[i + 1]) : index->end(link);
        std::uint32_t const cost_ms = time_ms(link, turn, now_ms);
        if (cost_ms == unreachable_cost) return {unreachable_cost, unreachable_cost};
        paid_ms += toll_of(link, now_ms);
        now_ms += cost_ms;
    }
    return {static_cast<std::uint32_t>(std::min<std::int64_t>(now_ms - since_ms, unreachable_cost)),
            static_cast<std::uint32_t>(std::min<std::int64_t>(paid_ms, unreachable_cost))};
}

void TurnSearch::start(HierarchyCosts const& bounds, NodeId to, std::uint32_t limit_ms)
{
    graph_ = &bounds.hierarchy().graph();
    bounds_ = &bounds;
    core::ensure(to.valid() && to.value() < graph_->node_count(), "a way ends at a known node");
    to_destination_.start_to(bounds, to);
    if (labels_.size() != graph_->arc_count() || round_ == UINT32_MAX) {
        labels_.assign(graph_->arc_count(), {unreachable_cost, 0, no_arc, 0});
        round_ = 0;
    }
    ++round_;
    scanned_ = 0;
    best_cost_ = limit_ms;
    best_arc_ = no_arc;
    queue_.clear();
}

std::uint32_t TurnSearch::find(TurnCosts const& costs, HierarchyCosts const& bounds, NodeId from, NodeId to,
                               std::int64_t departure_ms, std::uint32_t limit_ms)
{
    start(bounds, to, limit_ms);
    core::ensure(from.valid() && from.value() < graph_->node_count(), "a way starts at a known node");
    if (from == to) return 0;
    std::uint32_t const state = graph_->start_state(from);
    for (std::uint32_t arc = graph_->first_arc(state); arc < graph_->first_arc(state + 1); ++arc) {
        reach(arc, costs.start_ms(graph_->arc(arc).link, departure_ms), 0, no_arc);
    }
    return search(costs, to, departure_ms);
}

std::uint32_t TurnSearch::find_after(TurnCosts const& costs, HierarchyCosts const& bounds, LinkId on, NodeId to,
                                     std::int64_t leave_ms, std::uint32_t limit_ms)
{
    start(bounds, to, limit_ms);
    for (SearchGraph::Arc const& arc : graph_->arcs(graph_->start_state(costs.index->node_before(on)))) {
        if (arc.link != on) continue;
        for (std::uint32_t i = graph_->first_arc(arc.target); i < graph_->first_arc(arc.target + 1); ++i) {
            reach(i, costs.turn_waits->wait_ms(costs.index->turn(on, graph_->arc(i).link), leave_ms), 0, no_arc);
        }
    }
    return search(costs, to, leave_ms);
}

std::uint32_t TurnSearch::search(TurnCosts const& costs, NodeId to, std::int64_t departure_ms)
{
    while (!queue_.empty()) {
        std::ranges::pop_heap(queue_, later);
        Entry const entry = queue_.back();
        queue_.pop_back();
        if (entry.bound > best_cost_) break;
        if (entry.cost != labels_[entry.arc].cost) continue;
        LinkId const link = graph_->arc(entry.arc).link;
        if (costs.index->node_after(link) == to) {
            std::int64_t const entry_ms = departure_ms + entry.cost - labels_[entry.arc].toll;
            std::uint32_t const last = costs.time_ms(link, costs.index->end(link), entry_ms);
            std::uint64_t const cost = std::uint64_t{entry.cost} + last + costs.toll_of(link, entry_ms);
            if (last != unreachable_cost && cost < unreachable_cost) {
                end_at(entry.arc, static_cast<std::uint32_t>(cost));
            }
        }
        scan(costs, entry, departure_ms);
    }
    return best_arc_ == no_arc ? unreachable_cost : best_cost_;
}

void TurnSearch::end_at(std::uint32_t arc, std::uint32_t cost)
{
    bool const preferred = cost == best_cost_ && best_arc_ != no_arc && graph_->rank(arc) < graph_->rank(best_arc_);
    if (cost >= best_cost_ && !preferred) return;
    best_cost_ = cost;
    best_arc_ = arc;
}

void TurnSearch::scan(TurnCosts const& costs, Entry const& entry, std::int64_t departure_ms)
{
    ++scanned_;
    SearchGraph::Arc const& arc = graph_->arc(entry.arc);
    std::uint32_t const paid = labels_[entry.arc].toll;
    std::int64_t const entry_ms = departure_ms + entry.cost - paid;
    std::uint32_t const toll = costs.toll_of(arc.link, entry_ms);
    for (std::uint32_t i = graph_->first_arc(arc.target); i < graph_->first_arc(arc.target + 1); ++i) {
        std::uint32_t const turn = costs.index->turn(arc.link, graph_->arc(i).link);
        std::uint32_t const link_ms = costs.time_ms(arc.link, turn, entry_ms);
        if (link_ms != unreachable_cost) reach(i, std::uint64_t{entry.cost} + link_ms + toll, paid + toll, entry.arc);
    }
}

void TurnSearch::reach(std::uint32_t arc, std::uint64_t cost, std::uint32_t toll, std::uint32_t before)
{
    if (cost >= unreachable_cost) return;
    Label& label = labels_[arc];
    std::uint32_t const known = label.round == round_ ? label.cost : unreachable_cost;
    auto const now = static_cast<std::uint32_t>(cost);
    bool const is_equal = now == known && toll == label.toll && before != no_arc && label.before != no_arc;
    if (is_equal && graph_->rank(before) < graph_->rank(label.before)) label.before = before;
    if (now >= known) return;
    std::uint32_t const rest = to_destination_(to_destination_.hierarchy().vertex_of(graph_->arc(arc).target));
    label = {now, toll, before, round_};
    std::uint32_t const own = bounds_->by_link()[graph_->arc(arc).link.value()];
    if (rest == unreachable_cost || own == unreachable_cost) return;
    std::uint64_t const bound = cost + own + rest;
    if (bound > best_cost_) return;
    queue_.push_back({bound, now, arc});
    std::ranges::push_heap(queue_, later);
}

template <class Allocator>
void TurnSearch::append_route(std::vector<LinkId, Allocator>& links) const
{
    auto const begin = static_cast<std::ptrdiff_t>(links.size());
    for (std::uint32_t arc = best_arc_; arc != no_arc; arc = labels_[arc].before)
        links.push_back(graph_->arc(arc).link);
    std::reverse(links.begin() + begin, links.end());
}
template void TurnSearch::append_route(std::vector<LinkId>& links) const;
template void TurnSearch::append_route(core::KeptColumn<LinkId>& links) const;

}  // namespace halong::network
