// Plans that change from day to day: whose day is whose, what a gap is, modes, and days that others begin with.
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "equilibrium/plan_cost.hpp"
#include "equilibrium/replanning.hpp"
#include "equilibrium/settled_file.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <limits>
#include <numeric>

using namespace halong;
using namespace halong::test;
using city::Mode;
using equilibrium::RoutedPlans;

namespace {

// From home to work and back, on roads of which `ways` lead side by side from the fork to the junction; each is wide
// but for its narrow end.
struct SideBySide {
    city::City town;
    int ways;
    int people;

    SideBySide(int ways_in, int people_in) : ways(ways_in), people(people_in)
    {
        StreetPlan streets;
        auto const home = streets.node(-500, 0);
        auto const fork = streets.node(0, 0);
        auto const junction = streets.node(1'000, 0);
        auto const work = streets.node(1'500, 0);
        streets.one_way(home, fork);
        streets.one_way(junction, work);
        streets.links[0].width_m = 42;
        streets.links[1].width_m = 42;
        for (int i = 0; i < ways; ++i) {
            auto const middle = streets.node(500, 40.0 * i);
            streets.one_way(fork, middle);
            streets.links.back().width_m = 21;
            streets.one_way(middle, junction);
            streets.links.back().length_m = 500;  // the same for all
            streets.links[streets.links.size() - 2].length_m = 500;
        }
        town.network = network::Network(streets.nodes, streets.links, {});
        add_zones(town, 1, 4'000);
    }

    [[nodiscard]] core::LinkId first_of(int way) const { return core::LinkId(2 + 2 * way); }

    // Everybody on the first way, within half an hour.
    [[nodiscard]] RoutedPlans begun() const
    {
        PlanSketch sketch;
        RoutedPlans day;
        for (int i = 0; i < people; ++i) {
            sketch.begin("driver " + std::to_string(i));
            sketch.stay(core::NodeId{0}, {-500, 0});
            sketch.plans.activity.back() = city::Activity::home;
            sketch.leave(7 * hour + i * (hour / 2 / people), Mode::car);
            sketch.stay(core::NodeId{3}, {1'500, 0});
            sketch.end();
            day.routes.links.insert(day.routes.links.end(),
                                    {core::LinkId{0}, first_of(0), core::LinkId(3), core::LinkId{1}});
            day.routes.offset.push_back(static_cast<std::uint32_t>(day.routes.links.size()));
            day.routes.offset.push_back(static_cast<std::uint32_t>(day.routes.links.size()));
        }
        day.plans = sketch.plans;
        day.wished_ms = equilibrium::wished_times(day.plans);
        return day;
    }
};

struct Settled {
    RoutedPlans day;
    results::RouteGap last;
};

Settled settle(SideBySide const& roads, scenario::Scenario const& scenario, int days,
               equilibrium::ReplanningHooks hooks = {})
{
    equilibrium::Replanning replanning(roads.town, scenario, roads.begun(), std::move(hooks));
    results::RouteGap last;
    for (int i = 0; i < days; ++i) {
        auto const run = simulation::simulate(roads.town, scenario, replanning.plans(), replanning.routes(), {},
                                              simulation::ServicesOfRun::none);
        last = replanning.look_back(run);
        replanning.change(last);
    }
    return {std::move(replanning).take(), last};
}

std::int64_t users_of(network::Routes const& routes, core::LinkId link)
{
    return std::ranges::count(routes.links, link);
}

// Everybody may take a car or walk; the car is liked less by `dislike`.
equilibrium::ModeUtilities car_or_walk(double dislike)
{
    return [dislike](std::uint64_t, double, Mode) {
        std::array<double, city::mode_count> utilities{};
        utilities.fill(-std::numeric_limits<double>::infinity());
        utilities[static_cast<std::size_t>(Mode::car)] = -dislike;
        utilities[static_cast<std::size_t>(Mode::walk)] = 0;
        return utilities;
    };
}

}  // namespace

TEST_CASE("two and four equal roads come to carry the same")
{
    int const ways = GENERATE(2, 4);
    SideBySide const roads(ways, 600 * ways);
    auto const settled = settle(roads, {}, 40);
    std::int64_t sum = 0;
    for (int way = 0; way < ways; ++way) {
        std::int64_t const users = users_of(settled.day.routes, roads.first_of(way));
        CAPTURE(ways, way, users);
        CHECK(users == Approx(600).epsilon(0.1));
        sum += users;
    }
    CHECK(sum == roads.people);
    CHECK(settled.last.of_all().relative() < 0.02);
}

TEST_CASE("the gap is what the best routes would save of what was driven")
{
    SideBySide const roads(2, 4);
    scenario::Scenario scenario;
    scenario.replanning.step = scenario::ReplanningStep::gap_ordered;  // all look on the first day
    equilibrium::Replanning replanning(roads.town, scenario, roads.begun());
    auto run = simulation::simulate(roads.town, scenario, replanning.plans(), replanning.routes(), {},
                                    simulation::ServicesOfRun::none);
    // A jam of 90 s, for so many that the prior of the link's own mean does not count, on the first way all day long.
    network::TurnIndex const turns(roads.town.network);
    std::uint32_t const end = turns.turn(core::LinkId{3}, core::LinkId{1});
    for (std::size_t slot = 0; slot < run.turn_waits.slot_count; ++slot) {
        auto& cell = run.turn_waits.turns[slot * run.turn_waits.turn_count + end];
        cell = {};
        for (int i = 0; i < 1'000; ++i) cell.add(90'000);
    }
    auto const gap = replanning.look_back(run);
    // 2,000 m at 10 m/s: 200 s on the other way, 290 s on this.
    auto const sums = gap.of_all();
    CHECK(sums.legs == 4);
    CHECK(sums.driven_ms == Approx(4 * 290'000).margin(4 * 1'500));
    CHECK(sums.best_ms == Approx(4 * 200'000).margin(4 * 1'500));
    CHECK(sums.relative() == Approx(90.0 / 290).margin(0.006));
}

TEST_CASE("a run without services knows how long all waited at turns")
{
    SideBySide const roads(2, 900);
    auto const day = roads.begun();
    auto const run = simulation::simulate(roads.town, {}, day.plans, day.routes, {}, simulation::ServicesOfRun::none);
    std::int64_t vehicles = 0;
    std::int64_t wait_ms = 0;
    for (auto const& sum : run.turn_waits.turns) {
        vehicles += sum.vehicles();
        wait_ms += sum.wait_ms();
    }
    auto const total = [](auto const& column) {
        return std::accumulate(column.begin(), column.end(), std::int64_t{0});
    };
    CHECK(vehicles == total(run.link_hours.vehicles));
    CHECK(vehicles == 4 * 900);
    CHECK(wait_ms == total(run.link_hours.time_ms) - total(run.link_hours.free_time_ms));
    CHECK(wait_ms > 0);
    auto const with_services = simulation::simulate(roads.town, {}, day.plans, day.routes);
    CHECK(with_services.turn_waits.turns.empty());
}

TEST_CASE("a day that is put in place of another keeps everybody else's")
{
    RoutedPlans const base = SideBySide(2, 5).begun();
    RoutedPlans other;
    equilibrium::append_traveller(other, base, 3);
    equilibrium::append_traveller(other, base, 1);
    other.plans.planned_end[0] = 8 * hour;
    other.plans.planned_end[2] = 9 * hour;
    other.plans.traveller_key.push_back(12'345);  // somebody whom nobody knows
    other.plans.person_class.push_back(city::PersonClass::resident);
    other.plans.persons.push_back(1);
    other.plans.home_zone.emplace_back(0);
    other.plans.first_stay.push_back(4);
    std::vector<std::uint8_t> const take{1, 0, 1};
    auto const changed = equilibrium::with_replaced(base, other, take);
    CHECK(changed.plans.traveller_key == base.plans.traveller_key);
    CHECK(changed.plans.first_stay == base.plans.first_stay);
    CHECK(changed.plans.mode == base.plans.mode);
    CHECK(changed.routes.links == base.routes.links);
    CHECK(changed.routes.offset == base.routes.offset);
    CHECK(changed.wished_ms == base.wished_ms);
    auto expected = base.plans.planned_end;
    expected[6] = 8 * hour;  // traveller 3; traveller 1 may not
    CHECK(changed.plans.planned_end == expected);
    CHECK_THROWS_AS(equilibrium::with_replaced(base, other, std::vector<std::uint8_t>{1}), core::InternalFault);
}

TEST_CASE("with all choices on, plans keep their counts and come out the same on any number of threads")
{
    SideBySide const roads(2, 900);
    scenario::Scenario scenario;
    scenario.replanning.departure_times = true;
    scenario.replanning.modes = true;
    auto const hooks = [&] {
        equilibrium::ReplanningHooks all;
        all.mode_utilities = car_or_walk(0.5);
        // Everybody is offered to come an hour later.
        all.itineraries = [](city::Plans const& today, simulation::RunResult const&, int) {
            city::Plans later = today;
            for (std::size_t stay = 0; stay < later.stay_count(); stay += 2) later.planned_end[stay] += hour;
            return equilibrium::RedrawnDay{later, {}};
        };
        return all;
    };
    auto const settled_on = [&](int threads) {
        core::ThreadLimit const limit(threads);
        return settle(roads, scenario, 5, hooks());
    };
    auto const one = settled_on(1);
    CHECK(one.day.plans.traveller_count() == 900);
    CHECK(one.day.plans.stay_count() == 1'800);
    CHECK(one.day.routes.size() == 1'800);
    CHECK(one.last.plans[0].looked > 0);
    CHECK(one.last.plans[2].looked > 0);
    for (int const threads : {2, 4}) {
        auto const other = settled_on(threads);
        CHECK(other.day.plans.planned_end == one.day.plans.planned_end);
        CHECK(other.day.plans.mode == one.day.plans.mode);
        CHECK(other.day.routes.links == one.day.routes.links);
        CHECK(other.day.routes.offset == one.day.routes.offset);
    }
}

TEST_CASE("other draws give another equilibrium, and settled days are what others begin with")
{
    SideBySide const roads(2, 900);
    scenario::Scenario scenario;
    auto const settled = settle(roads, scenario, 6);
    scenario.replanning.draws = 1;
    CHECK(settle(roads, scenario, 6).day.routes.links != settled.day.routes.links);
    scenario.replanning.draws = 0;

    auto const folder = std::filesystem::temp_directory_path() / "halong-settled-test";
    std::filesystem::create_directories(folder);
    auto const path = folder / "settled.bin";
    equilibrium::save_settled_day(
        path, equilibrium::settled_day_of(roads.town.network, settled.day.plans, settled.day.routes));
    auto const loaded = equilibrium::load_settled_day(path);
    RoutedPlans fresh = roads.begun();
    CHECK(begin_with(loaded, roads.town.network, scenario.replanning, fresh) == 900);
    CHECK(fresh.routes.links == settled.day.routes.links);
    CHECK(fresh.routes.offset == settled.day.routes.offset);

    // On roads that lack the second way, those who took it begin as they were.
    SideBySide const fewer(1, 900);
    RoutedPlans on_fewer = fewer.begun();
    auto const taken = begin_with(loaded, fewer.town.network, scenario.replanning, on_fewer);
    CHECK(taken == users_of(settled.day.routes, roads.first_of(0)));
    CHECK(users_of(on_fewer.routes, fewer.first_of(0)) == 900);

    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    CHECK_THROWS_AS(equilibrium::load_settled_day(path), core::UserError);
    std::filesystem::remove_all(folder);
}

TEST_CASE("the time for parking comes before the place: who looks for a space is late, and pays his fee")
{
    SideBySide roads(1, 1);
    city::Place works;
    works.id = "works";
    roads.town.places.push_back(works);
    auto day = roads.begun();
    day.plans.place[1] = core::PlaceId{0};
    day.plans.activity[1] = city::Activity::work;
    scenario::Scenario scenario;
    auto& worth = scenario.value_of_time;
    worth = {15'000, 15'000, 15'000, 15'000, 15'000, 0};  // a minute is worth 250 VND to everybody
    equilibrium::DayRoads days(roads.town.network, scenario);
    days.prepare(network::RouteUser::car);
    core::Millis const on_the_way_ms =
        static_cast<core::Millis>(equilibrium::leg_time_ms(days, Mode::car, day.routes[0], 7 * hour));
    day.wished_ms[0] = 7 * hour + on_the_way_ms;  // in time where there is a space at once
    equilibrium::PlanCost cost(days, scenario, {});
    auto const alone = cost.of(day, 0);
    CHECK(alone.cost_ms == on_the_way_ms);

    city::Experience experience;
    experience.parking_ms[1].assign(core::hours_per_day, 15 * minute);
    experience.parking_fee_vnd[1] = {1'000};
    cost.expect(experience);
    auto const parked = cost.of(day, 0);
    auto const late_permille = static_cast<std::int64_t>(std::lround(1'000 * scenario.replanning.late_cost));
    CHECK(parked.cost_ms == alone.cost_ms + 15 * minute + 4 * minute + 15 * minute * late_permille / 1'000);
    // People differ, and who travel together lose their time at once; a fee is weighed by that where the car park is, too.
    worth.spread = 0.7;
    day.plans.persons[0] = 2;
    equilibrium::PlanCost alike(days, scenario, {});
    alike.expect(experience);
    CHECK(alike.of(day, 0).cost_ms == parked.cost_ms);
    scenario.parking.vnd_per_min = 0;
    equilibrium::PlanCost other(days, scenario, {});
    other.expect(experience);
    double const vnd_per_min = city::ValueOfTime(worth, scenario.seed).vnd_per_min(day.plans, 0);
    CHECK(vnd_per_min != 500);
    CHECK(other.of(day, 0).cost_ms == parked.cost_ms - 4 * minute + std::llround(1'000 / vnd_per_min * minute));
    // A passenger parks nothing.
    day.plans.mode[0] = Mode::passenger;
    CHECK(cost.of(day, 0).cost_ms == alone.cost_ms);
}
