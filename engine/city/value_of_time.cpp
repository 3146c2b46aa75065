#include "city/value_of_time.hpp"

#include "core/exact_math.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cmath>

namespace halong::city {
namespace {

constexpr std::size_t travellers_in_block = 4'096;
constexpr double minutes_per_hour = 60;

}  // namespace

ValueOfTime::ValueOfTime(scenario::ValueOfTimeParameters const& parameters, std::uint64_t seed)
    : spread_(parameters.spread), seed_(seed)
{
    auto const mean_of = [this](PersonClass who, double vnd_per_h) {
        mean_vnd_per_min_[static_cast<std::size_t>(who)] = vnd_per_h / minutes_per_hour;
    };
    mean_of(PersonClass::resident, parameters.resident_vnd_per_h);
    mean_of(PersonClass::worker, parameters.worker_vnd_per_h);
    mean_of(PersonClass::domestic_visitor, parameters.domestic_visitor_vnd_per_h);
    mean_of(PersonClass::foreign_visitor, parameters.foreign_visitor_vnd_per_h);
    mean_of(PersonClass::business, parameters.business_vnd_per_h);
}

double ValueOfTime::vnd_per_min(std::uint64_t traveller_key, PersonClass who, std::uint16_t persons) const
{
    double const mean = persons * mean_vnd_per_min_[static_cast<std::size_t>(who)];
    if (spread_ == 0) return mean;
    double const z = core::Random(seed_).normal(core::Stream::value_of_time, {traveller_key, 0, 0});
    return mean * core::exact_exp(spread_ * z - spread_ * spread_ / 2);
}

std::vector<network::WorthStep> worth_steps(Plans const& plans, ValueOfTime const& values)
{
    std::vector<network::WorthStep> steps(plans.traveller_count());
    core::for_blocks(steps.size(), travellers_in_block, [&](std::size_t first, std::size_t last) {
        for (std::size_t traveller = first; traveller < last; ++traveller) {
            steps[traveller] = network::worth_step_of(values.vnd_per_min(plans, static_cast<std::uint32_t>(traveller)));
        }
    });
    return steps;
}

Millis worth_in_time(std::int64_t vnd, double vnd_per_min)
{
    double const ms = static_cast<double>(vnd) / vnd_per_min * core::ms_per_minute;
    return static_cast<Millis>(std::min(std::floor(ms + 0.5), double{core::ms_per_day}));
}

}  // namespace halong::city
