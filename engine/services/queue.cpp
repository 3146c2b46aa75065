#include "services/queue.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::services {

FifoQueue::FifoQueue(QueueRules const& rules) : rules_(rules), free_ms_(static_cast<std::size_t>(rules.servers), 0) {}

// Nobody who comes from now on can begin before now, so that whoever has left or begun by then plays no part any more.
void FifoQueue::forget(Millis now_ms)
{
    auto const drop = [now_ms](std::vector<Timed>& list, std::int64_t& persons) {
        auto const end = std::ranges::find_if(list, [now_ms](Timed const& timed) { return timed.time_ms > now_ms; });
        std::for_each(list.begin(), end, [&](Timed const& timed) { persons -= timed.persons; });
        list.erase(list.begin(), end);
    };
    drop(inside_, inside_persons_);
    drop(waiting_, waiting_persons_);
}

bool FifoQueue::closed_at(Millis time_ms) const
{
    bool const today = time_ms >= rules_.opens_ms && time_ms < rules_.closes_ms;
    bool const since_yesterday = rules_.closes_ms != core::never && time_ms < rules_.closes_ms - core::ms_per_day;
    return !today && !since_yesterday;
}

// The first time from `time_ms` on at which `persons` more fit inside. At that time everybody who has been admitted has
// begun, since nobody overtakes.
Millis FifoQueue::room_from(Millis time_ms, std::int32_t persons) const
{
    if (persons > rules_.capacity) return core::never;
    std::int64_t left = inside_persons_;
    for (std::size_t i = 0; left > rules_.capacity - persons; ++i) {
        left -= inside_[i].persons;
        time_ms = std::max(time_ms, inside_[i].time_ms);
    }
    return time_ms;
}

Millis FifoQueue::slot_from(Millis time_ms, std::int32_t persons) const
{
    if (rules_.slot_ms <= 0 || time_ms == core::never) return time_ms;
    if (persons > rules_.slot_persons) return core::never;
    std::int64_t const slots = (std::int64_t{time_ms} + rules_.slot_ms - 1) / rules_.slot_ms;
    std::int64_t start_ms = slots * rules_.slot_ms;
    if (start_ms == last_start_ms_ && slot_taken_ + persons > rules_.slot_persons) start_ms += rules_.slot_ms;
    return start_ms >= core::never ? core::never : static_cast<Millis>(start_ms);
}

// The first slot at which the place works.
Millis FifoQueue::works_from(Millis time_ms, std::int32_t persons) const
{
    Millis slot_ms = slot_from(time_ms, persons);
    while (slot_ms != core::never && city::any_holds(rules_.out, slot_ms)) {
        slot_ms = slot_from(city::end_of_spell(rules_.out, slot_ms), persons);
    }
    return slot_ms;
}

std::int64_t FifoQueue::inside_after(Millis time_ms) const
{
    std::int64_t persons = inside_persons_;
    for (auto timed = inside_.begin(); timed != inside_.end() && timed->time_ms <= time_ms; ++timed) {
        persons -= timed->persons;
    }
    return persons;
}

QueueOutcome FifoQueue::come(QueueGroup const& group)
{
    forget(group.come_ms);
    QueueOutcome outcome{.wait_ms = core::never, .enter_ms = group.come_ms, .leave_ms = group.come_ms};
    Millis start_ms = std::max(group.come_ms, last_start_ms_);
    if (closed_at(start_ms)) start_ms = std::max(start_ms, rules_.opens_ms);
    outcome.open = !closed_at(group.come_ms) || group.come_ms < rules_.opens_ms;
    auto server = std::ranges::min_element(free_ms_);
    if (server != free_ms_.end()) start_ms = std::max(start_ms, *server);
    start_ms = works_from(room_from(start_ms, group.persons), group.persons);
    if (start_ms == core::never) return outcome;
    outcome.wait_ms = start_ms - group.come_ms;
    bool const no_room = outcome.wait_ms > 0 && group.persons > rules_.waiting_room - waiting_persons_;
    if (no_room || outcome.wait_ms > group.patience_ms || closed_at(start_ms)) return outcome;

    outcome.admitted = true;
    double const factor = city::any_holds(rules_.slow, start_ms) ? rules_.slow_factor : 1;
    outcome.enter_ms = start_ms + core::millis(factor, group.service_ms);
    outcome.leave_ms = std::max(group.leave_ms, outcome.enter_ms + group.least_inside_ms);
    outcome.inside = inside_after(start_ms) + group.persons;
    if (server != free_ms_.end()) *server = outcome.enter_ms;
    slot_taken_ = start_ms == last_start_ms_ ? slot_taken_ + group.persons : group.persons;
    last_start_ms_ = start_ms;
    Timed const leaving{outcome.leave_ms, group.persons};
    inside_.insert(std::ranges::upper_bound(inside_, leaving.time_ms, {}, &Timed::time_ms), leaving);
    inside_persons_ += group.persons;
    if (outcome.wait_ms > 0) {
        waiting_.push_back({start_ms, group.persons});
        waiting_persons_ += group.persons;
    }
    return outcome;
}

void FifoQueue::set_servers(int servers, Millis now_ms)
{
    core::ensure(servers >= 1 && rules_.servers >= 1, "a queue with servers has at least one");
    rules_.servers = servers;
    std::ranges::sort(free_ms_);
    auto const count = static_cast<std::size_t>(servers);
    if (count < free_ms_.size()) free_ms_.erase(free_ms_.begin(), free_ms_.end() - servers);
    free_ms_.resize(count, now_ms);
}

std::int64_t FifoQueue::waiting_at(Millis now_ms) const
{
    std::int64_t persons = 0;
    for (Timed const& timed : waiting_) persons += timed.time_ms > now_ms ? timed.persons : 0;
    return persons;
}

std::int64_t FifoQueue::inside_at(Millis now_ms) const { return inside_after(now_ms) - waiting_at(now_ms); }

}  // namespace halong::services
