// How long vehicles wait at every turn, by the time at which they came: what drivers learn of a day.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "network/turn_index.hpp"
#include "traffic/turn_numbers.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace halong::traffic {

using core::Millis;

struct Streets;

// Vehicles and the time that they have waited, in one word: up to a million of them.
class WaitSum {
public:
    void add(Millis wait_ms) { packed_ += (static_cast<std::uint64_t>(std::max(0, wait_ms)) << count_bits) + 1U; }
    [[nodiscard]] std::int64_t vehicles() const
    {
        return static_cast<std::int64_t>(packed_ & ((1U << count_bits) - 1U));
    }
    [[nodiscard]] std::int64_t wait_ms() const { return static_cast<std::int64_t>(packed_ >> count_bits); }
    WaitSum& operator+=(WaitSum const& other)
    {
        packed_ += other.packed_;
        return *this;
    }
    bool operator==(WaitSum const&) const = default;

private:
    static constexpr unsigned count_bits = 20;
    std::uint64_t packed_ = 0;
};

// Time beyond the free one on a link by the turn at its end, of those who entered it in a slot of time; and time from
// departure until a vehicle has entered its first link, of those who departed in a slot. Slots begin at 00:00; the last
// one holds all later times, too.
struct TurnWaits {
    Millis slot_ms = 0;  // 0: nothing was metered
    std::size_t slot_count = 0;
    std::size_t turn_count = 0;
    std::size_t link_count = 0;
    std::vector<WaitSum> turns;   // [slot][turn], turns by network::TurnIndex
    std::vector<WaitSum> starts;  // [slot][link]

    [[nodiscard]] std::size_t slot_at(Millis time_ms) const
    {
        return std::min(static_cast<std::size_t>(time_ms / slot_ms), slot_count - 1);
    }
};

// Counts while the day runs. Each cell belongs to the node of its turn or entrance, so that no two threads share one.
class TurnMeter {
public:
    TurnMeter(Streets const& streets, network::TurnIndex const& index, Millis slot_ms, Millis end_ms);

    // A vehicle that entered the link of `exit` at `entry_ms` leaves it for `next_entrance`, or ends there.
    void leave(std::uint32_t exit, std::uint32_t next_entrance, Millis entry_ms, Millis wait_ms)
    {
        waits_.turns[waits_.slot_at(entry_ms) * waits_.turn_count + numbers_.turn(exit, next_entrance)].add(wait_ms);
    }
    void start(std::uint32_t entrance, Millis departure_ms, Millis wait_ms)
    {
        waits_.starts[waits_.slot_at(departure_ms) * waits_.link_count + numbers_.link_of_entrance(entrance)].add(
            wait_ms);
    }
    // What was counted, and the waits so far of those who still wait.
    [[nodiscard]] TurnWaits read(Streets const& streets, Millis now_ms) const;

private:
    TurnWaits waits_;
    TurnNumbers numbers_;
};

}  // namespace halong::traffic
