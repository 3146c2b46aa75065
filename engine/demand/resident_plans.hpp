// The day of each resident: work or school, and the errands that fit round it.
#pragma once

#include "demand/commitments.hpp"
#include "demand/errands.hpp"
#include "demand/plan_writer.hpp"
#include "demand/population.hpp"

namespace halong::demand {

class ResidentPlans {
public:
    // All arguments outlive this object.
    ResidentPlans(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                  Commitments const& commitments, Errands const& errands, core::Random const& random);

    // Writes one traveller: person `i` of the population. Errands that fit neither before nor after work are dropped.
    void write(std::size_t i, PlanWriter& writer) const;

private:
    struct Day;
    void add_stop(Tour& tour, Resident const& resident) const;
    [[nodiscard]] Day day_of(Resident const& resident) const;
    void place_errand(Day& day, Tour errand) const;

    city::City const& city_;
    scenario::Scenario const& scenario_;
    Population const& population_;
    Commitments const& commitments_;
    Errands const& errands_;
    core::Random random_;
};

}  // namespace halong::demand
