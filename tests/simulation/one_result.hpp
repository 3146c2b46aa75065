// What holds for any day with services: one result for any threads, windows and ranks, and after any checkpoint. A Day has a
// town, a scenario, plans and routes, and runs (run()).
#pragma once

#include "core/archive.hpp"
#include "core/parallel.hpp"
#include "simulation/simulation.hpp"
#include "traffic/rank_threads.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>
#include <string_view>

namespace halong::test {

inline services::ServiceResult const& service_of(simulation::RunResult const& run, std::string_view name)
{
    auto const* const found = services::find_service(run.services, name);
    REQUIRE(found != nullptr);
    return *found;
}

// The extras of all services, too: they are not part of a run's digest.
inline void check_same(simulation::RunResult const& run, simulation::RunResult const& expected)
{
    CHECK(run.digest == expected.digest);
    REQUIRE(run.services.size() == expected.services.size());
    for (std::size_t i = 0; i < run.services.size(); ++i) {
        CHECK(run.services[i].extras == expected.services[i].extras);
        CHECK(run.services[i].by_zone.cells() == expected.services[i].by_zone.cells());
        CHECK(run.services[i].sole == expected.services[i].sole);
        CHECK(run.services[i].incidents.size() == expected.services[i].incidents.size());
        CHECK(std::ranges::equal(run.services[i].cells, expected.services[i].cells, {}, &services::DemandCell::tally,
                                 &services::DemandCell::tally));
    }
}

// On 1, 2 and 4 threads, and for these windows.
template <class Day>
void check_threads_and_windows(Day day, simulation::RunResult const& expected, std::initializer_list<int> windows_ms)
{
    for (int const threads : {1, 2, 4}) {
        CAPTURE(threads);
        core::ThreadLimit const limit(threads);
        check_same(day.run(), expected);
    }
    for (int const window_ms : windows_ms) {
        CAPTURE(window_ms);
        day.scenario.traffic.window_ms = window_ms;
        check_same(day.run(), expected);
    }
}

// Shared by ranks: each of them has the whole result.
template <class Day>
void check_ranks(Day const& day, simulation::RunResult const& expected, int count = 3)
{
    auto const runs = on_ranks(count, [&](traffic::Ranks& ranks) {
        return simulation::simulate(day.town, day.scenario, day.plans, day.routes, {}, simulation::ServicesOfRun::all,
                                    &ranks);
    });
    for (simulation::RunResult const& run : runs) {
        check_same(run, expected);
        CHECK(run.link_hours.free_time_ms == expected.link_hours.free_time_ms);
        CHECK(run.counters.link_moves == expected.counters.link_moves);
        CHECK(run.agent_steps == expected.agent_steps);
        CHECK(run.held_legs == expected.held_legs);
        CHECK(run.stranded.size() == expected.stranded.size());
        CHECK(run.gridlocks.size() == expected.gridlocks.size());
    }
}

// Saved after so many steps by ranks, and gone on with alone and by another number of them.
template <class Day>
void check_resumed_on_ranks(Day const& day, simulation::RunResult const& expected, int steps, int count = 3)
{
    auto const make = [&day](traffic::Ranks* ranks) {
        return simulation::Simulation(day.town, day.scenario, day.plans, day.routes, simulation::ServicesOfRun::all,
                                      ranks);
    };
    auto const saved = on_ranks(count, [&](traffic::Ranks& ranks) {
        auto run = make(&ranks);
        for (int step = 0; step < steps && !run.ended(); ++step) run.step();
        core::ArchiveWriter writer;
        run.save(writer);
        return writer.take();
    });
    for (std::size_t rank = 1; rank < saved.size(); ++rank) CHECK(saved[rank].empty());
    auto const go_on = [&](traffic::Ranks* ranks) {
        auto run = make(ranks);
        core::ArchiveReader reader(saved.front(), "memory");
        run.load(reader);
        reader.finish();
        while (!run.ended()) run.step();
        return run.finish();
    };
    check_same(go_on(nullptr), expected);
    for (simulation::RunResult const& run : on_ranks(2, [&](traffic::Ranks& ranks) { return go_on(&ranks); })) {
        check_same(run, expected);
        CHECK(run.link_hours.free_time_ms == expected.link_hours.free_time_ms);
        CHECK(run.counters.squeezes == expected.counters.squeezes);
        CHECK(run.agent_steps == expected.agent_steps);
    }
}

// Saved after so many steps, and gone on with by another object.
template <class Day>
void check_resumed(Day const& day, simulation::RunResult const& expected, std::initializer_list<int> all_steps)
{
    for (int const steps : all_steps) {
        CAPTURE(steps);
        simulation::Simulation first(day.town, day.scenario, day.plans, day.routes);
        for (int step = 0; step < steps && !first.ended(); ++step) first.step();
        core::ArchiveWriter writer;
        first.save(writer);
        simulation::Simulation second(day.town, day.scenario, day.plans, day.routes);
        core::ArchiveReader reader(writer.bytes(), "memory");
        second.load(reader);
        reader.finish();
        while (!second.ended()) second.step();
        check_same(second.finish(), expected);
    }
}

}  // namespace halong::test
