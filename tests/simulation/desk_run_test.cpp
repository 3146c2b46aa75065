// One-stop centres and hospitals in a run: whoever is served leaves when the service says; one result for any threads,
// any window and after any checkpoint.
#include "simulation/busy_town.hpp"
#include "simulation/one_result.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using city::Mode;
using simulation::RunResult;

namespace {

// The busy town with a centre and a hospital that are open at night, where half of all stays are.
struct DeskDay {
    city::City town = busy_town(5);
    city::Plans plans = busy_plans(5, 500, hour / 2);
    scenario::Scenario scenario;
    network::Routes routes;

    DeskDay()
    {
        city::Place centre;
        centre.id = "centre";
        centre.stable_id = core::hash_of("centre");
        centre.kind = city::PlaceKind::one_stop_centre;
        centre.vehicle_node = core::NodeId{0};
        centre.zone = core::ZoneId{0};
        centre.posts = 6;
        centre.visits_per_day = 50;
        city::Place hospital = centre;
        hospital.id = "hospital";
        hospital.stable_id = core::hash_of("hospital");
        hospital.kind = city::PlaceKind::hospital;
        hospital.vehicle_node = core::NodeId{24};
        hospital.position = {800, 800};
        hospital.posts = 8;
        hospital.beds = 40;
        hospital.visits_per_day = 600;  // enough desks and pharmacies for a quick end of the day
        for (auto const& place : {centre, hospital}) town.places.push_back(place);
        for (std::uint32_t stay = 0; stay < plans.stay_count(); ++stay) {
            if (stay % 2 == 0) continue;
            core::PlaceId const place{stay / 2 % 2};
            plans.place[stay] = place;
            plans.node[stay] = town.places[place].vehicle_node;
            plans.point[stay] = town.places[place].position;
            plans.activity[stay] = place.value() == 0 ? city::Activity::visit : city::Activity::health;
        }
        scenario.traffic.end_hour = 8;
        scenario.counters.window_policy = scenario::WindowPolicy::threshold;
        scenario.counters.lunch_from_h = scenario.counters.lunch_to_h = 12;
        scenario.clinics.opens_h = 0.5;
        scenario.clinics.emergency_share = 0.2;
        routes = simulation::route_plans(town, plans, scenario);
    }
    [[nodiscard]] RunResult run(simulation::ServicesOfRun services = simulation::ServicesOfRun::all) const
    {
        return simulation::simulate(town, scenario, plans, routes, {}, services);
    }
};

}  // namespace

TEST_CASE("desks in a run: people come, are served and go on; those with a bed stay")
{
    DeskDay const day;
    auto const run = day.run();
    CHECK(run.valid);
    auto const& counter = service_of(run, "counter");
    auto const& clinic = service_of(run, "clinic");
    CHECK(counter.by_site.total().carried > 50'000);
    CHECK(counter.waits.all_turned_away > 10);
    CHECK(clinic.by_site.total().carried > 50'000);
    std::int64_t stayed = 0;
    for (std::uint32_t traveller = 0; traveller < day.plans.traveller_count(); ++traveller) {
        for (auto stay = day.plans.stays_begin(traveller) + 1; stay < day.plans.stays_end(traveller); ++stay) {
            bool const came = run.legs[stay - 1].arrival_ms != core::never;
            bool const would_leave = day.plans.mode[stay] != Mode::none;
            if (came && would_leave && run.legs[stay].departure_ms == core::never) ++stayed;
        }
    }
    CHECK(stayed > 0);
    CHECK(static_cast<double>(stayed) <= services::extra_of(clinic, "admitted"));
    CHECK(run.held_legs == 0);
    CHECK(run.unreachable_legs == 0);
}

TEST_CASE("desks in a run that ends too early: who still waits is held, and found there")
{
    DeskDay day;
    day.scenario.traffic.end_hour = 1;
    auto const run = day.run();
    CHECK(run.held_legs > 0);
    std::int64_t held = 0;
    for (auto const& place : run.stranded) held += place.held;
    CHECK(held == run.held_legs);
    CHECK_FALSE(run.valid);
}

TEST_CASE("desks give one result for 1 to 4 threads and for windows of 250 to 1,000 ms, and on ranks")
{
    DeskDay const day;
    auto const first = day.run();
    check_threads_and_windows(day, first, {250, 700, 1'000});
    check_ranks(day, first);
}

TEST_CASE("a run with desks goes on from any step to the same result")
{
    DeskDay const day;
    check_resumed(day, day.run(), {1, 700, 2'500, 5'001, 20'000});
}

TEST_CASE("desks hold people up even when only the traffic of the day is wanted")
{
    DeskDay const day;
    auto const whole = day.run();
    auto const traffic_only = day.run(simulation::ServicesOfRun::none);
    bool same = true;
    for (std::size_t leg = 0; leg < whole.legs.size(); ++leg) {
        same = same && whole.legs[leg].departure_ms == traffic_only.legs[leg].departure_ms;
    }
    CHECK(same);
}
