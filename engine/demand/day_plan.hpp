// One person's tours of a day, in order of time, as they are put together.
#pragma once

#include "demand/plan_writer.hpp"
#include "demand/tour.hpp"

#include <optional>
#include <vector>

namespace halong::demand {

// Tours never overlap. A night shift is at work from midnight until its end and again from its `leave`.
class DayPlan {
public:
    // Whether the person is at home from `from` until `to`, and for `margin` before and after.
    [[nodiscard]] bool is_free(Millis from, Millis to, Millis margin) const;
    // The first time not before `wish` at which a tour of this length can begin; nothing before a night shift ends.
    [[nodiscard]] std::optional<Millis> gap_from(Millis wish, Millis length) const;
    // Puts the tour at its place. Requires that the person is free for it.
    void insert(Tour tour);
    [[nodiscard]] std::vector<Tour> const& tours() const { return tours_; }

    // Writes the person's stays: home, and the tours between.
    void write(PlanWriter& writer, Resident const& resident) const;

private:
    std::vector<Tour> tours_;  // by leave
    Millis first_free_ = 4 * core::ms_per_hour + 30 * core::ms_per_minute;
};

}  // namespace halong::demand
