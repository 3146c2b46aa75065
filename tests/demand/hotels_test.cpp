// Rooms are a hard limit on both nights of the day; who finds no room goes home.
#include "demand/hotels.hpp"

#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "plan_rules.hpp"
#include "small_city.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using namespace halong::demand;
using test::small_city;
using test::small_day;

namespace {

// Small City with so many rooms in four hotels of 1 : 2 : 3 : 4.
city::City city_with_rooms(int rooms)
{
    auto city = small_city();
    test::add_place(city, "hotel-east", city::PlaceKind::hotel, 15, 2);
    test::add_place(city, "hotel-north", city::PlaceKind::hotel, 9, 14);
    int part = 0;
    for (auto& place : city.places) {
        if (place.kind != city::PlaceKind::hotel) continue;
        place.rooms = rooms * ++part / 10;
        place.beds = 0;
    }
    return city;
}

std::map<VisitKind, std::int64_t> persons_by_kind(std::vector<VisitorGroup> const& groups)
{
    std::map<VisitKind, std::int64_t> persons;
    for (auto const& group : groups) persons[group.kind] += group.persons;
    return persons;
}

}  // namespace

TEST_CASE("hotels: rooms are as stated, half of the beds, or a default; groups take whole rooms")
{
    city::Place hotel;
    hotel.kind = city::PlaceKind::hotel;
    CHECK(rooms_of(hotel) == 20);
    hotel.beds = 81;
    CHECK(rooms_of(hotel) == 40);
    hotel.rooms = 7;
    CHECK(rooms_of(hotel) == 7);
    hotel.kind = city::PlaceKind::museum;
    CHECK(rooms_of(hotel) == 0);
    VisitorGroup group;
    for (auto const& [persons, rooms] : {std::pair{1, 1}, {2, 1}, {3, 2}, {35, 18}}) {
        group.persons = static_cast<std::uint16_t>(persons);
        CHECK(rooms_for(group) == rooms);
    }
}

TEST_CASE("hotels: no room is taken twice in either night, however full the city is")
{
    for (int const rooms : {100, 600, 1'400, 5'000}) {
        CAPTURE(rooms);
        auto const city = city_with_rooms(rooms);
        core::Random const random(7);
        auto groups = visitor_groups(city, small_day().demand, random);
        auto const before = persons_by_kind(groups);
        auto const nights = assign_hotels(city, random, groups);
        CHECK(nights.rooms == rooms);
        std::map<std::uint32_t, std::int64_t> last_night;
        std::map<std::uint32_t, std::int64_t> tonight;
        for (auto const& group : groups) {
            CHECK(group.hotel.valid() == is_guest(group.kind));
            if (!is_guest(group.kind)) continue;
            if (group.kind != VisitKind::arriving_guest) last_night[group.hotel.value()] += rooms_for(group);
            if (group.kind != VisitKind::leaving_guest) tonight[group.hotel.value()] += rooms_for(group);
        }
        for (auto const& taken : {last_night, tonight}) {
            for (auto const& [place, count] : taken) CHECK(count <= city.places[core::PlaceId{place}].rooms);
        }
        std::int64_t sum = 0;
        for (auto const& [place, count] : tonight) sum += count;
        CHECK(sum == nights.taken_tonight());
        // Nobody who arrives is lost: who finds no room is a day visitor.
        auto const after = persons_by_kind(groups);
        std::int64_t const arrive =
            after.at(VisitKind::day) +
            (after.contains(VisitKind::arriving_guest) ? after.at(VisitKind::arriving_guest) : 0);
        CHECK(arrive == 6'000);
        CHECK(after.at(VisitKind::day) == before.at(VisitKind::day) + nights.persons_without_room);
        if (rooms == 5'000) CHECK(nights.persons_without_room == 0);
        if (rooms <= 600) {
            CHECK(nights.persons_without_room > 0);
            CHECK(nights.taken_tonight() >= rooms - 4 * 20);  // but for odd rooms that no group fits into
        }
    }
}

TEST_CASE("hotels: fill in proportion to their rooms while there is room, and a new one moves only its own guests")
{
    auto const city = city_with_rooms(20'000);
    core::Random const random(3);
    auto parameters = small_day().demand;
    parameters.visitors_per_day = 30'000;
    auto groups = visitor_groups(city, parameters, random);
    auto const nights = assign_hotels(city, random, groups);
    double const taken = static_cast<double>(nights.taken_tonight());
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        double const share = static_cast<double>(rooms_of(city.places[core::PlaceId{i}])) / 20'000;
        CHECK(static_cast<double>(nights.tonight_rooms[i]) / taken == Approx(share).margin(0.03));
    }
    auto larger = city;
    test::add_place(larger, "hotel-new", city::PlaceKind::hotel, 5, 5).rooms = 1'000;
    auto moved = visitor_groups(larger, parameters, random);
    assign_hotels(larger, random, moved);
    REQUIRE(moved.size() == groups.size());
    long changed = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (moved[i].hotel == groups[i].hotel) continue;
        ++changed;
        CHECK(larger.places[moved[i].hotel].id == "hotel-new");
    }
    CHECK(changed > 0);
}

TEST_CASE("hotels: plans of a full city are whole, and the same for any number of threads")
{
    auto const city = city_with_rooms(600);
    auto const plans = make_plans(city, small_day(), core::Random(1));
    test::check_plans(city, plans);
    std::map<std::uint32_t, std::int64_t> asleep;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        auto const last = plans.stays_end(t) - 1;
        if (test::is_visitor(plans, t) && plans.activity[last] == city::Activity::hotel) {
            asleep[plans.place[last].value()] += (plans.persons[t] + 1) / 2;
        }
    }
    for (auto const& [place, rooms] : asleep) CHECK(rooms <= city.places[core::PlaceId{place}].rooms);
    for (int const threads : {1, 4}) {
        core::ThreadLimit const limit(threads);
        auto const again = make_plans(city, small_day(), core::Random(1));
        CHECK(again.place == plans.place);
        CHECK(again.planned_end == plans.planned_end);
    }
}
