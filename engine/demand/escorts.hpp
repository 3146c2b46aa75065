// Who of a household takes its children to school and fetches them.
#pragma once

#include "demand/day_plan.hpp"
#include "demand/tour_modes.hpp"
#include "demand/vehicle_ledger.hpp"

#include <optional>
#include <vector>

namespace halong::demand {

struct Member {
    Resident who;
    std::optional<Tour> duty;   // work or school today
    bool duty_is_set = false;   // mode and times of the duty are final, its vehicle is booked
    bool wants_escort = false;  // a child who would ride with somebody
    DayPlan day;
};

// Children of one household who are at one school gate at one time.
struct SchoolRun {
    Spot school;
    Millis at = 0;  // wished time at the gate
    bool brings = true;
    std::vector<std::size_t> children;  // of the household's members
};

// One run for each gate and time of the children who want an escort, those in the morning first.
std::vector<SchoolRun> school_runs(std::vector<Member> const& members);

// Lets a worker take the children on the way to work, or fetch them on the way home: the first member who rides or drives
// a vehicle that is free, comes to the gate within the limits (school_early_min, school_wait_min) and need not begin
// work earlier or leave it later than escort_work_min. Sets the worker's duty and the children's times.
bool escort_on_the_way(SchoolRun const& run, std::vector<Member>& members, VehicleLedger& vehicles,
                       TourModes const& modes);

// Lets an adult go to the gate and back home: who neither works nor learns today first, then any other who is at home.
// The duties of all adults are set. Sets the children's times.
bool escort_from_home(SchoolRun const& run, std::vector<Member>& members, VehicleLedger& vehicles,
                      TourModes const& modes);

}  // namespace halong::demand
