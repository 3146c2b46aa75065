// Queues in a run: who waits leaves later, who is turned away goes on at once; one result for any threads, any window and
// after any checkpoint.
#include "services/entrances.hpp"
#include "services/experience_of.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/one_result.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using city::Mode;
using core::Millis;
using simulation::RunResult;

namespace {

city::Place place_at(core::NodeId node, geo::PointMetric position)
{
    city::Place place;
    place.vehicle_node = node;
    place.position = position;
    place.zone = core::ZoneId{0};
    return place;
}

// The busy town with a museum, a show and a gate at three of its corners, where half of all visits go.
struct QueueDay {
    city::City town = busy_town(5);
    city::Plans plans = busy_plans(5, 500, hour / 2);
    scenario::Scenario scenario;
    network::Routes routes;

    QueueDay()
    {
        auto museum = place_at(core::NodeId{0}, {0, 0});
        museum.gates = 1;
        museum.gate_s_per_person = 8;
        museum.capacity = 30;
        auto show = place_at(core::NodeId{12}, {400, 400});
        show.slot_min = 10;
        show.slot_persons = 40;
        auto gate = place_at(core::NodeId{24}, {800, 800});
        gate.gates = 2;
        gate.gate_s_per_person = 15;
        for (auto const& place : {museum, show, gate}) town.places.push_back(place);
        for (std::uint32_t stay = 0; stay < plans.stay_count(); ++stay) {
            if (stay % 2 == 0) continue;
            core::PlaceId const place{stay / 2 % 3};
            plans.place[stay] = place;
            plans.node[stay] = town.places[place].vehicle_node;
            plans.point[stay] = town.places[place].position;
        }
        scenario.traffic.end_hour = 4;
        scenario.queues.patience_min = 20;
        routes = simulation::route_plans(town, plans, scenario);
    }
    [[nodiscard]] RunResult run(simulation::ServicesOfRun services = simulation::ServicesOfRun::all) const
    {
        return simulation::simulate(town, scenario, plans, routes, {}, services);
    }
};

services::ServiceResult const& queues_of(RunResult const& run) { return run.services.back(); }

}  // namespace

TEST_CASE("a queue in a run: the second group leaves later by its wait, the third gives up")
{
    auto town = line_town();
    auto museum = place_at(core::NodeId{1}, {300, 0});
    museum.gates = 1;
    museum.gate_s_per_person = 600;
    town.places.push_back(museum);
    PlanSketch sketch;
    for (char const* id : {"first", "second", "third"}) {
        sketch.begin(id, city::PersonClass::domestic_visitor);
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(8 * hour, Mode::passenger);
        sketch.stay(core::NodeId{1}, {300, 0}, 0, 5 * minute);
        sketch.plans.place.back() = core::PlaceId{0};
        sketch.leave(8 * hour + 12 * minute, Mode::passenger);
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.end();
    }
    scenario::Scenario scenario;
    scenario.queues.patience_min = 15;
    auto const routes = simulation::route_plans(town, sketch.plans, scenario);
    auto const run = simulation::simulate(town, scenario, sketch.plans, routes);
    Millis const arrival = run.legs[0].arrival_ms;
    CHECK(run.legs[1].departure_ms == arrival + 15 * minute);
    CHECK(run.legs[4].departure_ms == arrival + 25 * minute);  // ten for the first, ten at the gate, five inside
    CHECK(run.legs[7].departure_ms == arrival + minute);
    for (std::size_t const leg : {1, 4, 7}) CHECK(run.legs[leg].arrival_ms != core::never);
    CHECK(queues_of(run).by_site.total() == services::Tally{3'000, 3'000, 2'000});
    CHECK(run.valid);
    CHECK(run.held_legs == 0);
}

TEST_CASE("queues give one result for 1 to 4 threads and for windows of 250 to 1,000 ms, and on ranks")
{
    QueueDay const day;
    auto const first = day.run();
    CHECK(queues_of(first).waits.all_turned_away > 20);
    CHECK(queues_of(first).waits.mean_wait_min > 1);
    CHECK(*std::ranges::max_element(queues_of(first).waits.peak_inside) > 20);
    check_threads_and_windows(day, first, {250, 700, 1'000});
    check_ranks(day, first);
    check_resumed_on_ranks(day, first, 2'500);
}

TEST_CASE("a run with queues goes on from any step to the same result")
{
    QueueDay const day;
    check_resumed(day, day.run(), {1, 700, 2'500, 5'001});
}

TEST_CASE("queues hold people up even when only the traffic of the day is wanted")
{
    QueueDay const day;
    auto const whole = day.run();
    auto const traffic_only = day.run(simulation::ServicesOfRun::none);
    REQUIRE(traffic_only.services.size() == 4);  // and parking
    CHECK(queues_of(traffic_only).by_site.cells() == queues_of(whole).by_site.cells());
    bool same = true;
    for (std::size_t leg = 0; leg < whole.legs.size(); ++leg) {
        same = same && whole.legs[leg].departure_ms == traffic_only.legs[leg].departure_ms;
    }
    CHECK(same);
    auto const experience = services::experience_of(day.town, traffic_only.services, {});
    CHECK(experience.wait_ms.size() == day.town.places.size() * core::hours_per_day);
    CHECK(*std::ranges::max_element(experience.wait_ms) > minute);
}
