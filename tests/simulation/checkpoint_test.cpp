// A run that is saved after any step goes on to the same result in another process and on another number of threads;
// files of other runs and damaged files are refused.
#include "simulation/checkpoint.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/ring_town.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"
#include "traffic/hour_counts.hpp"
#include "traffic/road_state.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <tuple>

using namespace halong;
using namespace halong::test;
using Catch::Contains;
using simulation::RunResult;
using simulation::Simulation;

namespace {

// A run and all that it needs.
struct BusyDay {
    city::City town;
    city::Plans plans;
    scenario::Scenario scenario;
    network::Routes routes;

    BusyDay(int side, int people, core::Millis rush) : town(busy_town(side)), plans(busy_plans(side, people, rush))
    {
        scenario.traffic.end_hour = 2;
        routes = simulation::route_plans(town, plans, scenario);
    }
    // The same with a share of informed drivers, who hear news every minute.
    BusyDay(int side, int people, core::Millis rush, double informed_share) : BusyDay(side, people, rush)
    {
        scenario.traffic.informed_share = informed_share;
        scenario.traffic.informed_look_s = 60;
        scenario.traffic.informed_gain_s = 20;
    }
    // A ring that locks, or turns.
    explicit BusyDay(bool relief) : town(ring_town()), plans(round_trips(480)), scenario(ring_scenario(relief))
    {
        routes = simulation::route_plans(town, plans, scenario);
    }
    [[nodiscard]] Simulation begin() const { return {town, scenario, plans, routes}; }
    [[nodiscard]] Simulation at(std::string const& saved) const
    {
        Simulation simulation = begin();
        core::ArchiveReader reader(saved, "memory");
        simulation.load(reader);
        reader.finish();
        return simulation;
    }
    [[nodiscard]] simulation::RunIdentity identity() const
    {
        return simulation::identity_of(town, scenario, plans, routes);
    }
};

std::string saved(Simulation const& simulation)
{
    core::ArchiveWriter writer;
    simulation.save(writer);
    return writer.bytes();
}

RunResult finished(Simulation simulation)
{
    while (!simulation.ended()) simulation.step();
    return simulation.finish();
}

auto numbers_of(traffic::Counters const& c)
{
    return std::tuple(c.departures, c.arrivals, c.link_moves, c.free_moves, c.on_road, c.ring_turns, c.squeezes,
                      c.held_short_links);
}

// Everything but wall-clock times.
void require_same(RunResult const& a, RunResult const& b)
{
    REQUIRE(a.digest == b.digest);
    REQUIRE(numbers_of(a.counters) == numbers_of(b.counters));
    REQUIRE(a.link_hours.free_time_ms == b.link_hours.free_time_ms);
    REQUIRE(a.zone_hour_present == b.zone_hour_present);
    REQUIRE(a.stranded == b.stranded);
    REQUIRE(std::tuple(a.end_ms, a.unreachable_legs, a.held_legs, a.agent_steps, a.valid) ==
            std::tuple(b.end_ms, b.unreachable_legs, b.held_legs, b.agent_steps, b.valid));
    REQUIRE(a.reroutings == b.reroutings);
    REQUIRE(std::pair(a.informed, a.uninformed) == std::pair(b.informed, b.uninformed));
    REQUIRE(a.gridlocks.size() == b.gridlocks.size());
    for (std::size_t i = 0; i < a.gridlocks.size(); ++i) {
        auto const& [first, last, links, held, turns] = a.gridlocks[i];
        auto const& other = b.gridlocks[i];
        REQUIRE(std::tuple(first, last, links, held, turns) ==
                std::tuple(other.first_seen_ms, other.last_seen_ms, other.links, other.vehicles_held, other.turns));
    }
    for (std::size_t i = 0; i < a.services.size(); ++i) {
        REQUIRE(a.services[i].extras == b.services[i].extras);
        for (std::size_t site = 0; site < a.services[i].peaks.size(); ++site) {
            auto const& [load, at_ms, busy] = a.services[i].peaks[site];
            auto const& other = b.services[i].peaks[site];
            REQUIRE(std::tuple(load, at_ms, busy) == std::tuple(other.peak_load, other.peak_at_ms, other.busy_share));
        }
    }
}

// 61 steps of 500 ms: the time within the minute differs from one checkpoint to the next.
constexpr int steps_between_checkpoints = 61;

}  // namespace

TEST_CASE("a run resumed from any step of two busy hours ends as if it had never stopped")
{
    BusyDay const day(4, 3'500, hour / 4);
    RunResult const expected = finished(day.begin());
    CHECK(expected.counters.ring_turns + expected.counters.squeezes > 0);  // it is busy enough to matter
    CHECK(expected.services[0].by_zone.total().carried > 0);
    CHECK(expected.services[1].by_zone.total().carried > 0);
    int checkpoints = 0;
    Simulation run = day.begin();
    for (int step = 0; !run.ended(); ++step) {
        if (step % steps_between_checkpoints == 0) {
            CAPTURE(run.now());
            std::string const state = saved(run);
            Simulation resumed = day.at(state);
            REQUIRE(resumed.now() == run.now());
            REQUIRE(saved(resumed) == state);
            require_same(finished(std::move(resumed)), expected);
            ++checkpoints;
        }
        run.step();
    }
    CHECK(checkpoints > 200);
    require_same(run.finish(), expected);
}

TEST_CASE("a town of several regions is resumed on 1, 2 and 4 threads")
{
    BusyDay const day(48, 9'000, hour / 4);
    RunResult const expected = finished(day.begin());
    int const threads[] = {1, 2, 4};
    int checkpoints = 0;
    Simulation run = day.begin();
    for (int step = 0; !run.ended(); ++step) {
        if (step % (40 * steps_between_checkpoints) == 7) {
            core::ThreadLimit const limit(threads[checkpoints % 3]);
            require_same(finished(day.at(saved(run))), expected);
            ++checkpoints;
        }
        run.step();
    }
    CHECK(checkpoints >= 5);
}

TEST_CASE("a day with informed drivers is resumed on 1, 2 and 4 threads and has one result for any window")
{
    BusyDay day(12, 6'000, hour / 4, 0.4);
    RunResult const expected = finished(day.begin());
    CHECK(expected.reroutings.legs_changed > 100);
    CHECK(expected.digest != finished(BusyDay(12, 6'000, hour / 4).begin()).digest);
    int const threads[] = {1, 2, 4};
    int checkpoints = 0;
    Simulation run = day.begin();
    for (int step = 0; !run.ended(); ++step) {
        if (step % (20 * steps_between_checkpoints) == 7) {
            core::ThreadLimit const limit(threads[checkpoints % 3]);
            require_same(finished(day.at(saved(run))), expected);
            ++checkpoints;
        }
        run.step();
    }
    CHECK(checkpoints >= 5);
    for (int const window_ms : {250, 800}) {
        day.scenario.traffic.window_ms = window_ms;
        CHECK(finished(day.begin()).reroutings == expected.reroutings);
    }
}

TEST_CASE("a town that locks, and one whose rings turn, are resumed with what was seen of their rings")
{
    bool const relief = GENERATE(false, true);
    BusyDay const day(relief);
    RunResult const expected = finished(day.begin());
    REQUIRE_FALSE(expected.gridlocks.empty());
    CHECK(expected.valid == relief);
    Simulation run = day.begin();
    for (int step = 0; !run.ended(); ++step) {
        if (step % (12 * steps_between_checkpoints) == 0) require_same(finished(day.at(saved(run))), expected);
        run.step();
    }
}

TEST_CASE("a checkpoint file brings a new simulation to where the old one was")
{
    ScratchFolder const folder;
    BusyDay const day(4, 200, hour / 2);
    Simulation run = day.begin();
    while (run.now() < 25 * minute) run.step();
    auto const path = folder.path() / simulation::checkpoint_name(run.now());
    simulation::save_checkpoint(path, run, day.identity());
    CHECK(folder.names() == std::vector<std::string>{"00-25-00.000.checkpoint"});
    Simulation resumed = day.begin();
    simulation::load_checkpoint(path, resumed, day.identity());
    require_same(finished(std::move(resumed)), finished(std::move(run)));
}

TEST_CASE("a checkpoint of another scenario, city, population or build is refused by name")
{
    ScratchFolder const folder;
    BusyDay const day(4, 50, hour / 2);
    auto const path = folder.path() / "a.checkpoint";
    simulation::save_checkpoint(path, day.begin(), day.identity());
    auto const told = [&](BusyDay const& other) {
        Simulation resumed = other.begin();
        return message_of<core::UserError>([&] { simulation::load_checkpoint(path, resumed, other.identity()); });
    };
    BusyDay other_seed(4, 50, hour / 2);
    other_seed.scenario.seed = 99;
    CHECK_THAT(told(other_seed), Contains("a.checkpoint") && Contains("another scenario"));
    BusyDay other_folder(4, 50, hour / 2);
    other_folder.scenario.city = "/elsewhere";
    Simulation moved = other_folder.begin();
    CHECK_NOTHROW(simulation::load_checkpoint(path, moved, other_folder.identity()));
    CHECK_THAT(told(BusyDay(5, 50, hour / 2)), Contains("another city"));
    CHECK_THAT(told(BusyDay(4, 51, hour / 2)), Contains("another set of plans"));
    BusyDay other_routes(4, 50, hour / 2);
    other_routes.routes.links.front() = other_routes.routes.links.back();
    CHECK_THAT(told(other_routes), Contains("another set of routes"));
    auto other_build = day.identity();
    other_build.software = "9.9.9 (abc)";
    Simulation resumed = day.begin();
    CHECK_THAT(message_of<core::UserError>([&] { simulation::load_checkpoint(path, resumed, other_build); }),
               Contains("another build of the program") && Contains("instead of 9.9.9 (abc)"));
}

TEST_CASE("cities that differ by a toll, a signal or a ban have different identities")
{
    BusyDay const day(4, 20, hour / 2);
    auto const cars = network::Access::of(network::VehicleClass::car);
    core::LinkId const link{1};
    core::NodeId const node{5};
    auto const identity_with = [&](auto const& change) {
        BusyDay other = day;
        change(other.town.network);
        return other.identity().city;
    };
    network::SignalPlan plan{node, 0, core::ms_per_day, 60'000, 0, {}};
    plan.turns.push_back({day.town.network.in_links(node)[0], day.town.network.out_links(node)[0], {{0, 20'000}}});
    network::SignalPlan longer = plan;
    longer.turns[0].greens[0].length_ms = 20'001;
    network::SignalPlan yielding = plan;
    yielding.turns[0].yields = true;
    std::vector<std::uint64_t> identities{day.identity().city};
    auto const add = [&](auto const& change) { identities.push_back(identity_with(change)); };
    add([&](auto& network) { network.add_link_tolls({{link, cars, 0, hour, 1'000}}); });
    add([&](auto& network) { network.add_link_tolls({{link, cars, 0, hour, 1'001}}); });
    add([&](auto& network) { network.add_link_tolls({{link, cars, 0, 2 * hour, 1'000}}); });
    add([&](auto& network) { network.add_hour_bans({{link, cars, 0, hour}}); });
    add([&](auto& network) { network.add_hour_bans({{link, cars, minute, hour}}); });
    add([&](auto& network) { network.set_access(link, network.access(link).without(cars)); });
    bool const has_signal = day.town.network.has_signal(node);
    add([&](auto& network) { network.set_signal(node, !has_signal); });
    for (int const main_permille : {500, 501}) {
        add([&](auto& network) {
            network.set_signal(node, true);
            network.set_signal_timing({node, 60'000, -1, main_permille});
        });
    }
    for (auto const& known : {plan, longer, yielding}) {
        add([&](auto& network) { network.set_signal_plans({known}); });
    }
    CHECK(std::set<std::uint64_t>(identities.begin(), identities.end()).size() == identities.size());
    CHECK(identity_with([](auto&) {}) == identities.front());
}

TEST_CASE("a checkpoint that is cut off or has a flipped bit is refused")
{
    ScratchFolder const folder;
    BusyDay const day(3, 30, hour / 2);
    Simulation run = day.begin();
    while (run.now() < 20 * minute) run.step();
    auto const path = folder.path() / "a.checkpoint";
    simulation::save_checkpoint(path, run, day.identity());
    std::string const whole = bytes_of(path);
    auto const identity = day.identity();
    Simulation resumed = day.begin();
    Draws draws(3);
    auto const is_refused = [&](std::string const& text) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
        try {
            simulation::load_checkpoint(path, resumed, identity);
        } catch (core::UserError const&) {
            return true;
        }
        return false;
    };
    for (int i = 0; i < 100; ++i) {
        auto const at = static_cast<std::size_t>(draws.below(static_cast<int>(whole.size())));
        CAPTURE(at);
        REQUIRE(is_refused(whole.substr(0, at)));
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << draws.below(8)));
        REQUIRE(is_refused(flipped));
    }
    CHECK_FALSE(is_refused(whole));
}

TEST_CASE("saved roads that cannot be those of the network are refused before anything drives on them")
{
    using traffic::RoadState;
    BusyDay const day(4, 3'500, hour / 4);
    Simulation run = day.begin();
    while (run.now() < 25 * minute) run.step();
    std::string const whole = saved(run);
    // Where the roads lie in the whole.
    std::uint64_t const mark = core::hash_of("roads");
    std::size_t const begin = whole.find(std::string(reinterpret_cast<char const*>(&mark), sizeof mark)) + sizeof mark;
    REQUIRE(begin < whole.size());
    auto hours = traffic::empty_link_hours(day.town.network.link_count());
    RoadState roads;
    core::ArchiveReader reader(std::string_view(whole).substr(begin), "memory");
    reader(hours, roads);
    auto const bytes_of_roads = [&](RoadState const& state) {
        core::ArchiveWriter writer;
        writer(hours, state);
        return writer.bytes();
    };
    std::size_t const end = begin + bytes_of_roads(roads).size();
    auto const load = [&](auto const& change) {
        RoadState changed = roads;
        change(changed);
        return complaint(
            [&] { static_cast<void>(day.at(whole.substr(0, begin) + bytes_of_roads(changed) + whole.substr(end))); });
    };
    CHECK(load([](RoadState&) {}).empty());
    auto const is_waiting = [](RoadState::StopLine const& line) { return line.files[0] + line.files[1] > 0; };
    auto const busy =
        static_cast<std::size_t>(std::ranges::find_if(roads.stop_lines, is_waiting) - roads.stop_lines.begin());
    auto const idle =
        static_cast<std::size_t>(std::ranges::find_if_not(roads.stop_lines, is_waiting) - roads.stop_lines.begin());
    REQUIRE(busy < roads.stop_lines.size());
    REQUIRE(idle < roads.stop_lines.size());
    REQUIRE(roads.starting.size() >= 2);
    auto const refused = [&](std::string const& why, auto const& change) {
        INFO(why);
        CHECK_THAT(load(change), Contains(why));
    };
    refused("the links are not those", [](RoadState& state) { state.stop_lines[1].link = state.stop_lines[0].link; });
    refused("the links are not those", [](RoadState& state) { state.entrances[0].link = 1'000'000; });
    refused("the links are not those", [](RoadState& state) { state.entrances.pop_back(); });
    refused("a node comes twice", [](RoadState& state) { state.nodes[1] = state.nodes[0]; });
    refused("a node is missing", [](RoadState& state) {
        state.turn_leads.resize(state.turn_leads.size() - state.nodes.back().leads);
        state.nodes.pop_back();
    });
    refused("as many vehicles as are counted", [](RoadState& state) { state.queued.pop_back(); });
    refused("not of these plans", [](RoadState& state) { state.queued[0].vehicle = 7; });
    refused("not of these plans", [](RoadState& state) { state.queued[0].way_position = 0xffffffff; });
    refused("not of these plans", [](RoadState& state) { state.starting[0] = 0xffffffff; });
    refused("waits to start twice", [](RoadState& state) { state.starting[1] = state.starting[0]; });
    refused("among others", [](RoadState& state) { state.queued[0].vehicle = state.queued[0].vehicle == 0 ? 2 : 0; });
    refused("does not begin there", [](RoadState& state) {
        for (auto& vehicle : state.queued) vehicle.next_entrance = 0;
    });
    refused("a way has no end", [](RoadState& state) { state.other_ways = {0}; });
    for (int const file : {3, 255}) {
        refused("nobody stands at a stop line",
                [&](RoadState& state) { state.stop_lines[busy].chosen = static_cast<traffic::File>(file); });
    }
    refused("nobody stands at a stop line",
            [&](RoadState& state) { state.stop_lines[idle].chosen = traffic::File::wide; });
    refused("open for nobody", [&](RoadState& state) { state.stop_lines[idle].ready_ms = 0; });
    refused("who claims a place", [](RoadState& state) { state.entrances[0].claimant = 60'000; });
}

TEST_CASE("the newest checkpoint of a folder comes first")
{
    ScratchFolder const folder;
    CHECK(simulation::checkpoints_in(folder.path() / "none").empty());
    for (core::Millis const now : {9 * hour, 23 * hour + 500, 7 * hour + 30 * minute}) {
        static_cast<void>(folder.write(simulation::checkpoint_name(now), ""));
    }
    static_cast<void>(folder.write(".08-00-00.17.tmp.checkpoint", ""));
    static_cast<void>(folder.write("run.h5", ""));
    std::vector<std::string> names;
    for (auto const& path : simulation::checkpoints_in(folder.path())) names.push_back(path.filename().string());
    CHECK(names ==
          std::vector<std::string>{"23-00-00.500.checkpoint", "09-00-00.000.checkpoint", "07-30-00.000.checkpoint"});
}
