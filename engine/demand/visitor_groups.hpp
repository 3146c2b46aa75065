// Who visits the city on the day: groups by gateway, with whole numbers of people that hold exactly.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <vector>

namespace halong::demand {

enum class GroupType : std::uint8_t {
    couple,
    family,
    tour,
    business,
    independent
};

// Day visitors come and go today. Guests stay for one or more nights: those who arrive today, those who came before and
// stay on, and as many as arrive who leave today (a steady state).
enum class VisitKind : std::uint8_t {
    day,
    arriving_guest,
    staying_guest,
    leaving_guest
};
inline bool is_guest(VisitKind kind) { return kind != VisitKind::day; }

inline constexpr std::uint32_t no_event = 0xFFFFFFFF;

struct VisitorGroup {
    std::uint64_t key = 0;  // hash of "visitor/<gateway id>/<kind>/<ordinal>"
    core::PlaceId gateway;
    VisitKind kind = VisitKind::day;
    GroupType type = GroupType::couple;
    bool foreign = false;
    std::uint16_t persons = 1;
    core::PlaceId hotel;                   // of guests, once assign_hotels() has given them one
    std::uint32_t event = no_event;        // row of crowd_events() to which they go in the evening
    city::Mode arrival = city::Mode::car;  // to and from the gateway; `passenger`: by line coach or limousine van
    // How they ride in town: their own car, motorbike or coach, else by taxi (a car that comes to them).
    [[nodiscard]] city::Mode vehicle() const { return arrival == city::Mode::passenger ? city::Mode::car : arrival; }
    // Whether the vehicle stands where they left it (a coach and a taxi come to the group).
    [[nodiscard]] bool has_parked_vehicle() const
    {
        return arrival == city::Mode::car || arrival == city::Mode::motorbike;
    }
};

// All groups of the day, by gateway (visitor_share > 0), kind and ordinal. People who arrive: visitors_per_day rounded,
// shared out among gateways by largest remainder, of them overnight_share rounded stay; the last group of each list is
// cut to fit. Those who stay on are arriving guests x (mean nights - 1), rounded. At piers and cruise ports nobody brings
// a vehicle; by motorway nobody comes on a motorbike. By a cruise ship come foreign visitors only, who sleep aboard.
std::vector<VisitorGroup> visitor_groups(city::City const& city, scenario::DemandParameters const& parameters,
                                         core::Random const& random);

}  // namespace halong::demand
