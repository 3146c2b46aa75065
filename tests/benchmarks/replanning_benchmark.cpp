// Iterations of replanning: a full day without services, looking for what is better in its times, and taking it.
//   bench_replanning_benchmark [city = data/halong] [days = 3] [weekday | holiday] [all: other choices than routes, too]
// Prints seconds, processor seconds, and the gap of each day.
#include "benchmarks/measure.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "demand/resident_modes.hpp"
#include "equilibrium/replanning.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace halong;

void measure(std::string const& folder, int days, bool holiday, bool all)
{
    scenario::Scenario scenario;
    if (holiday) {
        scenario.day = scenario::DayKind::holiday;
        scenario.demand.visitors_per_day = 93'000;
    }
    scenario.replanning.departure_times = all;
    scenario.replanning.modes = all;
    auto const city = city::load_city(folder);
    core::Random const random(scenario.seed);
    auto plans = demand::make_plans(city, scenario, random);
    auto routes = simulation::route_plans(city, plans, scenario);
    equilibrium::ReplanningHooks hooks;
    demand::ResidentModes const residents(city, scenario, random);
    hooks.mode_utilities = [&](std::uint64_t key, double crow_fly_m, city::Mode taken) {
        return residents.utilities(key, crow_fly_m, taken);
    };
    auto wished = equilibrium::wished_times(plans);
    equilibrium::Replanning replanning(city, scenario, {std::move(plans), std::move(routes), std::move(wished)}, hooks);
    std::printf("%s on %d threads\n", folder.c_str(), core::thread_count());
    for (int day = 1; day <= days; ++day) {
        benchmark::Stopwatch const simulating;
        auto const run = simulation::simulate(city, scenario, replanning.plans(), replanning.routes(), {},
                                              simulation::ServicesOfRun::none);
        double const day_s = simulating.wall_s();
        double const day_cpu_s = simulating.cpu_s();
        benchmark::Stopwatch const looking;
        auto gap = replanning.look_back(run);
        replanning.change(gap);
        std::printf(
            "  day %d: day %.2f s (%.2f CPU s), replanning %.2f s (%.2f CPU s); gap %.4f %%, %lld legs looked, "
            "%lld change, %lld held\n",
            day, day_s, day_cpu_s, looking.wall_s(), looking.cpu_s(), 100 * gap.of_all().relative(),
            static_cast<long long>(gap.of_all().legs), static_cast<long long>(gap.changed),
            static_cast<long long>(gap.held));
        for (auto const& tried : gap.plans) {
            if (tried.looked == 0) continue;
            std::printf("    %lld tried another plan, gain %.3f %%, %lld change\n",
                        static_cast<long long>(tried.looked), 100 * tried.relative(),
                        static_cast<long long>(tried.changed));
        }
    }
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        measure(argc > 1 ? argv[1] : "data/halong", argc > 2 ? std::atoi(argv[2]) : 3,
                argc > 3 && std::string(argv[3]) == "holiday", argc > 4);
    } catch (core::UserError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
