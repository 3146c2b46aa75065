// The people of a city and their plans: seconds and memory for one and for ten times the residents.
//   bench_population_benchmark [scenario = scenarios/weekday.toml] [threads: 0 = all cores] [most = 10]
// Each factor runs in a process of its own, so that its peak memory is its own. Visitors and through traffic grow too.
#include "benchmarks/measure.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "demand/population.hpp"
#include "scenario/parse_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace halong;

double peak_mb()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void measure(std::string const& file, int threads, double factor)
{
    core::ThreadLimit const limit(threads);
    auto scenario = scenario::load_scenario(file);
    scenario.demand.residents_factor = factor;
    scenario.demand.visitors_per_day *= factor;
    scenario.demand.through_factor *= factor;
    auto const city = city::load_city(scenario.city);
    double const city_mb = peak_mb();
    core::Random const random(scenario.seed);
    benchmark::Stopwatch const housing;
    auto const people = demand::synthesise(city, scenario.demand, random).person_count();
    double const population_s = housing.wall_s();
    benchmark::Stopwatch const planning;
    auto const plans = demand::make_plans(city, scenario, random);
    std::printf(
        "  x %4.1f: %9zu residents, %9zu stays; population %7.3f s; with plans %7.3f s (%7.3f s of CPU); %8.1f MB "
        "beside the city\n",
        factor, people, plans.stay_count(), population_s, planning.wall_s(), planning.cpu_s(), peak_mb() - city_mb);
}

}  // namespace

int main(int argc, char** argv)
{
    std::string const file = argc > 1 ? argv[1] : "scenarios/weekday.toml";
    int const threads = argc > 2 ? std::atoi(argv[2]) : 0;
    double const most = argc > 3 ? std::atof(argv[3]) : 10;
    for (double const factor : {1.0, most}) {
        std::fflush(stdout);
        pid_t const child = fork();
        if (child == 0) {
            try {
                measure(file, threads, factor);
            } catch (core::UserError const& error) {
                std::fprintf(stderr, "%s\n", error.what());
                std::_Exit(2);
            }
            std::fflush(stdout);
            std::_Exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0) return 2;
    }
    return 0;
}
