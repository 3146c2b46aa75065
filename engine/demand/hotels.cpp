#include "demand/hotels.hpp"

#include "core/hash.hpp"
#include "demand/decisions.hpp"
#include "demand/parameters.hpp"
#include "demand/spot.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace halong::demand {
namespace {

struct Hotel {
    core::PlaceId place;
    std::uint64_t stable_id = 0;
    std::int64_t rooms = 0;
};

std::vector<Hotel> hotels_in(city::City const& city)
{
    std::vector<Hotel> hotels;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        city::Place const& place = city.places[core::PlaceId{i}];
        if (rooms_of(place) > 0 && is_usable(place))
            hotels.push_back({core::PlaceId{i}, place.stable_id, rooms_of(place)});
    }
    return hotels;
}

bool sleeps_last_night(VisitKind kind) { return kind == VisitKind::staying_guest || kind == VisitKind::leaving_guest; }
bool sleeps_tonight(VisitKind kind) { return kind == VisitKind::staying_guest || kind == VisitKind::arriving_guest; }

// The groups that need a room, in the order in which they are served.
std::vector<std::size_t> guests_in_order(std::vector<VisitorGroup> const& groups)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].kind != VisitKind::day) order.push_back(i);
    }
    std::ranges::sort(
        order, {}, [&](std::size_t i) { return std::pair(groups[i].kind != VisitKind::staying_guest, groups[i].key); });
    return order;
}

}  // namespace

std::int64_t rooms_of(city::Place const& place)
{
    if (place.kind != city::PlaceKind::hotel) return 0;
    if (place.rooms > 0) return place.rooms;
    double const beds = place.beds > 0 ? static_cast<double>(place.beds) : parameter::hotel_beds.value;
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(beds / parameter::rooms_to_beds));
}

std::int64_t rooms_for(VisitorGroup const& group)
{
    auto const in_room = static_cast<std::int64_t>(parameter::persons_per_room);
    return (group.persons + in_room - 1) / in_room;
}

std::int64_t HotelNights::taken_tonight() const
{
    return std::accumulate(tonight_rooms.begin(), tonight_rooms.end(), std::int64_t{0});
}

HotelNights assign_hotels(city::City const& city, core::Random const& random, std::vector<VisitorGroup>& groups)
{
    auto const hotels = hotels_in(city);
    HotelNights nights;
    nights.last_night_rooms.assign(city.places.size(), 0);
    nights.tonight_rooms.assign(city.places.size(), 0);
    for (Hotel const& hotel : hotels) nights.rooms += hotel.rooms;
    for (std::size_t const i : guests_in_order(groups)) {
        VisitorGroup& group = groups[i];
        std::int64_t const wanted = rooms_for(group);
        double first = 0;
        for (Hotel const& hotel : hotels) {
            auto const p = hotel.place.value();
            bool const full = (sleeps_last_night(group.kind) && nights.last_night_rooms[p] + wanted > hotel.rooms) ||
                              (sleeps_tonight(group.kind) && nights.tonight_rooms[p] + wanted > hotel.rooms);
            if (full) continue;
            core::Draw const draw{core::combine(group.key, hotel.stable_id), purpose_of(Decision::hotel_place), 0};
            double const time = random.exponential(core::Stream::visitor, draw) / static_cast<double>(hotel.rooms);
            if (group.hotel.valid() && time >= first) continue;
            group.hotel = hotel.place;
            first = time;
        }
        if (group.hotel.valid()) {
            auto const p = group.hotel.value();
            if (sleeps_last_night(group.kind)) nights.last_night_rooms[p] += wanted;
            if (sleeps_tonight(group.kind)) nights.tonight_rooms[p] += wanted;
        } else if (group.kind == VisitKind::arriving_guest) {
            nights.persons_without_room += group.persons;
            group.kind = VisitKind::day;
        }
    }
    std::erase_if(groups,
                  [](VisitorGroup const& group) { return group.kind != VisitKind::day && !group.hotel.valid(); });
    return nights;
}

HotelNights hotel_nights(city::City const& city, scenario::Scenario const& scenario, core::Random const& random)
{
    if (!scenario.demand.route_file.empty()) return {};
    auto groups = visitor_groups(city, scenario.demand, random);
    return assign_hotels(city, random, groups);
}

}  // namespace halong::demand
