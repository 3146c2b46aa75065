#include "services/stations.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace halong::services {

std::vector<Shift> interrupted(std::vector<Shift> const& shifts, std::vector<city::Spell> const& spells)
{
    std::vector<Shift> left = shifts;
    for (city::Spell const& spell : spells) {
        auto const first = std::ranges::find_if(left, [&](Shift const& s) { return s.from_ms >= spell.from_ms; });
        auto const after = std::ranges::find_if(left, [&](Shift const& s) { return s.from_ms > spell.to_ms; });
        if (after == left.begin()) continue;  // nobody serves as yet
        bool const serves_before = first != left.begin();
        int const servers = std::prev(after)->servers;
        auto place = left.erase(first, after);
        place = left.insert(place, {spell.to_ms, servers});
        if (serves_before) left.insert(place, {spell.from_ms, 0});
    }
    return left;
}

bool Stations::later(Event const& a, Event const& b)
{
    auto const order = [](Event const& e) {
        return std::tuple(e.time_ms, e.kind, e.job.id, e.job.station, e.job.come_ms);
    };
    return order(b) < order(a);
}

Stations::Stations(std::vector<StationRules> rules) : rules_(std::move(rules)), stations_(rules_.size())
{
    for (std::uint32_t s = 0; s < rules_.size(); ++s) {
        auto const& shifts = rules_[s].shifts;
        core::ensure(std::ranges::is_sorted(shifts, {}, &Shift::from_ms), "shifts of a station are not in order");
        for (std::size_t i = 0; i < shifts.size(); ++i) {
            Job const which{.id = i, .station = s, .come_ms = shifts[i].from_ms};
            push({.time_ms = shifts[i].from_ms, .kind = Kind::shift, .servers = shifts[i].servers, .job = which});
        }
    }
}

void Stations::push(Event const& event)
{
    events_.push_back(event);
    std::ranges::push_heap(events_, later);
}

void Stations::come(Job const& job) { push({.time_ms = job.come_ms, .kind = Kind::come, .job = job}); }

// Whoever opened a window more closes it when the shift has nobody at all, as at lunch.
int Stations::servers_of(Station const& station) { return station.servers == 0 ? 0 : station.servers + station.more; }

// Everything since the last event, hour by hour: nothing has changed meanwhile.
void Stations::write_log(std::uint32_t which, Millis now_ms)
{
    Station& station = stations_[which];
    Millis const ends_ms = rules_[which].ends_ms;
    auto const waiting = static_cast<std::int64_t>(station.waiting.size());
    for (Millis from = station.seen_ms; from < now_ms;) {
        Millis to = std::min(now_ms, (from / core::ms_per_hour + 1) * core::ms_per_hour);
        if (from < ends_ms) to = std::min(to, ends_ms);
        std::int64_t const span = to - from;
        bool const is_over = from >= ends_ms;
        auto const hour = static_cast<std::size_t>(core::hour_of(from));
        station.log.busy_ms[hour] += span * station.busy;
        station.log.duty_ms[hour] += span * (is_over ? station.busy : std::max(station.busy, servers_of(station)));
        if (is_over) station.log.overtime_ms += span * station.busy;
        station.log.waiting_ms += span * waiting;
        from = to;
    }
    station.seen_ms = std::max(station.seen_ms, now_ms);
}

void Stations::start_who_can(std::uint32_t which, Millis now_ms)
{
    Station& station = stations_[which];
    while (!station.waiting.empty() && station.busy < servers_of(station)) {
        Job const job = station.waiting.front();
        station.waiting.erase(station.waiting.begin());
        ++station.busy;
        push({.time_ms = now_ms + job.service_ms, .start_ms = now_ms, .kind = Kind::done, .job = job});
    }
}

// Nothing unless it does not join.
std::optional<JobEnd> Stations::join(Job const& job)
{
    Station& station = stations_[job.station];
    StationRules const& rules = rules_[job.station];
    ++station.log.came;
    auto const ahead = static_cast<std::int64_t>(station.waiting.size());
    // Before the first shift people look at as many servers as there will be.
    int const servers = std::max({1, servers_of(station), rules.shifts.empty() ? 0 : rules.shifts.front().servers});
    if (job.most_ahead_milli != any_number && ahead * 1000 > job.most_ahead_milli * servers) {
        ++station.log.turned_round;
        return JobEnd{job, JobEnding::turned_round, job.come_ms, job.come_ms};
    }
    auto const place = std::ranges::upper_bound(station.waiting, job.priority, {}, &Job::priority);
    station.waiting.insert(place, job);
    start_who_can(job.station, job.come_ms);
    auto const waiting = static_cast<std::int64_t>(station.waiting.size());
    if (waiting > rules.open_more_above && station.more < rules.most_more && station.servers > 0) {
        ++station.more;
        ++station.log.more_opened;
        start_who_can(job.station, job.come_ms);
    }
    station.log.peak_waiting = std::max(station.log.peak_waiting, static_cast<std::int64_t>(station.waiting.size()));
    bool const waits = std::ranges::any_of(station.waiting, [&](Job const& other) { return other.id == job.id; });
    if (waits && job.patience_ms < core::never - job.come_ms) {
        push({.time_ms = job.come_ms + job.patience_ms, .kind = Kind::patience, .job = job});
    }
    return std::nullopt;
}

// Nothing when its service has begun.
std::optional<JobEnd> Stations::lose_patience(Job const& job, Millis now_ms)
{
    Station& station = stations_[job.station];
    auto const found = std::ranges::find_if(
        station.waiting, [&](Job const& other) { return other.id == job.id && other.come_ms == job.come_ms; });
    if (found == station.waiting.end()) return std::nullopt;
    station.waiting.erase(found);
    ++station.log.gave_up;
    return JobEnd{job, JobEnding::gave_up, now_ms, now_ms};
}

JobEnd Stations::finish(Event const& done)
{
    Station& station = stations_[done.job.station];
    --station.busy;
    ++station.log.served;
    start_who_can(done.job.station, done.time_ms);
    if (station.waiting.empty() && station.more > 0) --station.more;
    return {done.job, JobEnding::served, done.start_ms, done.time_ms};
}

std::optional<JobEnd> Stations::next(Millis until_ms)
{
    while (!events_.empty() && events_.front().time_ms < until_ms) {
        std::ranges::pop_heap(events_, later);
        Event const event = events_.back();
        events_.pop_back();
        std::uint32_t const which = event.job.station;
        write_log(which, event.time_ms);
        std::optional<JobEnd> end;
        switch (event.kind) {
            case Kind::done:
                return finish(event);
            case Kind::shift:
                stations_[which].servers = event.servers;
                start_who_can(which, event.time_ms);
                break;
            case Kind::come:
                end = join(event.job);
                break;
            case Kind::patience:
                end = lose_patience(event.job, event.time_ms);
                break;
        }
        if (end) return end;
    }
    return std::nullopt;
}

}  // namespace halong::services
