// How many of those who would gain change their route from one day to the next.
#pragma once

#include "scenario/scenario.hpp"

namespace halong::equilibrium {

// The share of legs that look for a better route on each day, and that of them who may take it.
class StepSize {
public:
    // `pace`, above 0: with less than 1 steps grow smaller as if days were so much shorter.
    explicit StepSize(scenario::ReplanningStep rule, double pace = 1) : rule_(rule), pace_(pace) {}

    // Share of all legs that look on this day (from 1), in (0, 1].
    [[nodiscard]] double looking(int day) const;
    // Share of all legs that may change after the gap of this day is known, at most looking(day). Call once a day.
    double changing(int day, double relative_gap);

private:
    [[nodiscard]] double days(int day) const { return 1 + pace_ * day; }

    scenario::ReplanningStep rule_;
    double pace_;
    double slowness_ = 1.7;  // beta of the self-regulating rule: about half of all look on the first day
    double last_gap_ = 1.0;
};

}  // namespace halong::equilibrium
