// Whole runs in toy towns: legs one after the other, nobody lost, and one result for any threads and any window.
#include "simulation/simulation.hpp"

#include "core/parallel.hpp"
#include "services/toy_town.hpp"
#include "simulation/one_result.hpp"
#include "simulation/ring_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using namespace halong::test;
using city::Mode;
using city::PersonClass;
using core::Millis;
using simulation::RunResult;

namespace {

RunResult run(city::City const& town, city::Plans const& plans, scenario::Scenario const& scenario = {},
              simulation::Watcher const& watcher = {})
{
    auto const routes = simulation::route_plans(town, plans, scenario);
    return simulation::simulate(town, scenario, plans, routes, watcher);
}

// Somebody who drives from west to east, stays for two hours and drives back.
PlanSketch there_and_back(Mode mode)
{
    PlanSketch sketch;
    sketch.begin("commuter");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(8 * hour, mode);
    sketch.stay(core::NodeId{2}, {600, 0}, 0, 10 * minute);
    sketch.leave(10 * hour, mode);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
    return sketch;
}

// Several hundred people on a grid, by all means of travel, some of them with nowhere to go.
PlanSketch crowd_on_grid(int side, int people)
{
    Draws draws(17);
    PlanSketch sketch;
    Mode const modes[] = {Mode::walk, Mode::bicycle, Mode::motorbike, Mode::motorbike, Mode::car,
                          Mode::van,  Mode::bus,     Mode::coach,     Mode::lorry,     Mode::passenger};
    auto const somewhere = [&](double outdoor_share) {
        int const x = draws.below(side);
        int const y = draws.below(side);
        sketch.stay(core::NodeId{y * side + x}, {x * 200.0 + draws.uniform(-20, 20), y * 200.0}, outdoor_share,
                    static_cast<Millis>(draws.uniform(0, 20 * minute)), core::ZoneId{draws.below(3)});
    };
    for (int i = 0; i < people; ++i) {
        sketch.begin("person " + std::to_string(i), static_cast<PersonClass>(draws.below(5)), 1 + draws.below(4));
        somewhere(0);
        Millis time = 7 * hour + static_cast<Millis>(draws.uniform(0, hour / 2));
        for (int tour = draws.below(4); tour > 0; --tour) {
            sketch.leave(time, modes[draws.below(10)]);
            somewhere(draws.uniform(0, 1));
            time += static_cast<Millis>(draws.uniform(0, hour));
        }
        sketch.end();
    }
    return sketch;
}

// A day as check_ranks takes it.
struct Simulated {
    Simulated(city::City town_in, city::Plans plans_in)
        : town(std::move(town_in)), plans(std::move(plans_in)), routes(simulation::route_plans(town, plans, scenario))
    {}
    [[nodiscard]] RunResult run() const { return simulation::simulate(town, scenario, plans, routes); }

    city::City town;
    scenario::Scenario scenario;
    city::Plans plans;
    network::Routes routes;
};

city::City town_with_sites(int side)
{
    city::City town = grid_town(side);
    put_row_of_sites(town, 4);
    return town;
}

}  // namespace

TEST_CASE("the phases of a window and their order")
{
    CHECK(std::vector<std::string_view>(simulation::phase_names.begin(), simulation::phase_names.end()) ==
          std::vector<std::string_view>{"depart", "move", "arrive", "serve", "watch"});
    CHECK(static_cast<int>(simulation::Phase::depart) == 0);
    CHECK(static_cast<int>(simulation::Phase::move) == 1);
    CHECK(static_cast<int>(simulation::Phase::arrive) == 2);
    CHECK(static_cast<int>(simulation::Phase::serve) == 3);
    CHECK(static_cast<int>(simulation::Phase::watch) == 4);
}

TEST_CASE("one car alone: out and back over 600 m at 10 m/s, to the millisecond")
{
    auto const town = line_town();
    auto const result = run(town, there_and_back(Mode::car).plans);
    REQUIRE(result.legs.size() == 3);
    CHECK(result.legs[0].departure_ms == 8 * hour);
    CHECK(result.legs[0].arrival_ms == 8 * hour + minute);
    CHECK(result.legs[0].free_ms == minute);
    CHECK(result.legs[1].departure_ms == 10 * hour);
    CHECK(result.legs[1].arrival_ms == 10 * hour + minute);
    CHECK(result.legs[2].departure_ms == core::never);
    CHECK(result.valid);
    CHECK(result.held_legs == 0);
    CHECK(result.unreachable_legs == 0);
    CHECK(result.counters.departures == 2);
    CHECK(result.counters.arrivals == 2);
    CHECK(result.counters.on_road == 0);
    CHECK(result.end_ms == core::ms_per_day);
    CHECK(std::accumulate(result.zone_hour_present.begin(), result.zone_hour_present.end(), std::int64_t{0}) ==
          (24 * 60 - 2) * 1'000);
    CHECK(result.zone_hour_present[8] == 59'000);
    CHECK(result.zone_hour_present[9] == 60'000);
    REQUIRE(result.services.size() == 3);
    CHECK(result.services[0].service == "wifi");
    CHECK(result.services[1].service == "camera");
    CHECK(result.services[2].service == "operations");
    CHECK(result.services[1].by_zone.total().offered == 4 * 1'000);  // two links each way
}

TEST_CASE("a leg to a place that no street leads to is counted, and the traveller stays")
{
    auto const town = line_town();
    PlanSketch sketch;
    sketch.begin("lost");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(8 * hour, Mode::car);
    sketch.stay(core::NodeId{3}, {900, 0});
    sketch.leave(9 * hour, Mode::car);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
    auto const result = run(town, sketch.plans);
    CHECK(result.unreachable_legs == 1);
    CHECK(result.counters.departures == 0);
    CHECK(result.valid);
    CHECK(result.zone_hour_present[23] == 60'000);
}

TEST_CASE("legs that have not ended at the hard end are held, and make the run invalid beyond the limit")
{
    auto const town = line_town();
    PlanSketch sketch;
    sketch.begin("early");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(8 * hour, Mode::car);
    sketch.stay(core::NodeId{2}, {600, 0});
    sketch.end();
    sketch.begin("late");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(core::ms_per_day - 10'000, Mode::car);
    sketch.stay(core::NodeId{2}, {600, 0});
    sketch.end();
    scenario::Scenario scenario;
    scenario.traffic.end_hour = 24;
    SECTION("at the hard end")
    {
        auto const result = run(town, sketch.plans, scenario);
        CHECK(result.held_legs == 1);
        CHECK(result.counters.on_road == 1);
        CHECK_FALSE(result.valid);
        CHECK(result.end_ms == core::ms_per_day);
        CHECK(result.legs[2].arrival_ms == core::never);
    }
    SECTION("a limit of a half permits one of two")
    {
        scenario.traffic.gridlock_limit_share = 0.5;
        CHECK(run(town, sketch.plans, scenario).valid);
    }
    SECTION("with an hour more it arrives, and the run ends with the minute of the last arrival")
    {
        scenario.traffic.end_hour = 25;
        auto const result = run(town, sketch.plans, scenario);
        CHECK(result.held_legs == 0);
        CHECK(result.valid);
        CHECK(result.legs[2].arrival_ms == core::ms_per_day + 50'000);
        CHECK(result.end_ms == core::ms_per_day + minute);
    }
}

TEST_CASE("nobody is lost: legs, departures, arrivals and presence agree in a crowd")
{
    auto const town = town_with_sites(5);
    auto const sketch = crowd_on_grid(5, 600);
    auto const& plans = sketch.plans;
    auto const result = run(town, plans);
    REQUIRE(result.valid);
    std::int64_t planned = 0;
    std::int64_t ended = 0;
    std::int64_t present_ms = 0;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        Millis here_since = 0;
        for (auto stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            auto const& leg = result.legs[stay];
            bool const is_last = plans.mode[stay] == Mode::none;
            planned += is_last ? 0 : 1;
            Millis const until = std::min(leg.departure_ms, core::ms_per_day);
            present_ms += std::int64_t{until - std::min(here_since, core::ms_per_day)} * plans.persons[traveller];
            if (is_last) {
                REQUIRE(leg.arrival_ms == core::never);
                break;
            }
            ++ended;
            REQUIRE(leg.departure_ms >= plans.planned_end[stay]);
            REQUIRE(leg.departure_ms >= here_since + (here_since > 0 ? plans.min_duration[stay] : 0));
            REQUIRE(leg.arrival_ms >= leg.departure_ms + leg.free_ms);
            here_since = leg.arrival_ms;
        }
    }
    CHECK(planned > 500);
    CHECK(ended == planned);
    CHECK(result.counters.departures == planned);
    CHECK(result.counters.arrivals == planned);
    CHECK(result.counters.on_road == 0);
    CHECK(result.held_legs == 0);
    CHECK(result.unreachable_legs == 0);
    auto const sum = std::accumulate(result.zone_hour_present.begin(), result.zone_hour_present.end(), std::int64_t{0});
    // Each of 3 x 24 cells is rounded down to a thousandth of a minute.
    CHECK(sum <= present_ms / 60);
    CHECK(sum > present_ms / 60 - 72);
    for (auto const& service : result.services) {
        for (auto const& cell : service.by_zone.cells()) {
            REQUIRE(cell.carried <= cell.covered);
            REQUIRE(cell.covered <= cell.offered);
        }
        bool const is_rare = service.service == "operations";  // a day of 600 people: hardly an incident
        if (!is_rare) CHECK(service.by_zone.total().carried > 0);
    }
}

TEST_CASE("one result for 1 to 8 threads and for windows of 250, 500, 700 and 1,000 ms")
{
    auto const town = town_with_sites(5);
    auto const sketch = crowd_on_grid(5, 600);
    scenario::Scenario scenario;
    auto const expected = run(town, sketch.plans, scenario);
    CHECK(expected.digest != 0);
    for (int const threads : {1, 2, 3, 4, 8}) {
        core::ThreadLimit const limit(threads);
        for (int const window_ms : {250, 500, 700, 1'000}) {
            CAPTURE(threads, window_ms);
            scenario.traffic.window_ms = window_ms;
            auto const result = run(town, sketch.plans, scenario);
            CHECK(result.digest == expected.digest);
            CHECK(result.zone_hour_present == expected.zone_hour_present);
            CHECK(result.counters.link_moves == expected.counters.link_moves);
            CHECK(result.agent_steps == expected.agent_steps);
        }
    }
    scenario.traffic.window_ms = 500;
    scenario.seed = 2;
    CHECK(run(town, sketch.plans, scenario).digest != expected.digest);  // services draw by seed
}

TEST_CASE("ranks that share the roads have one result, services, public transport and stranded legs included")
{
    auto const town = town_with_sites(5);
    Simulated day{town, crowd_on_grid(5, 600).plans};
    check_ranks(day, day.run());

    for (bool const relief : {false, true}) {
        CAPTURE(relief);
        Simulated ring{ring_town(), round_trips(480)};
        ring.scenario = ring_scenario(relief);
        auto const expected = ring.run();
        CHECK((expected.held_legs == 0) == relief);
        CHECK((expected.counters.ring_turns > 0) == relief);
        CHECK_FALSE(expected.gridlocks.empty());
        check_ranks(ring, expected);
        check_resumed_on_ranks(ring, expected, 1'200);
    }
}

TEST_CASE("what passages leave on each rank is one result, wherever in the minute the ranks save the day")
{
    Simulated day{town_with_sites(5), crowd_on_grid(5, 600).plans};
    auto const cars = network::Access::of(network::VehicleClass::car);
    auto const motorbikes = network::Access::of(network::VehicleClass::motorbike);
    std::vector<network::LinkToll> tolls;
    for (core::LinkId const link : day.town.network.links()) {
        tolls.push_back({link, link.value() % 2 == 0 ? cars : motorbikes, 0, core::ms_per_day, 1'000});
    }
    day.town.network.add_link_tolls(tolls);
    day.routes = simulation::route_plans(day.town, day.plans, day.scenario);
    auto const expected = day.run();
    CHECK(services::extra_of(service_of(expected, "toll"), "vehicles") > 100);
    CHECK(services::extra_of(service_of(expected, "camera"), "trips_seen_often_pct") > 0);
    check_ranks(day, expected);
    check_ranks(day, expected, 4);
    // 07:30:10 and 08:00: in the midst of a minute, and at the end of one.
    check_resumed_on_ranks(day, expected, 2 * (7 * 3'600 + 1'810));
    check_resumed_on_ranks(day, expected, 2 * 8 * 3'600, 2);
}

TEST_CASE("waits by turn are those of all ranks")
{
    Simulated const ring{ring_town(), round_trips(200)};
    auto const routes = simulation::route_plans(ring.town, ring.plans, ring.scenario);
    auto const of_run = [&](traffic::Ranks* ranks) {
        return simulation::simulate(ring.town, ring.scenario, ring.plans, routes, {}, simulation::ServicesOfRun::none,
                                    ranks);
    };
    auto const expected = of_run(nullptr);
    REQUIRE(std::ranges::any_of(expected.turn_waits.turns, [](auto const& sum) { return sum.vehicles() > 0; }));
    for (auto const& run : on_ranks(3, [&](traffic::Ranks& ranks) { return of_run(&ranks); })) {
        CHECK(run.turn_waits.turns == expected.turn_waits.turns);
        CHECK(run.turn_waits.starts == expected.turn_waits.starts);
    }
}

TEST_CASE("the watcher sees every simulated minute, in order, and ends with an empty road")
{
    auto const town = line_town();
    std::vector<Millis> clock;
    std::int64_t most = 0;
    std::int64_t last = -1;
    run(town, there_and_back(Mode::motorbike).plans, {}, [&](Millis now, std::int64_t on_road) {
        clock.push_back(now);
        most = std::max(most, on_road);
        last = on_road;
    });
    CHECK(clock.size() == 24 * 60);
    CHECK(std::ranges::is_sorted(clock));
    CHECK(clock.front() == minute);
    CHECK(clock.back() == core::ms_per_day);
    CHECK(last == 0);
    CHECK(most <= 1);
}

TEST_CASE("what a run leaves undone is told by place and zone")
{
    auto town = line_town();
    city::Place pier;
    pier.name = "Bến tàu";
    pier.zone = core::ZoneId{0};
    town.places.push_back(pier);
    PlanSketch sketch;
    sketch.begin("lost");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(1 * hour, Mode::car);
    auto const at_pier = sketch.stay(core::NodeId{1}, {300, 0});
    sketch.plans.place[at_pier] = core::PlaceId{0};
    sketch.leave(2 * hour, Mode::car);
    sketch.stay(core::NodeId{3}, {900, 0});  // no street leads there
    sketch.leave(3 * hour, Mode::car);
    sketch.stay(core::NodeId{3}, {900, 0});
    sketch.end();
    sketch.begin("late");
    auto const at_home = sketch.stay(core::NodeId{0}, {0, 0});
    sketch.plans.place[at_home] = core::PlaceId{0};
    sketch.leave(9 * hour, Mode::car);  // after the end
    sketch.stay(core::NodeId{2}, {600, 0});
    sketch.end();
    sketch.begin("under way");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(4 * hour - 5'000, Mode::car);
    sketch.stay(core::NodeId{2}, {600, 0});
    sketch.end();
    sketch.begin("on foot");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(4 * hour - 5'000, Mode::walk);
    sketch.stay(core::NodeId{2}, {600, 0});
    sketch.end();
    scenario::Scenario scenario;
    scenario.traffic.end_hour = 4;
    auto const result = run(town, sketch.plans, scenario);
    CHECK(result.unreachable_legs == 1);
    CHECK(result.held_legs == 3);
    CHECK(result.end_ms == 4 * hour);
    CHECK(result.stranded == std::vector<simulation::StrandedLegs>{{core::ZoneId{0}, core::PlaceId{0}, 1, 1},
                                                                   {core::ZoneId{0}, {}, 0, 2}});
}
