// The day of each household: work and school, who takes the children there, and the errands that fit round it.
#pragma once

#include "demand/commitments.hpp"
#include "demand/errands.hpp"
#include "demand/escorts.hpp"
#include "demand/event_crowds.hpp"
#include "demand/plan_writer.hpp"
#include "demand/population.hpp"
#include "demand/tour_modes.hpp"

namespace halong::demand {

// A household shares its motorbikes and cars: they are given out in this order, and who finds none free takes the next
// best mode by the same draws. 1. workers who take children to school or fetch them on their way; 2. all others to work
// and school, by member; 3. who takes children from home; 4. who goes to an event; 5. errands, by member, in order of time.
class ResidentPlans {
public:
    // All arguments outlive this object.
    ResidentPlans(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                  Commitments const& commitments, Errands const& errands, TourModes const& modes,
                  EventCrowds const& crowds, core::Random const& random);

    // Writes one traveller for each member of household `h`, in the order of the population. Errands that fit neither
    // before nor after work, nor round an event, are dropped.
    void write(std::size_t h, PlanWriter& writer) const;

private:
    [[nodiscard]] std::vector<Member> members_of(std::size_t h) const;
    void set_duty(Member& member, int index, VehicleLedger& vehicles) const;
    void take_children(std::vector<Member>& members, VehicleLedger& vehicles) const;
    void go_to_event(Member& member, int index, std::size_t person, VehicleLedger& vehicles) const;
    void add_stop(Tour& tour, Resident const& resident) const;
    void place_errand(Member& member, int index, VehicleLedger& vehicles, Tour errand) const;

    city::City const& city_;
    scenario::Scenario const& scenario_;
    Population const& population_;
    Commitments const& commitments_;
    Errands const& errands_;
    TourModes const& modes_;
    EventCrowds const& crowds_;
    core::Random random_;
};

}  // namespace halong::demand
