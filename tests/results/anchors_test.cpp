// Published figures beside those of a run: which fit a day, and what is counted.
#include "results/anchors.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using results::Anchor;
using results::anchors_of;

namespace {

// A boat line with two departures and 70 persons, a cabin line with its busiest hour at 900, and the museum.
struct Day {
    city::City city;
    scenario::Scenario scenario;
    simulation::RunResult run;

    Day()
    {
        city::Place museum;
        museum.id = "bao-tang-quang-ninh";
        city.places.push_back(museum);
        for (auto const kind : {city::TransitKind::boat, city::TransitKind::cabin}) {
            city::TransitLine line;
            line.kind = kind;
            city.transit.lines.push_back(line);
        }
        run.line_hours.departures.assign(2 * core::hours_per_day, 0);
        run.line_hours.boardings.assign(2 * core::hours_per_day, 0);
        run.line_hours.departures[8] = run.line_hours.departures[9] = 1;
        run.line_hours.boardings[8] = 30;
        run.line_hours.boardings[9] = 40;
        run.line_hours.departures[core::hours_per_day + 10] = 6;
        run.line_hours.boardings[core::hours_per_day + 10] = 900;
        run.line_hours.boardings[core::hours_per_day + 11] = 300;
        services::ServiceResult clinics;
        clinics.service = "clinic";
        clinics.extras = {{"hospital_wait_min", 36},
                          {"hospital_at_once_pct", 8},
                          {"station_wait_min", 11},
                          {"station_at_once_pct", 40}};
        services::ServiceResult queues;
        queues.service = "queue";
        queues.places = {core::PlaceId{0}};
        queues.waits.admitted.assign(core::hours_per_day, 100);
        run.services = {clinics, queues};
    }
    [[nodiscard]] Anchor of(std::string const& id) const
    {
        auto const anchors = anchors_of(city, scenario, run);
        auto const found = std::ranges::find(anchors, id, &Anchor::id);
        REQUIRE(found != anchors.end());
        CHECK_FALSE(found->source.empty());
        return *found;
    }
};

}  // namespace

TEST_CASE("anchors of a weekday: first care, the bay and the museum")
{
    Day const day;
    CHECK(anchors_of(day.city, day.scenario, day.run).size() == 6);
    CHECK(day.of("hospital_wait").simulated == 36);
    CHECK(day.of("hospital_wait").observed == 32.58);
    CHECK(day.of("hospital_at_once").error_pct() == Approx(100 * (8 - 9.0) / 9));
    CHECK(day.of("station_at_once").observed == 42.8);
    CHECK(day.of("bay_visitors").simulated == 70);
    CHECK(day.of("bao-tang-quang-ninh").simulated == 2'400);
    CHECK(day.of("bao-tang-quang-ninh").observed == 2'080);
}

TEST_CASE(
    "anchors of the holiday: the record of the boats, the cable car's capacity; none without services or on other days")
{
    Day day;
    day.scenario.day = scenario::DayKind::holiday;
    CHECK(day.of("boat_load").simulated == 35);
    CHECK(day.of("cable_car_hour").simulated == 900);
    CHECK(day.of("bao-tang-quang-ninh").observed == 8'521);
    day.scenario.day = scenario::DayKind::weekend;
    CHECK(anchors_of(day.city, day.scenario, day.run).size() == 4);
    CHECK(anchors_of(day.city, day.scenario, {}).empty());
}
