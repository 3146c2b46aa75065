// Who goes to the events of the day: residents from home, and visitors in the evening of their stay.
#pragma once

#include "demand/commitments.hpp"
#include "demand/population.hpp"
#include "demand/tour.hpp"
#include "demand/visitor_groups.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace halong::demand {

// An event with a crowd.
struct CrowdEvent {
    std::uint64_t stable_id = 0;
    PlaceId place;
    Millis from = 0;
    Millis to = 0;
    std::int64_t residents = 0;  // persons
    std::int64_t visitors = 0;
};

// The scenario's events that have an attendance, in its order. Their places are places of the city (see city::on_day).
std::vector<CrowdEvent> crowd_events(city::City const& city, scenario::Scenario const& scenario);

// When somebody comes to the event and when he leaves: uniform over the hour before it and the third of an hour after.
struct EventTimes {
    Millis come = 0;
    Millis leave = 0;
};
EventTimes event_times(CrowdEvent const& event, core::Random const& random, std::uint64_t key);

// Residents of six and more who are free by then, each at most at one event: those who come first when each draws an
// exponential time of rate exp(-leisure_decay km) attend, exactly as many as the event states (all, if that is more). The few
// whom a school run keeps until the event is over do not come (ResidentPlans).
class EventCrowds {
public:
    EventCrowds(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                Commitments const& commitments, core::Random const& random);

    // The resident's tour to his event without a mode yet (spot, arrive_by, end), or nothing.
    [[nodiscard]] std::optional<Tour> tour_of(std::size_t person, Resident const& resident) const;

private:
    [[nodiscard]] Tour tour_to(CrowdEvent const& event, Resident const& resident) const;
    void choose(std::uint32_t event, Population const& population, Commitments const& commitments);

    city::City const& city_;
    core::Random random_;
    std::vector<CrowdEvent> events_;
    std::vector<std::uint8_t> event_of_person_;  // 1 + event, 0: none; empty without events
};

// Sends visitors to events: groups that are not on business and do not leave as guests today, in the order of a uniform
// draw of each, as long as they fit into the attendance. Sets VisitorGroup::event.
void send_groups_to_events(std::vector<CrowdEvent> const& events, core::Random const& random,
                           std::vector<VisitorGroup>& groups);

}  // namespace halong::demand
