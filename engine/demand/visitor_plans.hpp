// The day of each visiting group: arrival, attractions, bay cruise, meals, hotel, evening, return.
#pragma once

#include "city/experience.hpp"
#include "demand/attractions.hpp"
#include "demand/destination_choice.hpp"
#include "demand/event_crowds.hpp"
#include "demand/itinerary.hpp"
#include "demand/plan_writer.hpp"
#include "demand/visitor_groups.hpp"

#include <vector>

namespace halong::demand {

class VisitorPlans {
public:
    // `jobs`: where visitors on business go; `events`: of crowd_events(). All arguments outlive this object.
    VisitorPlans(city::City const& city, scenario::Scenario const& scenario, DestinationChoice const& jobs,
                 std::vector<CrowdEvent> const& events, core::Random const& random, city::Experience const& experience);

    // Writes one traveller. Day visitors make two to four stays and return by a drawn hour; guests check in, dine, go out
    // and sleep; those who came before begin in their hotel, spend the day and sleep there again, or leave. Of everybody
    // but business people, bay_share / (1 - business share) wish for a cruise, guests on one of their days; they come in
    // time for it. Whoever goes to an event is there in the evening instead of elsewhere.
    void write(VisitorGroup const& group, PlanWriter& writer) const;

private:
    struct Budget;
    void write_day(VisitorGroup const& group, PlanWriter& writer) const;
    void write_arrival(VisitorGroup const& group, PlanWriter& writer) const;
    void write_whole_day(VisitorGroup const& group, PlanWriter& writer) const;
    void write_departure(VisitorGroup const& group, PlanWriter& writer) const;

    [[nodiscard]] bool cruises_today(VisitorGroup const& group) const;
    [[nodiscard]] Spot hotel_of(VisitorGroup const& group) const;
    [[nodiscard]] Spot gate_of(VisitorGroup const& group) const;
    // Each returns whether the stay was possible.
    bool cruise(Itinerary& itinerary) const;
    bool visit(Itinerary& itinerary, Budget& budget, Decision decision) const;
    void spend_day(Itinerary& itinerary, Budget& budget) const;
    void eat(Itinerary& itinerary, Budget& budget) const;
    void work(Itinerary& itinerary) const;
    void evening(Itinerary& itinerary, Budget& budget, Spot const& hotel) const;
    void attend_event(Itinerary& itinerary) const;
    [[nodiscard]] Millis free_until(VisitorGroup const& group, Millis latest_end) const;
    void look_around(Itinerary& itinerary) const;
    [[nodiscard]] double uniform(Decision decision, VisitorGroup const& group, std::uint32_t ordinal = 0) const;

    city::City const& city_;
    scenario::Scenario const& scenario_;
    core::Random random_;
    DestinationChoice const& jobs_;
    std::vector<CrowdEvent> const& events_;
    city::Experience const& experience_;
    std::vector<Attraction> attractions_;
    std::vector<Attraction> piers_;
    std::vector<std::uint64_t> pier_ids_;
    double cruise_share_ = 0;
};

}  // namespace halong::demand
