// Where guests sleep: rooms are a hard limit, and who finds his hotel full goes to the next of his choice.
#pragma once

#include "city/city.hpp"
#include "core/random.hpp"
#include "demand/visitor_groups.hpp"

#include <cstdint>
#include <vector>

namespace halong::demand {

// Rooms of a hotel: as stated, else half of its beds, else a stated default; 0 of every other place.
std::int64_t rooms_of(city::Place const& place);
// Rooms that a group takes: two persons each.
std::int64_t rooms_for(VisitorGroup const& group);

// The two nights that the day touches.
struct HotelNights {
    std::int64_t rooms = 0;                      // of all hotels that a street reaches
    std::vector<std::int64_t> last_night_rooms;  // taken, by PlaceId
    std::vector<std::int64_t> tonight_rooms;
    std::int64_t persons_without_room = 0;  // who arrive and find the city full
    [[nodiscard]] std::int64_t taken_tonight() const;
};

// Gives every guest a hotel, in the order of the groups' keys, those who stay on first. Each group ranks the hotels by
// one exponential draw of rate rooms for each (so that hotels fill in proportion to their rooms) and takes the first
// that has rooms enough left for all of its nights. Where all are full, arriving guests become day visitors, and those
// who would have come yesterday are left out of `groups`. A hotel that is added or full moves only who wins or loses.
// O(guests x hotels).
HotelNights assign_hotels(city::City const& city, core::Random const& random, std::vector<VisitorGroup>& groups);

// The hotels on the scenario's day, as make_plans() fills them.
HotelNights hotel_nights(city::City const& city, scenario::Scenario const& scenario, core::Random const& random);

}  // namespace halong::demand
