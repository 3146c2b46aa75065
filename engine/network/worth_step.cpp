#include "network/worth_step.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"

#include <algorithm>
#include <cmath>

namespace halong::network {
namespace {

constexpr double usual_vnd_per_min = 250;
constexpr double steps_to_double = 4;

}  // namespace

WorthStep worth_step_of(double vnd_per_min)
{
    core::ensure(vnd_per_min > 0, "a minute must be worth something where money is paid");
    double const doublings = core::exact_log(vnd_per_min / usual_vnd_per_min) / core::exact_log(2.0);
    double const step = usual_worth + std::floor(steps_to_double * doublings + 0.5);
    return static_cast<WorthStep>(std::clamp(step, 0.0, worth_step_count - 1.0));
}

double vnd_per_min_of(WorthStep step)
{
    return usual_vnd_per_min * core::exact_pow(2.0, (step - double{usual_worth}) / steps_to_double);
}

}  // namespace halong::network
