// What time is worth to each traveller: people differ, so that a charge divides them.
#pragma once

#include "city/travel.hpp"
#include "network/worth_step.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace halong::city {

// Log-normal within each class of person (Fosgerau 2006; Börjesson, Fosgerau and Algers 2012), with the mean of the class
// and the spread of the scenario: mean x exp(s z - s^2 / 2), where z is one standard normal draw of the traveller, by his
// key alone. So somebody has the same value in every variant of a study. Who travel together have one draw.
class ValueOfTime {
public:
    ValueOfTime() : ValueOfTime(scenario::ValueOfTimeParameters{}, 1) {}
    // `seed` of the run.
    ValueOfTime(scenario::ValueOfTimeParameters const& parameters, std::uint64_t seed);

    // A minute of all `persons` of a traveller together, VND: they lose it at once, and pay for one vehicle. Above 0.
    [[nodiscard]] double vnd_per_min(std::uint64_t traveller_key, PersonClass who, std::uint16_t persons) const;
    [[nodiscard]] double vnd_per_min(Plans const& plans, std::uint32_t traveller) const
    {
        return vnd_per_min(plans.traveller_key[traveller], plans.person_class[traveller], plans.persons[traveller]);
    }

private:
    std::array<double, person_class_count> mean_vnd_per_min_{};
    double spread_ = 0;
    std::uint64_t seed_ = 1;
};

// By traveller: the step of what a minute is worth to all of them together.
std::vector<network::WorthStep> worth_steps(Plans const& plans, ValueOfTime const& values);

// Milliseconds that are worth as much as `vnd` to who values a minute so; whole, at most a day.
Millis worth_in_time(std::int64_t vnd, double vnd_per_min);

}  // namespace halong::city
