// What events and weather of a scenario do to the city.
#include "city/apply.hpp"
#include "core/error.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>
#include <utility>

using namespace halong;
using namespace halong::test;
using Catch::Contains;
using city::on_day;

namespace {

city::City town_with_square()
{
    auto town = line_town();
    city::Place square;
    square.id = "square";
    town.places.push_back(square);
    return town;
}

// A day with a show at a place, for which a road is closed from 15 to 23 h.
scenario::Scenario day_with_show(std::string place, std::string road)
{
    scenario::RoadChange closed;
    closed.name = std::move(road);
    closed.ban = {"motorbike", "car"};
    closed.ban_from_h = 15;
    closed.ban_to_h = 23;
    scenario::Event event;
    event.id = "show";
    event.place = std::move(place);
    event.attendance = 10;
    event.roads = {closed};
    scenario::Scenario scenario;
    scenario.id = "fair";
    scenario.events = {event};
    return scenario;
}

}  // namespace

TEST_CASE("on_day: an event closes a road for its hours and for whom it says")
{
    auto const town = town_with_square();
    auto const changed = on_day(day_with_show("square", "Phố 0"), town);
    auto const& bans = changed.network.hour_bans();
    REQUIRE(bans.size() == 2);  // both directions
    CHECK(bans[0].from_ms == 15 * hour);
    CHECK(bans[0].to_ms == 23 * hour);
    CHECK(bans[0].banned.overlaps(network::Access::of(network::VehicleClass::motorbike)));
    CHECK_FALSE(bans[0].banned.overlaps(network::Access::of(network::VehicleClass::bus)));
    CHECK(town.network.hour_bans().empty());
    CHECK(on_day({}, town).network.hour_bans().empty());
}

TEST_CASE("on_day: all roads and places that the city does not have are told at once")
{
    try {
        on_day(day_with_show("squere", "Phố O"), town_with_square());
        FAIL("no error");
    } catch (core::UserError const& error) {
        REQUIRE(error.diagnostics().size() == 2);
        CHECK_THAT(core::text_of(error.diagnostics()[0]), Contains("scenario 'fair', event 'show'"));
        CHECK_THAT(core::text_of(error.diagnostics()[0]), Contains("no road named 'Phố O'"));
        CHECK_THAT(core::text_of(error.diagnostics()[1]), Contains("no place with the id 'squere'"));
        CHECK_THAT(core::text_of(error.diagnostics()[1]), Contains("did you mean 'square'?"));
    }
}

TEST_CASE("on_day: no boat runs when boats are barred, and all else does")
{
    auto town = line_town();
    town.transit.lines.resize(2);
    town.transit.lines[0].kind = city::TransitKind::boat;
    town.transit.trips.resize(2);
    town.transit.trips[1].id = "bus";
    town.transit.trips[1].line = 1;
    scenario::Scenario scenario;
    CHECK(on_day(scenario, town).transit.trips.size() == 2);
    scenario.weather.boats_barred = true;
    auto const trips = on_day(scenario, town).transit.trips;
    REQUIRE(trips.size() == 1);
    CHECK(trips[0].id == "bus");
}
