// A visiting group under way: where it is, where its vehicle stands, and the stays written so far.
#pragma once

#include "demand/attractions.hpp"
#include "demand/plan_writer.hpp"
#include "demand/visitor_groups.hpp"

namespace halong::demand {

class Itinerary {
public:
    // Begins the group's plan with a stay at `start` from 00:00, which ends at `now`.
    Itinerary(city::City const& city, core::Random const& random, VisitorGroup const& group, PlanWriter& writer,
              city::Activity activity, Spot const& start, Millis now);

    [[nodiscard]] Millis now() const { return now_; }  // when the present stay ends
    [[nodiscard]] Spot const& at() const { return at_; }
    [[nodiscard]] std::uint32_t stay_ordinal() const { return ordinal_; }
    [[nodiscard]] VisitorGroup const& group() const { return group_; }

    // Stays here until `time` (if later than now).
    void wait_until(Millis time) { now_ = std::max(now_, time); }
    // Goes to `spot` on foot within walking reach, else by the group's vehicle (back to it first where it is parked),
    // and stays for `length` from the expected arrival on, but at least until `earliest_end`.
    void go(city::Activity activity, Spot const& spot, Millis length, Millis earliest_end = 0);
    // The last leg: to the gateway by the vehicle of arrival, and out of the city.
    void leave_city();
    // The plan ends with the present stay.
    void finish();

    // Expected time to a point from here.
    [[nodiscard]] Millis travel_to(geo::PointMetric point) const;
    // A restaurant: a street near here within the zone, else right here.
    [[nodiscard]] Spot meal_spot() const;
    [[nodiscard]] Spot spot_at(core::PlaceId place) const;

private:
    [[nodiscard]] bool vehicle_is_elsewhere() const;
    void fetch_vehicle();
    void ride(city::Mode mode, Spot const& spot);

    city::City const& city_;
    core::Random const& random_;
    VisitorGroup const& group_;
    PlanWriter& writer_;
    Spot at_;
    Spot parked_;
    Millis now_ = 0;
    std::uint32_t ordinal_ = 0;
    bool arriving_ = false;  // the first leg is the one from the gateway
};

}  // namespace halong::demand
