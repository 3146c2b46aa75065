#include "equilibrium/step_size.hpp"

#include <algorithm>

namespace halong::equilibrium {
namespace {

// Self-regulating averages (Liu, He & He 2009, Networks and Spatial Economics 9: 485-503): the slowness grows by the
// first where the gap grew, else by the second; they ask for the first > 1 > the second > 0.
constexpr double growth_after_rise = 1.8;
constexpr double growth_after_fall = 0.3;
// Of the gap-ordered rule: so many look as could change on the day before.
constexpr double looking_for_each_change = 2.0;
constexpr double least_looking = 0.02;  // the gap is estimated from those who look

}  // namespace

double StepSize::looking(int day) const
{
    switch (rule_) {
        case scenario::ReplanningStep::msa:
            break;
        case scenario::ReplanningStep::self_regulating:
            return std::max(least_looking, 1.0 / (slowness_ + pace_ * growth_after_fall));
        case scenario::ReplanningStep::gap_ordered:
            return std::clamp(looking_for_each_change / days(day), least_looking, 1.0);
    }
    return std::max(least_looking, 1.0 / days(day));
}

double StepSize::changing(int day, double relative_gap)
{
    if (rule_ != scenario::ReplanningStep::self_regulating) return 1.0 / days(day);
    slowness_ += pace_ * (relative_gap >= last_gap_ ? growth_after_rise : growth_after_fall);
    last_gap_ = relative_gap;
    return 1.0 / slowness_;
}

}  // namespace halong::equilibrium
