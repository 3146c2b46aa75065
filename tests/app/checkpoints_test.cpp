// The checkpoints of a run folder: which one a run goes on from, and being asked to stop.
#include "app/checkpoints.hpp"

#include "app/stop_signals.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "simulation/checkpoint.hpp"
#include "study/small_city.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <optional>

using namespace halong;

namespace {

// A small city's day, and how often it was begun.
struct Day {
    city::City city = test::small_city();
    scenario::Scenario scenario = test::small_scenario();
    city::Plans plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    equilibrium::Replanned settled = equilibrium::settled_day(city, scenario, plans);
    simulation::RunIdentity identity = simulation::identity_of(city, scenario, settled.plans_or(plans), settled.routes);
    std::optional<simulation::Simulation> simulation;
    int begun = 0;

    simulation::Simulation& begin()
    {
        ++begun;
        return simulation.emplace(city, scenario, settled.plans_or(plans), settled.routes);
    }
    std::uint64_t end()
    {
        while (!simulation->ended()) simulation->step();
        return simulation->finish().digest;
    }
};

}  // namespace

TEST_CASE("a run goes on from the newest checkpoint that can be loaded, and names those that cannot")
{
    Day day;
    test::ScratchFolder const folder;
    day.begin();
    std::uint64_t const whole = day.end();
    auto const stop_at = [&](core::Millis time_ms) {
        auto& simulation = day.begin();
        while (simulation.now() < time_ms) simulation.step();
        return simulation::checkpoint_content(simulation, day.identity);
    };
    auto const path_of = [&](core::Millis time_ms) {
        return folder.path() / "checkpoints" / simulation::checkpoint_name(time_ms);
    };
    std::filesystem::create_directories(folder.path() / "checkpoints");
    constexpr core::Millis early_ms = 7 * core::ms_per_hour;
    constexpr core::Millis late_ms = 8 * core::ms_per_hour;
    std::string const early = stop_at(early_ms);
    core::Millis const early_now = day.simulation->now();
    std::string const late = stop_at(late_ms);
    auto const make = [&]() -> simulation::Simulation& { return day.begin(); };

    app::Checkpoints none(folder.path(), day.identity);
    day.begun = 0;
    CHECK(none.resume(make).now() == 0);
    CHECK(none.resumed_from().empty());
    CHECK(day.begun == 1);

    // Its checksum is right and it is of this run, but it ends too early.
    simulation::write_checkpoint(path_of(late_ms), late.substr(0, late.size() - 9));
    simulation::write_checkpoint(path_of(early_ms), early);
    app::Checkpoints checkpoints(folder.path(), day.identity);
    day.begun = 0;
    CHECK(checkpoints.resume(make).now() == early_now);
    CHECK(checkpoints.resumed_from() == path_of(early_ms));
    CHECK(day.begun == 2);
    CHECK(day.end() == whole);

    simulation::write_checkpoint(path_of(early_ms), early + "more");
    CHECK_THROWS_WITH(checkpoints.resume(make), Catch::Contains("no checkpoint here can be used"));
    simulation::write_checkpoint(path_of(late_ms), late);
    CHECK(checkpoints.resume(make).now() >= late_ms);
    CHECK(day.end() == whole);
}

TEST_CASE("a run that is warned twice still ends after a checkpoint")
{
    app::StopSignals const stop;
    CHECK_FALSE(app::StopSignals::requested());
    std::raise(SIGUSR1);
    CHECK(app::StopSignals::requested());
    std::raise(SIGUSR1);  // would end the process by default
    std::raise(SIGTERM);
    CHECK(app::StopSignals::requested());
}
