// A full day of a scenario: where the time goes, from the city's folder to the files of the result.
//   bench_day_benchmark [scenario = scenarios/weekday.toml] [threads: 0 = all cores]
// Prints seconds and shares of loading, demand, routes, the phases of the loop, and the outputs; what all services add to
// the time and memory of a day that has only those that hold people up (entrances, counters, clinics, parking); and how
// long cameras take to find what they have in view.
#include "benchmarks/measure.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "export/geopackage.hpp"
#include "results/kpi.hpp"
#include "results/result_file.hpp"
#include "scenario/parse_file.hpp"
#include "services/camera.hpp"
#include "simulation/simulation.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/resource.h>

namespace {

using namespace halong;

// Most memory so far, MB.
double most_mb()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// CPU time of the same day, s. It meters waits at turns, which the day with all services does not: that makes the
// services look a little cheaper than they are.
double day_without_services(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                            network::Routes const& routes)
{
    benchmark::Stopwatch const simulating;
    auto const run = simulation::simulate(city, scenario, plans, routes, {}, simulation::ServicesOfRun::none);
    return run.legs.empty() ? 0 : simulating.cpu_s();
}

void measure(std::string const& file, int threads)
{
    core::ThreadLimit const limit(threads);
    auto const line = [](char const* what, double seconds) { std::printf("  %-12s %8.3f s\n", what, seconds); };
    auto const scenario = scenario::load_scenario(file);
    benchmark::Stopwatch const loading;
    auto const city = city::load_city(scenario.city);
    line("load city", loading.wall_s());
    benchmark::Stopwatch const planning;
    auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    line("demand", planning.wall_s());
    benchmark::Stopwatch const routing;
    auto const routes = simulation::route_plans(city, plans, scenario);
    line("routes", routing.wall_s());
    benchmark::Stopwatch const looking;
    auto const camera =
        services::make_camera(city, plans, scenario.camera, scenario.weather, core::Random(scenario.seed));
    line("cameras", looking.wall_s());
    auto const cameras = camera->result().sites.size();
    double const without_cpu_s = day_without_services(city, scenario, plans, routes);
    double const without_mb = most_mb();
    benchmark::Stopwatch const simulating;
    auto const run = simulation::simulate(city, scenario, plans, routes);
    double const cpu_s = simulating.cpu_s();
    line("simulate", run.wall_s);
    for (std::size_t i = 0; i < run.phase_wall_s.size(); ++i) {
        std::printf("    %-10s %8.3f s  %5.1f %%\n", simulation::phase_names[i].data(), run.phase_wall_s[i],
                    100 * run.phase_wall_s[i] / run.wall_s);
    }
    std::printf("  %zu cameras; all services: %.2f x the CPU time (%.1f s without), %+.0f MB at most\n", cameras,
                cpu_s / without_cpu_s, without_cpu_s, most_mb() - without_mb);
    auto const folder = std::filesystem::temp_directory_path() / "halong-day-benchmark";
    std::filesystem::create_directories(folder);
    benchmark::Stopwatch const writing;
    auto const kpis = results::kpis_of(city, plans, run);
    results::write_result(folder / "run.h5", city, scenario, run, kpis, {});
    double const result_s = writing.wall_s();
    exporting::write_geopackage(folder / "results.gpkg", city, run);
    double const outputs_s = writing.wall_s();
    std::filesystem::remove_all(folder);
    std::printf("  outputs      %8.3f s  (result file %.3f s), %.1f %% of the simulation\n", outputs_s, result_s,
                100 * outputs_s / run.wall_s);
    auto const moves = static_cast<double>(run.counters.link_moves);
    std::printf(
        "%d threads: %.2f M link moves, %.2f M/s in the whole loop, %.2f M/s in `move`, %.2f M/s of CPU time, %.0f x "
        "real time, digest %016llx\n",
        core::thread_count(), moves / 1e6, moves / run.wall_s / 1e6,
        moves / run.phase_wall_s[static_cast<std::size_t>(simulation::Phase::move)] / 1e6, moves / cpu_s / 1e6,
        run.end_ms / 1000.0 / run.wall_s, static_cast<unsigned long long>(run.digest));
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        measure(argc > 1 ? argv[1] : "scenarios/weekday.toml", argc > 2 ? std::atoi(argv[2]) : 0);
    } catch (core::UserError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
