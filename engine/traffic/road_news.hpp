// How long vehicles wait at every turn now: what radio and phones tell drivers on their way.
#pragma once

#include "traffic/turn_meter.hpp"
#include "traffic/turn_numbers.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

// Waits at turns and at starts, ms, by network::TurnIndex and by link.
struct RoadWaits {
    std::vector<std::uint32_t> turns;
    std::vector<std::uint32_t> starts;
};

// Who left in the last interval says how long one waits at his turn, unless somebody has stood there for longer than
// any of them: then he does. A turn that few took looks like its link: as if `prior_vehicles` had waited for the mean
// of all who left the link or stand on it.
class RoadNews {
public:
    static constexpr std::int64_t prior_vehicles = 4;  // estimate, as in what drivers learn from day to day

    RoadNews(Layout const& layout, network::TurnIndex const& index);

    // A vehicle leaves the exit for the entrance, or ends there, that could have left `wait_ms` earlier. Each cell
    // belongs to the node of its turn or entrance, so that no two threads share one.
    void leave(std::uint32_t exit, std::uint32_t next_entrance, Millis wait_ms)
    {
        left_[numbers_.turn(exit, next_entrance)].add(wait_ms);
    }
    // One that waited to start enters its first link.
    void start(std::uint32_t entrance, Millis wait_ms) { started_[entrance].add(wait_ms); }

    // The waits at `now_ms`: of who left since this was last asked, and of the queues as they stand. Begins a new
    // interval.
    [[nodiscard]] RoadWaits renew(Streets const& streets, Millis now_ms);

    // Of one turn (by network::TurnIndex) or of the starts on one link.
    struct Part {
        WaitSum sum;
        Millis longest_ms = 0;
        std::uint32_t number = 0;
    };
    // The state: appends what is not 0 at the nodes of this rank; and back, where others' is left out.
    void list(Layout const& layout, std::vector<Part>& turns, std::vector<Part>& starts) const;
    void restore(Layout const& layout, std::vector<Part> const& turns, std::vector<Part> const& starts);

private:
    struct Waits {
        WaitSum sum;
        Millis longest_ms = 0;
        void add(Millis wait_ms)
        {
            sum.add(wait_ms);
            longest_ms = std::max(longest_ms, wait_ms);
        }
    };
    void waits_at(Streets const& streets, std::uint32_t exit, Millis now_ms, std::vector<std::uint32_t>& turns) const;

    TurnNumbers numbers_;
    std::vector<Waits> left_;     // by turn
    std::vector<Waits> started_;  // by entrance
};

}  // namespace halong::traffic
