#include "equilibrium/taken_intervals.hpp"

#include <iterator>

namespace halong::equilibrium {

Taken TakenIntervals::take(Observation const& observation)
{
    auto& until = until_[observation.sensor];
    auto const& interval = observation.interval;
    auto const after = until.lower_bound(interval.from_ms);
    if (after != until.end() && after->first == interval.from_ms && after->second == interval.to_ms)
        return Taken::again;
    if (after != until.end() && after->first < interval.to_ms) return Taken::crossing;
    if (after != until.begin() && std::prev(after)->second > interval.from_ms) return Taken::crossing;
    until.emplace_hint(after, interval.from_ms, interval.to_ms);
    return Taken::fresh;
}

}  // namespace halong::equilibrium
