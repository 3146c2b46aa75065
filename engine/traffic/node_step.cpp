#include "traffic/node_step.hpp"

#include "traffic/due_nodes.hpp"
#include "traffic/entrance.hpp"
#include "traffic/event_hash.hpp"
#include "traffic/giving_way.hpp"
#include "traffic/node_look_ahead.hpp"
#include "traffic/stop_line.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace halong::traffic {
namespace {

// A tag may lag behind the largest of its rivals by this much work of its own: several times what crosses on other turns
// between two vehicles of one, or whoever comes seldom loses the places that he is owed; and by as much as one vehicle adds
// to a rival's tag, so that unlike weights hold. Chosen by trial: of 150 random nodes with 8, 16 and 32 PCU, flows at 8, 3
// and 0 strayed from the fluid's by more than 0.5 % and two vehicles an hour.
constexpr std::uint64_t lag_mpcu = 32'000;
// Time for which a stop line was blocked by a contested link and that it may make up, PCU: with none, a road that needs
// most of its capacity falls behind, since the places that it gets come at others' times. Chosen by trial on the same nodes.
constexpr std::int64_t made_up_pcu = 2;

class NodeStep {
public:
    NodeStep(Streets& streets, Region& region, Window const& window)
        : streets_(streets),
          region_(region),
          window_(window),
          nodes_(streets.nodes.data()),
          exits_(streets.exits.data()),
          exit_ready_(streets.exit_ready.data()),
          entrances_(streets.entrances.data()),
          free_times_ms_(streets.free_times_ms.data()),
          sources_(streets.sources.data()),
          contenders_(region.contenders.data())
    {}

    void run(DueNode const& due)
    {
        supply_ = streets_.node_supplies.empty() ? nullptr : streets_.supply_of(due.node);
        gather(nodes_[due.node], due);
        while (Contender* const first = earliest()) decide(*first);
        note_due(due.node);
    }

private:
    // Who could cross in this window.
    void gather(NodeEnds const& ends, DueNode const& due);
    void add(std::uint32_t index, std::uint16_t end, bool from_source);
    [[nodiscard]] bool fill(Contender& contender);
    [[nodiscard]] bool fill_from_exit(Contender& contender);
    [[nodiscard]] bool fill_from_source(Contender& contender);

    // When, and who of them.
    [[nodiscard]] Millis go_of(Contender const& contender) const;
    [[nodiscard]] bool circulates(Contender const& contender) const
    {
        return !contender.from_source && exits_[contender.index].circulates;
    }
    // Whether it goes through the middle of the node, and so needs a share of the node's own capacity.
    [[nodiscard]] bool uses_supply(Contender const& contender) const
    {
        return supply_ != nullptr && !contender.from_source && !contender.leaves();
    }
    [[nodiscard]] bool may_yield(LinkExit const& exit, std::uint32_t target) const
    {
        return exit.by_turn && traffic::may_yield(streets_, exit, target);
    }
    [[nodiscard]] bool yields(Contender const& contender) const
    {
        return !contender.from_source && may_yield(exits_[contender.index], contender.target());
    }
    [[nodiscard]] bool may_turn(Contender const& contender, Millis time_ms) const;
    [[nodiscard]] bool are_rivals(Contender const& first, Contender const& other, Millis time_ms) const
    {
        return other.target() == first.target() || (uses_supply(first) && uses_supply(other) && other.go_ms <= time_ms);
    }
    [[nodiscard]] Contender* earliest();
    void decide(Contender& first);
    [[nodiscard]] Contender& with_least_tag(Contender& first, Millis time_ms);
    [[nodiscard]] Contender& with_least_tag_of_rivals(Contender& first, Millis time_ms);
    void claim(LinkEntrance& entrance, Contender const& holder, Millis time_ms);
    void look_again(std::uint32_t entrance);

    // Crossing.
    void cross(Contender& contender, Millis time_ms);
    void take_from_exit(Contender const& contender, Millis time_ms);
    void take_from_source(Contender const& contender);
    void enter(Contender const& contender, Millis time_ms);
    void arrive(QueuedVehicle const& vehicle, Millis time_ms);
    void note_due(std::uint32_t node);

    [[nodiscard]] std::span<Contender> contenders() { return {contenders_, count_}; }
    [[nodiscard]] std::uint64_t& tag_of(Contender const& contender)
    {
        return contender.from_source ? sources_[contender.index].tag : exits_[contender.index].tag;
    }
    // Work that holders of least places are ordered by: the tag, and what has been forgiven of the lag.
    [[nodiscard]] std::uint64_t& lead_of(Contender const& contender)
    {
        return contender.from_source ? sources_[contender.index].tag
                                     : streets_.turn_leads[streets_.turn(contender.index, contender.target())];
    }
    [[nodiscard]] std::uint64_t place_of(Contender const& contender)
    {
        return contender.from_source ? tag_of(contender) : tag_of(contender) + lead_of(contender);
    }
    [[nodiscard]] Millis made_up_ms(Contender const& contender, Millis time_ms) const;
    [[nodiscard]] std::uint64_t tag_per_mpcu(Contender const& contender) const
    {
        return contender.from_source ? sources_[contender.index].tag_per_mpcu : exits_[contender.index].tag_per_mpcu;
    }

    Streets& streets_;
    Region& region_;
    Window window_;
    // The columns, once: the compiler cannot know that they stay where they are while letters are written.
    NodeEnds* nodes_;
    LinkExit* exits_;
    Millis* exit_ready_;
    LinkEntrance* entrances_;
    FreeTimes const* free_times_ms_;
    Source* sources_;

    Contender* contenders_;  // at the present node
    std::size_t count_ = 0;
    NodeSupply* supply_ = nullptr;   // of the node; nullptr where it has no capacity of its own
    bool all_linked_ = false;        // whoever crosses matters to all others, not only to those with his target
    Millis now_ms_ = 0;              // of the last decision at the node
    Millis later_ms_ = core::never;  // when the first of the others at the node is ready, after this window
};

void NodeStep::gather(NodeEnds const& ends, DueNode const& due)
{
    count_ = 0;
    all_linked_ = supply_ != nullptr;
    now_ms_ = window_.start_ms;
    bool const sources_due = ends.source_due_ms < window_.end_ms;
    later_ms_ = sources_due ? due.later_ms : std::min(due.later_ms, ends.source_due_ms);
    for (std::uint64_t exits = due.exits; exits != 0; exits &= exits - 1) {
        auto const end = static_cast<std::uint16_t>(std::countr_zero(exits));
        add(ends.first_exit + end, end, false);
    }
    for (std::uint16_t end = exits_in_mask; end < ends.exit_count; ++end) {
        Millis const ready_ms = exit_ready_[ends.first_exit + end];
        if (ready_ms < window_.end_ms) {
            add(ends.first_exit + end, end, false);
        } else {
            later_ms_ = std::min(later_ms_, ready_ms);
        }
    }
    for (std::uint16_t i = 0; sources_due && i < ends.entrance_count; ++i) {
        std::uint32_t const entrance = ends.first_entrance + i;
        Millis const source_ready_ms = streets_.source_ready[entrance];
        if (source_ready_ms < window_.end_ms) {
            add(entrance, static_cast<std::uint16_t>(ends.exit_count + i), true);
        } else {
            later_ms_ = std::min(later_ms_, source_ready_ms);
        }
    }
    if (all_linked_) look_again(no_entrance);  // they were looked at before all were there
}

void NodeStep::add(std::uint32_t index, std::uint16_t end, bool from_source)
{
    Contender& contender = contenders_[count_];
    contender.index = index;
    contender.end = end;
    contender.from_source = from_source;
    if (fill(contender)) ++count_;
}

bool NodeStep::fill(Contender& contender)
{
    if (!(contender.from_source ? fill_from_source(contender) : fill_from_exit(contender))) return false;
    contender.mpcu = mpcu_of(contender.vehicle.vehicle);
    contender.go_ms = go_of(contender);
    return true;
}

bool NodeStep::fill_from_exit(Contender& contender)
{
    LinkExit& exit = exits_[contender.index];
    Millis& ready_ms = exit_ready_[contender.index];
    File const first = earliest_file(exit, region_.queues);
    if (first == File::none) {
        ready_ms = core::never;
        return false;
    }
    Millis const exit_ms = region_.queues.front(file_of(exit, first)).exit_ms;
    ready_ms = streets_.crossing_from(exit, exit_ms);
    if (ready_ms >= window_.end_ms) {
        later_ms_ = std::min(later_ms_, ready_ms);
        return false;
    }
    if (exit.chosen == File::none) {
        exit.chosen = choose_file(exit, region_.queues, first, std::max(ready_ms, now_ms_), streets_.seepage_percent);
    }
    contender.vehicle = region_.queues.front(file_of(exit, exit.chosen));
    contender.ready_ms = ready_ms;
    all_linked_ = all_linked_ || may_yield(exit, contender.target());
    return true;
}

bool NodeStep::fill_from_source(Contender& contender)
{
    Source const& source = sources_[contender.index];
    Millis& ready_ms = streets_.source_ready[contender.index];
    if (source.first_leg == no_leg) {
        ready_ms = core::never;
        return false;
    }
    ready_ms = streets_.departure_ms[source.first_leg];
    contender.vehicle.leg = source.first_leg;
    contender.vehicle.vehicle = streets_.vehicle[source.first_leg];
    contender.vehicle.next_entrance = contender.index;
    contender.vehicle.way_position = streets_.first_position(source.first_leg) - 1U;  // before the first link
    contender.ready_ms = ready_ms;
    if (ready_ms < window_.end_ms) return true;
    later_ms_ = std::min(later_ms_, ready_ms);
    return false;
}

Millis NodeStep::go_of(Contender const& contender) const
{
    Millis go_ms = std::max(contender.ready_ms, now_ms_);
    if (uses_supply(contender)) go_ms = std::max(go_ms, supply_->service.ready());
    if (!contender.leaves()) {
        LinkEntrance const& entrance = entrances_[contender.target()];
        go_ms = std::max({go_ms, entrance.open_from_ms, entrance.service.ready(),
                          space_from(entrance, region_.holes, contender.mpcu)});
        bool const claimed = entrance.claimant != no_claimant && entrance.claimant != contender.end;
        if (claimed) go_ms = std::max(go_ms, entrance.claim_end_ms);
        if (go_ms == core::never) return core::never;
    }
    if (contender.from_source) return go_ms;
    LinkExit const& exit = exits_[contender.index];
    if (!exit.has_signal) return go_ms;
    go_ms = streets_.next_green(exit, contender.target(), go_ms);
    if (!may_yield(exit, contender.target())) return go_ms;
    return clear_from(streets_, region_, exit, contender.target(), go_ms, window_.end_ms);
}

// Who yields does not wait for a place that others could take: he goes at once or not at all.
bool NodeStep::may_turn(Contender const& contender, Millis time_ms) const
{
    if (contender.from_source || !exits_[contender.index].has_signal) return true;
    return streets_.is_green(exits_[contender.index], contender.target(), time_ms) &&
           (contender.go_ms <= time_ms || !yields(contender));
}

// The contender that can cross first in this window; nullptr when none can.
Contender* NodeStep::earliest()
{
    Contender* first = nullptr;
    Millis first_ms = window_.end_ms;
    for (Contender& contender : contenders()) {
        if (contender.go_ms > first_ms || contender.go_ms >= window_.end_ms) continue;
        if (contender.go_ms == first_ms && first != nullptr && contender.end > first->end) continue;
        first = &contender;
        first_ms = contender.go_ms;
    }
    return first;
}

// `first` could cross now: either it does, or whose turn it is does, or claims the link.
void NodeStep::decide(Contender& first)
{
    Millis const time_ms = first.go_ms;
    now_ms_ = time_ms;
    if (first.leaves()) {
        cross(first, time_ms);
        return;
    }
    LinkEntrance& entrance = entrances_[first.target()];
    if (entrance.claimant == first.end && time_ms < entrance.claim_end_ms) {
        cross(first, time_ms);
        return;
    }
    if (entrance.claimant != no_claimant) lapse_claim(entrance);  // others could not go before it ended
    Contender& next = with_least_tag(first, time_ms);
    if (next.go_ms > time_ms) {
        claim(entrance, next, time_ms);
    } else {
        cross(next, time_ms);
    }
}

Contender& NodeStep::with_least_tag(Contender& first, Millis time_ms)
{
    for (Contender const& other : contenders()) {
        if (&other != &first && are_rivals(first, other, time_ms)) return with_least_tag_of_rivals(first, time_ms);
    }
    return first;
}

Contender& NodeStep::with_least_tag_of_rivals(Contender& first, Millis time_ms)
{
    auto const is_ready = [&](Contender const& other) {
        return are_rivals(first, other, time_ms) && other.ready_ms <= time_ms && may_turn(other, time_ms);
    };
    // Who drives round a roundabout goes before those who enter it; else it fills and locks.
    bool const yield =
        std::ranges::any_of(contenders(), [&](Contender const& other) { return circulates(other) && is_ready(other); });
    auto const competes = [&](Contender const& other) { return is_ready(other) && (!yield || circulates(other)); };
    std::uint64_t largest = 0;
    std::uint64_t largest_step = 0;
    bool alone = true;
    for (Contender const& other : contenders()) {
        if (!competes(other)) continue;
        alone = alone && other.end == first.end;
        largest = std::max(largest, place_of(other));
        largest_step = std::max(largest_step, other.mpcu * tag_per_mpcu(other));
    }
    if (alone) return first;
    Contender* least = nullptr;
    std::uint64_t least_place = 0;
    for (Contender& other : contenders()) {
        if (!competes(other)) continue;
        std::uint64_t place = place_of(other);
        std::uint64_t const lag = std::max(lag_mpcu * tag_per_mpcu(other), largest_step);
        if (place + lag < largest) {
            lead_of(other) += largest - lag - place;
            place = largest - lag;
        }
        bool const better = least == nullptr || place < least_place || (place == least_place && other.end < least->end);
        if (!better) continue;
        least = &other;
        least_place = place;
    }
    return *least;
}

void NodeStep::claim(LinkEntrance& entrance, Contender const& holder, Millis time_ms)
{
    entrance.claimant = holder.end;
    entrance.claim_end_ms =
        holder.from_source ? core::never : streets_.end_of_green(exits_[holder.index], holder.target(), time_ms);
    look_again(holder.target());
}

// Works out anew when those who want to enter a link can do so, or all when all are linked.
void NodeStep::look_again(std::uint32_t entrance)
{
    for (Contender& contender : contenders()) {
        if (all_linked_ || contender.target() == entrance) contender.go_ms = go_of(contender);
    }
}

void NodeStep::cross(Contender& contender, Millis time_ms)
{
    std::uint32_t const target = contender.target();
    tag_of(contender) += contender.mpcu * tag_per_mpcu(contender);
    if (uses_supply(contender)) supply_->serve(time_ms, contender.mpcu);
    if (contender.from_source) {
        if (streets_.turn_meter) {
            streets_.turn_meter->start(contender.index, contender.ready_ms, time_ms - contender.ready_ms);
        }
        if (streets_.news) streets_.news->start(contender.index, time_ms - contender.ready_ms);
        take_from_source(contender);
    } else {
        take_from_exit(contender, time_ms);
    }
    if (streets_.records_tracks) {
        std::uint32_t const link = target == no_entrance ? track_ends : exits_[entrances_[target].exit].link;
        region_.track_events.push_back({contender.vehicle.leg, link, time_ms});
    }
    if (contender.leaves()) {
        arrive(contender.vehicle, time_ms);
    } else {
        enter(contender, time_ms);
    }
    if (!fill(contender)) contender = contenders_[--count_];
    if (count_ > 0 && (target != no_entrance || all_linked_)) look_again(target);
}

// Idle time of the stop line that is not lost: that of waiting for a link on which several roads meet.
Millis NodeStep::made_up_ms(Contender const& contender, Millis time_ms) const
{
    LinkExit const& exit = exits_[contender.index];
    if (time_ms == contender.ready_ms || contender.leaves() || exit.by_turn)
        return 0;  // by_turn: it may have given way
    if (entrances_[contender.target()].bank_ms == 0) return 0;
    auto const most_ms = static_cast<Millis>(made_up_pcu * core::ms_per_hour / exit.capacity_pcu_per_h);
    return std::min(time_ms - contender.ready_ms, most_ms);
}

void NodeStep::take_from_exit(Contender const& contender, Millis time_ms)
{
    QueuedVehicle const& vehicle = contender.vehicle;
    LinkExit& exit = exits_[contender.index];
    leave_queue(exit, region_.queues, exit.chosen, contender.mpcu, time_ms, made_up_ms(contender, time_ms));

    ++exit.vehicles[vehicle.vehicle];
    exit.delay_ms += time_ms - vehicle.exit_ms;
    if (streets_.turn_meter) {
        Millis const entry_ms = vehicle.exit_ms - free_times_ms_[exit.entrance][vehicle.vehicle];
        streets_.turn_meter->leave(contender.index, vehicle.next_entrance, entry_ms, time_ms - vehicle.exit_ms);
    }
    if (streets_.news) streets_.news->leave(contender.index, vehicle.next_entrance, time_ms - vehicle.exit_ms);
    ++region_.link_moves;
    region_.digest += event_hash(vehicle.leg, exit.link, time_ms);
    if (exit.watched) {
        Millis const entry_ms = vehicle.exit_ms - free_times_ms_[exit.entrance][vehicle.vehicle];
        if (exit.counts_inside) {
            region_.crossings.push_back({contender.index, time_ms, vehicle.leg, entry_ms, contender.mpcu, true});
        } else {
            region_.passages.push_back({vehicle.leg, core::LinkId{exit.link}, entry_ms, time_ms, 0, true});
        }
    }
    region_.leavings[exit.entrance_region].push_back({exit.entrance, vehicle.vehicle, time_ms});
    region_.written_to |= std::uint64_t{1} << exit.entrance_region;
}

void NodeStep::take_from_source(Contender const& contender)
{
    Source& source = sources_[contender.index];
    source.first_leg = streets_.next_leg[source.first_leg];
}

void NodeStep::enter(Contender const& contender, Millis time_ms)
{
    QueuedVehicle const& vehicle = contender.vehicle;
    LinkEntrance& entrance = entrances_[contender.target()];
    Millis const due_ms = contender.from_source ? contender.ready_ms : vehicle.exit_ms;
    admit(entrance, region_.holes, contender.mpcu, time_ms, due_ms < time_ms);
    if (entrance.has_bans && streets_.is_banned(contender.target(), vehicle.vehicle, time_ms)) ++region_.banned_entries;
    Millis const exit_ms = time_ms + free_times_ms_[contender.target()][vehicle.vehicle];
    region_.entries[entrance.exit_region].push_back(
        {entrance.exit, vehicle.vehicle, vehicle.leg, exit_ms, vehicle.way_position + 1});
    region_.written_to |= std::uint64_t{1} << entrance.exit_region;
}

void NodeStep::arrive(QueuedVehicle const& vehicle, Millis time_ms)
{
    Millis free_ms = 0;
    // Of the way with which it set out: who takes a longer one under way is delayed by it.
    std::uint32_t position = streets_.way_begin(vehicle.leg);
    for (std::uint32_t entrance = 0; (entrance = streets_.way(vehicle.leg, position)) != no_entrance; ++position) {
        free_ms += free_times_ms_[entrance][vehicle.vehicle];
    }
    region_.arrivals.push_back({vehicle.leg, time_ms, streets_.departure_ms[vehicle.leg], free_ms});
    ++region_.vehicles_arrived;
}

// When to look at the node again: the next ready vehicle, or the first blocked one that is known to get space.
void NodeStep::note_due(std::uint32_t node)
{
    NodeEnds& ends = nodes_[node];
    if (ends.source_due_ms < window_.end_ms) {
        ends.source_due_ms = core::never;
        for (std::uint32_t i = ends.first_entrance; i < ends.end_entrance(); ++i) {
            ends.source_due_ms = std::min(ends.source_due_ms, streets_.source_ready[i]);
        }
    }
    Millis due_ms = later_ms_;
    for (Contender const& contender : contenders()) {
        due_ms = std::min(due_ms, contender.go_ms);
        if (contender.go_ms == core::never) entrances_[contender.target()].wanted = true;
        if (!contender.from_source) region_.waiting.insert(contender.index);
    }
    streets_.node_due[node] = due_ms;
}

}  // namespace

void step_nodes(Streets& streets, Region& region, Window const& window)
{
    collect_due_nodes(streets, region, window);
    std::vector<DueNode> const& nodes = region.due_nodes;
    NodeStep step(streets, region, window);
    NodeLookAhead const ahead(streets, region, window);
    look_ahead(
        nodes.size(), [&](std::size_t i) { ahead.ready_times(i); }, [&](std::size_t i) { ahead.stop_lines(i); },
        [&](std::size_t i) { ahead.queue_fronts(i); }, [&](std::size_t i) { ahead.next_links(i); },
        [&](std::size_t i) { step.run(nodes[i]); });
    note_groups_due(streets, region, window);
}

}  // namespace halong::traffic
