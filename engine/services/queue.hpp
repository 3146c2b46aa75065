// One queue for everything that lets people in one group after the other: ticket gates, piers, cable cars, shows.
//
// First come, first served, in whole milliseconds. A group of any size goes as one: it takes the server (gate) that is
// free first, then waits for room inside, then for a slot with seats; nobody overtakes, not even a smaller group that
// would fit. Since everybody ahead has his times already, a group's own wait is known exactly when it comes: so a queue
// needs no events of its own, and does not depend on how time is cut into windows.
#pragma once

#include "city/faults.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace halong::services {

using core::Millis;

inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

struct QueueRules {
    int servers = 0;                        // gates; 0: none, nobody waits for one
    std::int64_t capacity = unlimited;      // persons inside at once
    std::int64_t waiting_room = unlimited;  // persons who may wait at once; whoever finds it full is turned away
    Millis slot_ms = 0;                     // > 0: entry at 00:00 + k slot_ms only (boats, shows) …
    std::int64_t slot_persons = unlimited;  // … by at most so many persons each
    Millis opens_ms = 0;                    // entry in [opens_ms, closes_ms); past midnight closes_ms lies after 24:00,
    Millis closes_ms = core::never;         // and the hours before opens_ms belong to yesterday
    std::vector<city::Spell> out{};         // no entry in these, apart and in order; who came waits
    std::vector<city::Spell> slow{};        // a service that begins in one of these takes …
    double slow_factor = 1;                 // … so many times as long
};

// Somebody at the end of the queue.
struct QueueGroup {
    Millis come_ms = 0;
    std::int32_t persons = 1;
    Millis service_ms = 0;             // how long the group holds its server, where that is not slow
    Millis leave_ms = 0;               // when it would leave if it need not wait; `never`: not at all
    Millis least_inside_ms = 0;        // stays at least so long after it has entered
    Millis patience_ms = core::never;  // if it would wait for longer it turns away at once
};

struct QueueOutcome {
    bool admitted = false;
    bool open = false;    // it came within opening hours, or could wait for them
    Millis wait_ms = 0;   // until its service begins; of whoever is turned away: what it would have been, or `never`
    Millis enter_ms = 0;  // service has ended; come_ms when turned away
    Millis leave_ms = 0;  // when it goes away
    std::int64_t inside = 0;  // persons inside once its service has begun, itself included
};

class FifoQueue {
public:
    explicit FifoQueue(QueueRules const& rules);

    // In order of come_ms. O(groups inside).
    QueueOutcome come(QueueGroup const& group);

    // From now on: so many servers, at least 1, where it has any; so many persons inside at once. Who has been admitted
    // keeps his times. Of servers that are closed it is those that would be free first: they finish what they have begun.
    void set_servers(int servers, Millis now_ms);
    void set_capacity(std::int64_t persons) { rules_.capacity = persons; }
    [[nodiscard]] QueueRules const& rules() const { return rules_; }
    // Persons who wait for their service, and who are inside, at `now_ms`, the last arrival or later.
    [[nodiscard]] std::int64_t waiting_at(Millis now_ms) const;
    [[nodiscard]] std::int64_t inside_at(Millis now_ms) const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [rules, free_ms, inside, inside_persons, waiting, waiting_persons, last_start_ms, slot_taken] = self;
        // Of the rules only what may change during the day.
        archive(rules.servers, rules.capacity, free_ms, inside, inside_persons, waiting, waiting_persons, last_start_ms,
                slot_taken);
    }

private:
    struct Timed {
        Millis time_ms = 0;
        std::int32_t persons = 0;
    };
    void forget(Millis now_ms);
    [[nodiscard]] bool closed_at(Millis time_ms) const;
    [[nodiscard]] Millis room_from(Millis time_ms, std::int32_t persons) const;
    [[nodiscard]] Millis works_from(Millis time_ms, std::int32_t persons) const;
    [[nodiscard]] Millis slot_from(Millis time_ms, std::int32_t persons) const;
    [[nodiscard]] std::int64_t inside_after(Millis time_ms) const;

    QueueRules rules_;
    std::vector<Millis> free_ms_;  // by server: from when on
    std::vector<Timed> inside_;    // who has been admitted and not left, ascending by the time of leaving
    std::int64_t inside_persons_ = 0;
    std::vector<Timed> waiting_;  // who has been admitted and not begun, ascending by the begin of service
    std::int64_t waiting_persons_ = 0;
    Millis last_start_ms_ = 0;
    std::int64_t slot_taken_ = 0;  // persons who begin at last_start_ms_, where there are slots
};

}  // namespace halong::services
