// Stations at which people are served one by one: windows, doctors, laboratories, desks. Several servers, priorities,
// people who do not join a long queue or leave it, servers who come and go.
//
// Unlike the queue of an entrance (queue.hpp), nobody's wait is known when he comes: who is more urgent overtakes, and
// a window more may open. So stations work through events, in whole milliseconds and in one order: by time; of one
// time first who is done, then servers who come or go, then who comes, then whose patience ends; then by id. Results
// depend on nothing else, and not on how often next() is asked.
#pragma once

#include "city/faults.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace halong::services {

using core::Millis;

inline constexpr std::int64_t any_number = std::numeric_limits<std::int64_t>::max();

// From this time on there are so many servers, until the next shift. Who is being served then is served to the end.
struct Shift {
    Millis from_ms = 0;
    int servers = 0;
};

// The same shifts with nobody who serves in the spells, which are apart and in order.
std::vector<Shift> interrupted(std::vector<Shift> const& shifts, std::vector<city::Spell> const& spells);

struct StationRules {
    std::vector<Shift> shifts;  // ascending; before the first nobody serves
    // One more server comes when somebody joins the queue and more than `open_more_above` wait then, `most_more` at
    // most beyond the shift; one of these goes again whenever someone has been served and nobody waits.
    std::int64_t open_more_above = any_number;
    int most_more = 0;
    Millis ends_ms = core::never;  // the regular end: from then on servers stay for those only who have come
};

// Somebody, or a piece of work, that comes to a station.
struct Job {
    std::uint64_t id = 0;  // a stable one, unique among the jobs at a station at one time: ties go by it
    std::uint32_t station = 0;
    std::uint32_t tag = 0;      // the caller's own
    std::int32_t priority = 0;  // less goes first; nobody is interrupted; of equals, who came first
    Millis come_ms = 0;
    Millis service_ms = 0;
    Millis patience_ms = core::never;            // leaves if service has not begun by then
    std::int64_t most_ahead_milli = any_number;  // does not join if more wait per server, in thousandths
};

enum class JobEnding : std::uint8_t {
    served,
    gave_up,      // its patience ended
    turned_round  // it did not join the queue
};

// What became of a job.
struct JobEnd {
    Job job;
    JobEnding ending = JobEnding::served;
    Millis start_ms = 0;  // service began; equal to end_ms where there was none
    Millis end_ms = 0;
};

// What a station did, hour by hour of the day.
struct StationLog {
    std::array<std::int64_t, core::hours_per_day> busy_ms{};  // server-milliseconds of service
    std::array<std::int64_t, core::hours_per_day> duty_ms{};  // of servers who are there, at work or not
    std::int64_t overtime_ms = 0;                             // of `busy_ms`, after the regular end
    std::int64_t waiting_ms = 0;                              // job-milliseconds in the queue, as it was seen
    std::int64_t came = 0;
    std::int64_t served = 0;
    std::int64_t gave_up = 0;
    std::int64_t turned_round = 0;
    std::int64_t peak_waiting = 0;
    std::int64_t more_opened = 0;  // times that a server more came
};

class Stations {
public:
    explicit Stations(std::vector<StationRules> rules);

    // Announces a job; not before the last event that next() worked off.
    void come(Job const& job);
    // Works off events before `until_ms`, in their order, up to the first that ends a job; nothing when none is left.
    // Whoever follows a job on may announce the next one for any time from its end on. O(log jobs + waiting).
    std::optional<JobEnd> next(Millis until_ms);

    [[nodiscard]] std::size_t size() const { return stations_.size(); }
    [[nodiscard]] StationLog const& log(std::uint32_t station) const { return stations_[station].log; }
    [[nodiscard]] std::int64_t waiting(std::uint32_t station) const
    {
        return static_cast<std::int64_t>(stations_[station].waiting.size());
    }
    [[nodiscard]] int busy(std::uint32_t station) const { return stations_[station].busy; }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [rules, stations, events] = self;
        archive.fixed(stations);
        archive(events);
    }

private:
    enum class Kind : std::uint8_t {
        done,
        shift,
        come,
        patience
    };
    struct Event {
        Millis time_ms = 0;
        Millis start_ms = 0;  // of the service that is done
        Kind kind = Kind::come;
        int servers = 0;  // of a shift
        Job job;
    };
    struct Station {
        std::vector<Job> waiting;  // by (priority, order of coming)
        int servers = 0;           // of the shift
        int more = 0;              // beyond it
        int busy = 0;
        Millis seen_ms = 0;  // up to when the log is written
        StationLog log;

        template <class Archive, class Self>
        static void transfer(Archive& archive, Self& self)
        {
            auto& [waiting, servers, more, busy, seen_ms, log] = self;
            archive(waiting, servers, more, busy, seen_ms, log);
        }
    };

    static bool later(Event const& a, Event const& b);
    void push(Event const& event);
    void write_log(std::uint32_t which, Millis now_ms);
    void start_who_can(std::uint32_t which, Millis now_ms);
    std::optional<JobEnd> join(Job const& job);
    std::optional<JobEnd> lose_patience(Job const& job, Millis now_ms);
    JobEnd finish(Event const& done);
    [[nodiscard]] static int servers_of(Station const& station);

    std::vector<StationRules> rules_;
    std::vector<Station> stations_;
    std::vector<Event> events_;  // a heap, the next on top
};

}  // namespace halong::services
