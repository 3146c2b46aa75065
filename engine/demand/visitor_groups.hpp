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

// Day visitors come and go today. Guests stay one night: those who arrive today, and as many who came yesterday and
// leave today (a steady state; the mean stay of the province was 1.5 days in 2013).
enum class VisitKind : std::uint8_t {
    day,
    arriving_guest,
    leaving_guest
};

struct VisitorGroup {
    std::uint64_t key = 0;  // hash of "visitor/<gateway id>/<kind>/<ordinal>"
    core::PlaceId gateway;
    VisitKind kind = VisitKind::day;
    GroupType type = GroupType::couple;
    bool foreign = false;
    std::uint16_t persons = 1;
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
// cut to fit. At piers and cruise ports nobody brings a vehicle; by motorway nobody comes on a motorbike.
std::vector<VisitorGroup> visitor_groups(city::City const& city, scenario::DemandParameters const& parameters,
                                         core::Random const& random);

}  // namespace halong::demand
