// Options of a sweep whose scenario speaks of what the option alone adds to the city.
#include "city/apply.hpp"
#include "cluster/run_sweep.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "geo/projection.hpp"
#include "scenario/parse_file.hpp"
#include "simulation/simulation.hpp"
#include "study/small_city.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace halong;

namespace {

scenario::Option option_of(std::string const& changes)
{
    return scenario::parse_option(
        "format = \"halong-option/1\"\nid = \"new\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n" + changes, "o.toml");
}

std::string point_in(city::City const& city)
{
    auto const spot = geo::Projection(city.crs).to_lon_lat(test::small_city_point(4.1, 3.1));
    return fmt::format("[{:.7f}, {:.7f}]", spot.lon_deg, spot.lat_deg);
}

constexpr char const* cut = "[[scenario.outage]]\nid = \"cut\"\nwhat = [\"power\"]\nfrom_h = 9\nto_h = 18\n";

}  // namespace

TEST_CASE("an option's outages and batteries may name what the option alone adds, as in a study", "[sweep]")
{
    auto const city = test::small_city();
    std::string const point = point_in(city);
    scenario::LoadedSweep loaded{{}, test::small_scenario()};
    loaded.scenario.city = "town";
    loaded.sweep.id = "town";
    loaded.sweep.scenario = "town.toml";
    loaded.sweep.seed = 4;
    loaded.sweep.seeds = 1;
    loaded.sweep.options = {
        option_of("[[add_sites]]\nid = \"new-spots\"\nservice = \"wifi\"\nanchor = \"points\"\ncount = 1\n"
                  "points_lon_lat = " +
                  point + "\n" + cut +
                  "sites = [\"new-spots\"]\n"
                  "[[scenario.backup]]\nid = \"b\"\nbattery_min = 60\nsites = [\"new-spots\"]\n"),
        option_of("[[new_places]]\nid = \"hall\"\nname = \"Hall\"\nkind = \"attraction\"\nvisits_per_day = 20\n"
                  "at_lon_lat = " +
                  point + "\n" + cut + "places = [\"hall\"]\n"),
        // The same day as the base's, as nobody but services reads of it.
        option_of("[scenario.wifi]\ntake_rate_foreign = 0.1\n"),
    };
    loaded.sweep.options[1].id = "place";
    loaded.sweep.options[2].id = "few";
    cluster::Plan const plan(loaded, city);
    test::ScratchFolder const folder;
    cluster::TaskStore const store(folder.path());
    cluster::StopAsked const go_on = [] { return false; };
    cluster::TaskRunner runner(plan, city, store, 1, go_on, cluster::PartFiles(folder.path() / "parts", plan));
    cluster::TaskList source({0, 1, 2, 3});
    auto const end = cluster::run_sweep(plan, store, runner, source, {1, false}, go_on);
    for (auto const& failure : end.failures) UNSCOPED_INFO(failure.reason);
    REQUIRE(end.finished == 4);
    for (std::size_t const number : {1, 2, 3}) {
        CAPTURE(number);
        auto const task = plan.task(number);
        REQUIRE(task.option != nullptr);
        auto const scenario = plan.scenario_of(task);
        auto const day = city::on_day(scenario, city, *task.option);
        CHECK(day.faults.sites.empty() == (number == 3));
        auto const plans = demand::make_plans(day, scenario, core::Random(scenario.seed));
        auto const routes = simulation::route_plans(day, plans, scenario);
        CHECK(store.read(task.id)->digest == simulation::simulate(day, scenario, plans, routes).digest);
    }
}
