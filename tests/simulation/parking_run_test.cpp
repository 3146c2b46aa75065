// Car parks in a run: who finds one full drives on over the streets, comes later or not at all; one result for any threads,
// any window and after any checkpoint.
#include "services/experience_of.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/one_result.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace halong;
using namespace halong::test;
using city::Mode;
using core::Millis;

namespace {

city::Place car_park(core::NodeId node, geo::PointMetric position, std::int64_t jobs)
{
    city::Place place;
    place.id = "car park " + std::to_string(node.value());
    place.stable_id = core::hash_of(place.id);
    place.kind = city::PlaceKind::park;
    place.vehicle_node = node;
    place.position = position;
    place.zone = core::ZoneId{0};
    place.jobs = jobs;
    return place;
}

std::int64_t vehicles_on(simulation::RunResult const& run, core::LinkId link)
{
    std::int64_t sum = 0;
    std::size_t const per_link = run.link_hours.vehicles.size() / run.link_hours.link_count;
    for (std::size_t i = 0; i < per_link; ++i) sum += run.link_hours.vehicles[link.value() * per_link + i];
    return sum;
}

// Everybody drives to the place at node 1 of the line, stays for an hour and drives home.
city::Plans drivers_to(core::PlaceId place, int count, city::Activity activity)
{
    PlanSketch sketch;
    for (int i = 0; i < count; ++i) {
        sketch.begin("driver " + std::to_string(i));
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(8 * hour + i * minute, Mode::car);
        sketch.stay(core::NodeId{1}, {300, 0}, 0, hour);
        sketch.plans.place.back() = place;
        sketch.plans.activity.back() = activity;
        sketch.leave(9 * hour, Mode::car);
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.end();
    }
    return sketch.plans;
}

// The busy town with car parks at four of its corners that are too small for those who come.
struct ParkingDay {
    city::City town = busy_town(5);
    city::Plans plans = busy_plans(5, 500, hour / 2);
    scenario::Scenario scenario;
    network::Routes routes;

    ParkingDay()
    {
        for (int const node : {0, 4, 12, 24}) {
            town.places.push_back(car_park(core::NodeId{node}, town.network.position(core::NodeId{node}), 6));
        }
        for (std::uint32_t stay = 0; stay < plans.stay_count(); ++stay) {
            core::PlaceId const place{stay % 4};
            plans.place[stay] = place;
            plans.node[stay] = town.places[place].vehicle_node;
            plans.point[stay] = town.places[place].position;
            plans.activity[stay] = stay % 3 == 0 ? city::Activity::shopping : city::Activity::work;
        }
        scenario.parking.walk_m = 600;
        scenario.parking.car_spaces_per_person = 1;
        scenario.traffic.end_hour = 4;
        routes = simulation::route_plans(town, plans, scenario);
    }
    [[nodiscard]] simulation::RunResult run() const { return simulation::simulate(town, scenario, plans, routes); }
};

}  // namespace

TEST_CASE("parking in a run: the second driver goes on to the next car park, on the road, and is late")
{
    auto town = line_town();
    town.places.push_back(car_park(core::NodeId{1}, {300, 0}, 1));
    town.places.push_back(car_park(core::NodeId{2}, town.network.position(core::NodeId{2}), 1));
    scenario::Scenario scenario;
    scenario.parking.car_spaces_per_person = 1;
    double const between_m = geo::distance_m({300, 0}, town.network.position(core::NodeId{2}));
    scenario.parking.walk_m = between_m + 1;
    auto const plans = drivers_to(core::PlaceId{0}, 3, city::Activity::leisure);
    auto const routes = simulation::route_plans(town, plans, scenario);
    auto const run = simulation::simulate(town, scenario, plans, routes);
    auto const& parking = service_of(run, "car_parking");

    Millis const alone_ms = run.legs[0].free_ms;
    Millis const first_ms = run.legs[0].arrival_ms - run.legs[0].departure_ms;
    CHECK(first_ms == alone_ms + minute / 4);  // the search in an empty car park
    CHECK(run.legs[3].departure_ms == 8 * hour + minute);
    CHECK(run.legs[3].free_ms == alone_ms);
    Millis const walk_ms = core::millis(between_m * 1.3 / (4'300 / 60.0), minute);
    Millis const drive_ms =
        run.legs[3].arrival_ms - run.legs[3].departure_ms - alone_ms - minute - minute / 4 - walk_ms;
    CHECK(drive_ms > 10'000);
    CHECK(drive_ms < 3 * minute);
    CHECK(run.legs[4].departure_ms == run.legs[3].arrival_ms + hour);
    // The third finds both full and goes home.
    CHECK(run.legs[7].departure_ms == run.legs[6].arrival_ms + minute);
    CHECK(parking.by_site.row_total(0) == services::Tally{3'000, 3'000, 2'000});
    CHECK(run.held_legs == 0);

    // The way between the two car parks was driven twice, and by nobody else.
    bool found = false;
    for (core::LinkId const link : town.network.links()) {
        bool const leads_on = town.network.from(link) == core::NodeId{1} && town.network.to(link) == core::NodeId{2};
        if (!leads_on) continue;
        found = true;
        CHECK(vehicles_on(run, link) == 2);
    }
    CHECK(found);
    CHECK(run.counters.departures == 6);  // each leg once, though two drove on
    CHECK(run.counters.arrivals == run.counters.departures);
    CHECK(run.legs[0].after_road_ms == minute / 4);
    CHECK(run.legs[3].after_road_ms == minute / 4 + walk_ms);
    CHECK(run.uninformed.legs == 6);

    auto const experience = services::experience_of(town, run.services, scenario.parking);
    CHECK(experience.parking_at(Mode::car, core::PlaceId{0}, 8 * hour) > 20 * minute);  // an hour for one of three
    CHECK(experience.parking_at(Mode::walk, core::PlaceId{0}, 8 * hour) == 0);
    CHECK(experience.parking_at(Mode::car, core::PlaceId{0}, 12 * hour) == 0);
}

TEST_CASE("parking in a run: a second car park at the same corner keeps the free time of the way there")
{
    auto town = line_town();
    town.places.push_back(car_park(core::NodeId{1}, {300, 0}, 1));
    town.places.push_back(car_park(core::NodeId{1}, {320, 0}, 1));
    town.places.values().back().id = town.places.values().back().id + " b";
    scenario::Scenario scenario;
    scenario.parking.car_spaces_per_person = 1;
    scenario.parking.walk_m = 50;
    auto const plans = drivers_to(core::PlaceId{0}, 2, city::Activity::leisure);
    auto const routes = simulation::route_plans(town, plans, scenario);
    auto const run = simulation::simulate(town, scenario, plans, routes);
    CHECK(services::extra_of(service_of(run, "car_parking"), "elsewhere") == 1);
    CHECK(run.legs[3].free_ms == run.legs[0].free_ms);
    CHECK(run.legs[3].free_ms > 0);
    CHECK(run.counters.departures == 4);
    CHECK(run.held_legs == 0);
}

TEST_CASE("parking in a run: drivers who look round a full car park when the day ends are among those held")
{
    auto town = line_town();
    town.places.push_back(car_park(core::NodeId{1}, {300, 0}, 1));
    town.places.push_back(car_park(core::NodeId{2}, town.network.position(core::NodeId{2}), 1));
    scenario::Scenario scenario;
    scenario.parking.car_spaces_per_person = 1;
    scenario.parking.walk_m = 5'000;
    scenario.parking.look_s = 600;
    scenario.parking.search_patience_min = 60;
    scenario.traffic.end_hour = 8;  // of the second, who comes a minute later
    auto plans = drivers_to(core::PlaceId{0}, 2, city::Activity::leisure);
    for (auto& end : plans.planned_end) {
        if (end >= 8 * hour && end < 9 * hour) end -= 5 * minute;
    }
    auto const routes = simulation::route_plans(town, plans, scenario);
    auto const run = simulation::simulate(town, scenario, plans, routes);
    std::int64_t stranded = 0;
    for (auto const& legs : run.stranded) stranded += legs.held;
    CHECK(run.held_legs > 0);
    CHECK(stranded == run.held_legs);
    CHECK(run.counters.departures == 2);
}

TEST_CASE("parking in a run: whoever must be there walks from the kerb instead")
{
    auto town = line_town();
    town.places.push_back(car_park(core::NodeId{1}, {300, 0}, 1));
    scenario::Scenario scenario;
    scenario.parking.car_spaces_per_person = 1;
    auto const plans = drivers_to(core::PlaceId{0}, 2, city::Activity::work);
    auto const routes = simulation::route_plans(town, plans, scenario);
    auto const run = simulation::simulate(town, scenario, plans, routes);
    Millis const walk_ms = core::millis(400 * 1.3 / (4'300 / 60.0), minute);
    CHECK(run.legs[3].arrival_ms - run.legs[3].departure_ms == run.legs[3].free_ms + minute + walk_ms);
    CHECK(run.legs[4].departure_ms == run.legs[3].arrival_ms + hour);
}

TEST_CASE("parking gives one result for 1 to 4 threads and for windows of 250 to 1,000 ms, and on ranks")
{
    ParkingDay const day;
    auto const first = day.run();
    CHECK(service_of(first, "car_parking").by_site.total().carried > 10'000);
    bool searched = false;
    for (auto const& [name, value] : service_of(first, "car_parking").extras) {
        if (name == "cruising_km") searched = value > 1;
        if (name == "turned_away" || name == "kerb" || name == "elsewhere") CHECK(value > 1);
    }
    CHECK(searched);
    check_threads_and_windows(day, first, {250, 700, 1'000});
    check_ranks(day, first);
    check_resumed_on_ranks(day, first, 2'500);
}

TEST_CASE("a run with full car parks goes on from any step to the same result")
{
    ParkingDay const day;
    check_resumed(day, day.run(), {1, 700, 2'500, 5'001});
}

TEST_CASE("informed drivers look for spaces, too: one result for any threads and windows")
{
    ParkingDay day;
    day.scenario.traffic.informed_share = 0.5;
    auto const first = day.run();
    std::int64_t started = 0;
    for (auto const count : first.reroutings.started) started += count;
    CHECK(started > 0);
    CHECK(started <= first.informed.legs + first.held_legs);  // each leg once, though some drive on
    check_threads_and_windows(day, first, {300});
    check_ranks(day, first);
    check_resumed(day, first, {900});
}
