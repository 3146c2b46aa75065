// The tour of views: which camera is before the eyes of an operator when, and what he notices.
#pragma once

#include "core/time.hpp"
#include "scenario/scenario.hpp"
#include "services/stations.hpp"

#include <cstdint>
#include <vector>

namespace halong::services {

// Chance that somebody with so many views before him notices an incident that one of them shows, views >= 1: 0.85 with
// 1 and 0.53 with 9 (trial of the Police Scientific Development Branch, as told by later guides), 0.74 with 4 and 0.58 with 6
// (recalled), linear between; 0.3 from 16 on (assumption).
double attention(int views);

// Time after which the tour shows the same camera again: ceil(cameras / (operators views)) times the length of a view.
// For 1,300 cameras, 10 operators, 9 views of 8 s: 120 s. `never` without operators.
Millis revisit_ms(std::int64_t cameras, int operators, int views, Millis view_ms);

// Operators by shift over a day and its next morning: night, morning, afternoon, night, morning.
std::vector<Shift> shifts_of(scenario::OperationsParameters const& parameters);

// All cameras in their order, so many at once as there are operators and views; each shift begins anew.
class Tour {
public:
    Tour(std::int64_t cameras, scenario::OperationsParameters const& parameters);

    // When the camera of this row is next switched to, at `from_ms` or later; `never` if not before the end of the shifts.
    // An incident of length D is so shown at least once with probability min(1, D / revisit time).
    [[nodiscard]] Millis next_view(std::uint32_t camera, Millis from_ms) const;
    [[nodiscard]] int operators_at(Millis time_ms) const;

private:
    std::int64_t cameras_;
    int views_;
    Millis view_ms_;
    std::vector<Shift> shifts_;
};

}  // namespace halong::services
