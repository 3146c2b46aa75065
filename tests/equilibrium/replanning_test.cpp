// Drivers who all take the short road to town, though a longer one is free beside it: from day to day they part.
#include "equilibrium/replanning.hpp"

#include "core/parallel.hpp"
#include "equilibrium/settled_file.hpp"
#include "equilibrium/step_size.hpp"
#include "services/toy_town.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using city::Mode;
using scenario::ReplanningStep;

namespace {

constexpr int drivers = 2'400;  // within an hour; the short road takes some 1,600
core::LinkId const home_road{0};
core::LinkId const short_road{1};
core::LinkId const narrow_end{2};
core::LinkId const long_road{3};
core::LinkId const long_road_end{4};
core::LinkId const town_road{5};

// Home - fork - junction - town; from fork to junction 1,000 m straight on, of which the last 200 m are narrow, or 800 m
// and 800 m round.
city::City forked_town()
{
    StreetPlan streets;
    auto const home = streets.node(-500, 0);
    auto const fork = streets.node(0, 0);
    auto const narrow = streets.node(800, 0);
    auto const junction = streets.node(1'000, 0);
    auto const bend = streets.node(500, 624.5);
    auto const town = streets.node(1'500, 0);
    streets.one_way(home, fork);
    streets.one_way(fork, narrow);
    streets.one_way(narrow, junction);
    streets.one_way(fork, bend);
    streets.one_way(bend, junction);
    streets.one_way(junction, town);
    for (core::LinkId const wide : {home_road, short_road, town_road}) streets.links[wide.value()].width_m = 42;
    city::City result;
    result.network = network::Network(streets.nodes, streets.links, {});
    add_zones(result, 1, 4'000);
    return result;
}

city::Plans commuters()
{
    PlanSketch sketch;
    for (int i = 0; i < drivers; ++i) {
        sketch.begin("driver " + std::to_string(i));
        sketch.stay(core::NodeId{0}, {-500, 0});
        sketch.leave(7 * hour + i * (hour / drivers), Mode::car);
        sketch.stay(core::NodeId{5}, {1'500, 0});
        sketch.end();
    }
    return sketch.plans;
}

// Everybody straight on.
network::Routes straight_on(city::Plans const& plans)
{
    network::Routes routes;
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        if (plans.mode[stay] != Mode::none) {
            routes.links.insert(routes.links.end(), {home_road, short_road, narrow_end, town_road});
        }
        routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
    }
    return routes;
}

equilibrium::RoutedPlans begun(city::Plans const& plans)
{
    return {plans, straight_on(plans), equilibrium::wished_times(plans)};
}

struct Settled {
    std::vector<results::RouteGap> gaps;
    std::vector<double> mean_s;  // by day
    network::Routes routes;
};

Settled settle(city::City const& town, scenario::Scenario const& scenario, city::Plans const& plans, int days)
{
    Settled settled;
    equilibrium::Replanning replanning(town, scenario, begun(plans));
    for (int day = 0; day < days; ++day) {
        auto const run =
            simulation::simulate(town, scenario, plans, replanning.routes(), {}, simulation::ServicesOfRun::none);
        REQUIRE(run.held_legs == 0);
        double sum_s = 0;
        for (auto const& leg : run.legs) {
            if (leg.departure_ms != core::never) sum_s += (leg.arrival_ms - leg.departure_ms) / 1000.0;
        }
        settled.mean_s.push_back(sum_s / drivers);
        settled.gaps.push_back(replanning.look_back(run));
        replanning.change(settled.gaps.back());
    }
    settled.routes = std::move(replanning).take().routes;
    return settled;
}

std::int64_t users_of(network::Routes const& routes, core::LinkId link)
{
    return std::ranges::count(routes.links, link);
}

}  // namespace

TEST_CASE("who drives into a queue every day learns of the free road, by each step rule")
{
    auto const town = forked_town();
    auto const plans = commuters();
    scenario::Scenario scenario;
    scenario.replanning.step =
        GENERATE(ReplanningStep::msa, ReplanningStep::self_regulating, ReplanningStep::gap_ordered);
    CAPTURE(static_cast<int>(scenario.replanning.step));
    auto const settled = settle(town, scenario, plans, 12);
    CAPTURE(settled.mean_s);

    // On the first day all queue: 800 too many after an hour at 1,600 an hour, so half an hour at last.
    CHECK(settled.mean_s.front() > 500);
    CHECK(settled.gaps.front().of_all().relative() > 0.5);
    CHECK(settled.gaps.front().changed > 200);
    // In the end nobody gains much: the queue costs about as much as the way round, 60 s.
    CHECK(settled.mean_s.back() < 320);
    CHECK(settled.gaps.back().of_all().relative() < 0.12);
    std::int64_t const on_short = users_of(settled.routes, short_road);
    CHECK(on_short + users_of(settled.routes, long_road) == drivers);
    CHECK(on_short > 1'200);
    CHECK(on_short < 2'100);
    CHECK(users_of(settled.routes, long_road) == users_of(settled.routes, long_road_end));
    for (auto const& gap : settled.gaps) {
        CHECK(gap.vehicles == drivers);
        CHECK(gap.of_all().legs == gap.of_user(network::RouteUser::car).legs);
        CHECK(gap.of_hour(7).legs == gap.of_all().legs);
        CHECK(gap.of_all().best_ms <= gap.of_all().driven_ms);
    }
}

TEST_CASE("routes settle in the same way on any number of threads")
{
    auto const town = forked_town();
    auto const plans = commuters();
    auto const settled_on = [&](int threads) {
        core::ThreadLimit const limit(threads);
        return settle(town, {}, plans, 4);
    };
    auto const one = settled_on(1);
    for (int const threads : {2, 4}) {
        auto const other = settled_on(threads);
        CHECK(other.routes.links == one.routes.links);
        CHECK(other.routes.offset == one.routes.offset);
        CHECK(other.mean_s == one.mean_s);
        CHECK(other.gaps.back().of_all().best_ms == one.gaps.back().of_all().best_ms);
    }
}

TEST_CASE("without days routes are those of the first choice; with them they stop at the gap that is asked for")
{
    auto const town = forked_town();
    auto const plans = commuters();
    scenario::Scenario scenario;
    auto const once = equilibrium::settled_day(town, scenario, plans);
    CHECK(once.days.empty());
    CHECK(once.routes.links == simulation::route_plans(town, plans, scenario).links);

    scenario.replanning.days = 5;
    scenario.replanning.stop_gap = 1;
    auto const satisfied = equilibrium::settled_day(town, scenario, plans);
    REQUIRE(satisfied.days.size() == 1);
    CHECK(satisfied.days.front().changed == 0);
    CHECK(satisfied.routes.links == once.routes.links);

    scenario.replanning.stop_gap = 0;
    std::vector<int> told;
    auto const all =
        equilibrium::settled_day(town, scenario, plans, [&](int day, double, results::RouteGap const* gap) {
            if (gap != nullptr) told.push_back(day);
        });
    CHECK(all.days.size() == 5);
    CHECK(told == std::vector<int>{1, 2, 3, 4, 5});
}

TEST_CASE("nobody learns on the days before of a road that is shut to everybody's surprise")
{
    auto const town = forked_town();
    auto const plans = commuters();
    scenario::Scenario scenario;
    scenario.replanning.days = 2;
    auto const usual = equilibrium::settled_day(town, scenario, plans);
    auto surprised = town;
    surprised.faults.shut_roads.add(short_road, {7 * hour, 9 * hour});
    auto const settled = equilibrium::settled_day(surprised, scenario, plans);
    CHECK(settled.routes.links == usual.routes.links);
    REQUIRE(settled.days.size() == 2);
    CHECK(settled.days.back().of_all().driven_ms == usual.days.back().of_all().driven_ms);
    CHECK(users_of(settled.routes, short_road) > 0);
    // It would have been learnt: on such a day they come late.
    auto const none = simulation::ServicesOfRun::none;
    auto const sum_s = [&](city::City const& day) {
        double sum = 0;
        for (auto const& leg : simulation::simulate(day, scenario, plans, settled.routes, {}, none).legs) {
            if (leg.departure_ms != core::never) sum += (leg.arrival_ms - leg.departure_ms) / 1000.0;
        }
        return sum;
    };
    CHECK(sum_s(surprised) > 2 * sum_s(town));
}

TEST_CASE("drivers who learn from day to day weigh tolls as time; settled days know none")
{
    auto town = forked_town();
    auto plans = commuters();
    Mode const mode = GENERATE(Mode::car, Mode::van);
    std::ranges::replace(plans.mode, Mode::car, mode);
    scenario::Scenario scenario;
    scenario.replanning.step = ReplanningStep::msa;
    scenario.value_of_time = {15'000, 15'000, 15'000, 15'000, 15'000, 0};  // a minute is worth 250 VND to everybody
    ScratchFolder const folder;
    scenario.replanning.warm_start = (folder.path() / "settled.bin").string();
    equilibrium::save_settled_day(scenario.replanning.warm_start,
                                  equilibrium::settled_day_of(town.network, plans, straight_on(plans)));
    CHECK(users_of(equilibrium::settled_day(town, scenario, plans).routes, short_road) == drivers);

    // 200 minutes' worth, for a minute's way round; queues are an hour at most.
    auto const payers = network::Access::of(city::vehicle_of(mode));
    town.network.add_link_tolls({{narrow_end, payers, 0, core::ms_per_day, 50'000}});
    CHECK_THROWS_WITH(equilibrium::settled_day(town, scenario, plans), Catch::Contains("replanning.days is 0"));
    scenario.replanning.days = 1;
    scenario.replanning.routes = false;
    CHECK_THROWS_WITH(equilibrium::settled_day(town, scenario, plans),
                      Catch::Contains("replanning.days is 0, or replanning.routes is off"));
    scenario.replanning.routes = true;
    auto const once = equilibrium::settled_day(town, scenario, plans);
    REQUIRE(once.days.size() == 1);
    CHECK(once.days.front().of_all().relative() > 0.95);  // more than by the queue alone
    CHECK(users_of(once.routes, short_road) + once.days.front().changed == drivers);

    scenario.replanning.warm_start.clear();
    auto const settled = settle(town, scenario, plans, 8);
    CHECK(users_of(settled.routes, short_road) < drivers / 4);  // without the toll more than half stay
    CHECK(users_of(settled.routes, short_road) + users_of(settled.routes, long_road) == drivers);
}

TEST_CASE("buses of the timetable keep their route")
{
    auto const town = forked_town();
    auto plans = commuters();
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); traveller += 100) {
        plans.mode[plans.stays_begin(traveller)] = Mode::bus;
        plans.bus_runs.push_back({traveller, 0});
    }
    scenario::Scenario const scenario;
    equilibrium::Replanning replanning(town, scenario, begun(plans));
    simulation::RunResult run;
    run.legs.resize(plans.stay_count());
    network::TurnIndex const turns(town.network);
    std::size_t const hours = 24;
    run.turn_waits = {hour, hours, turns.turn_count(), turns.link_count(), {}, {}};
    run.turn_waits.turns.resize(hours * turns.turn_count());
    run.turn_waits.starts.resize(hours * turns.link_count());
    for (int i = 0; i < 100; ++i) {  // a jam
        run.turn_waits.turns[7 * turns.turn_count() + turns.turn(short_road, narrow_end)].add(hour);
    }
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        if (plans.mode[stay] != Mode::none) run.legs[stay].departure_ms = plans.planned_end[stay];
    }
    auto gap = replanning.look_back(run);
    replanning.change(gap);
    CHECK(gap.changed > 0);
    CHECK(gap.of_user(network::RouteUser::bus).legs == 0);
    for (auto const& bus : plans.bus_runs) {
        CHECK(replanning.routes()[plans.stays_begin(bus.traveller)][1] == short_road);
    }
}

TEST_CASE("steps grow smaller by their rule")
{
    equilibrium::StepSize msa(ReplanningStep::msa);
    CHECK(msa.looking(1) == 0.5);
    CHECK(msa.changing(1, 0.3) == 0.5);
    CHECK(msa.changing(3, 0.3) == 0.25);
    CHECK(msa.looking(1'000) == Approx(0.02));  // who looks is what the gap is known from

    equilibrium::StepSize regulating(ReplanningStep::self_regulating);
    CHECK(regulating.looking(1) == Approx(0.5));
    CHECK(regulating.changing(1, 0.3) == Approx(0.5));       // fell from 1
    CHECK(regulating.changing(2, 0.2) == Approx(1 / 2.3));   // fell again
    CHECK(regulating.changing(3, 0.25) == Approx(1 / 4.1));  // rose
    CHECK(regulating.looking(4) == Approx(1 / 4.4));

    equilibrium::StepSize ordered(ReplanningStep::gap_ordered);
    CHECK(ordered.looking(1) == 1);
    CHECK(ordered.looking(3) == 0.5);
    CHECK(ordered.changing(3, 0.3) == 0.25);
}
