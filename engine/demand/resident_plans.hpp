// The day of each resident: work or school, and the errands that fit round it.
#pragma once

#include "demand/commitments.hpp"
#include "demand/errands.hpp"
#include "demand/event_crowds.hpp"
#include "demand/plan_writer.hpp"
#include "demand/population.hpp"

namespace halong::demand {

class ResidentPlans {
public:
    // All arguments outlive this object.
    ResidentPlans(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                  Commitments const& commitments, Errands const& errands, EventCrowds const& crowds,
                  core::Random const& random);

    // Writes one traveller: person `i` of the population. Errands that fit neither before nor after work, or not before
    // the event that he goes to, are dropped.
    void write(std::size_t i, PlanWriter& writer) const;

private:
    struct Day;
    void add_stop(Tour& tour, Resident const& resident) const;
    [[nodiscard]] Day day_of(std::size_t person, Resident const& resident) const;
    void place_errand(Day& day, Tour errand) const;

    city::City const& city_;
    scenario::Scenario const& scenario_;
    Population const& population_;
    Commitments const& commitments_;
    Errands const& errands_;
    EventCrowds const& crowds_;
    core::Random random_;
};

}  // namespace halong::demand
