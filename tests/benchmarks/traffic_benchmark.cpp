// Speed and memory of the traffic room, and their ratio to the ideal loop on the same network and routes.
//   bench_traffic_benchmark CASE [repeats = 3] [window ms = 500] [vehicles = 250000] [minutes of departures = 60]
// CASE: a folder with a SUMO network and routes (*net.xml*, *.rou.xml*; gzip and xz too), or "synthetic" (for which the
// last two arguments count). Rounds of all variants are interleaved, since the speed of shared machines drifts.
#include "benchmarks/ideal_loop.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/sumo_case.hpp"
#include "benchmarks/synthetic_grid.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace {

using namespace halong;
using namespace halong::benchmark;

struct Round {
    std::vector<double> moves_per_s;
    std::vector<double> moves_per_cpu_s;
};

void print(Outcome const& o, int threads, std::size_t links, std::size_t vehicles)
{
    std::printf("  ours, %d thread%s: %6.3f s (departures %.3f s, build %.3f s), %.2f M moves/s, %.2f M moves/s of CPU time, "
                "%.0f x real time, mean time %.1f s, most on road %lld, %.0f bytes/link, %.0f bytes/vehicle, digest %016llx\n",
                threads, threads == 1 ? "" : "s", o.run_s, o.depart_s, o.build_s, o.moves_per_s() / 1e6,
                o.moves_per_cpu_s() / 1e6, o.end_ms / 1000.0 / o.run_s, o.mean_time_s,
                static_cast<long long>(o.most_on_road), static_cast<double>(o.empty_bytes) / static_cast<double>(links),
                static_cast<double>(o.bytes - o.empty_bytes) / static_cast<double>(vehicles),
                static_cast<unsigned long long>(o.digest));
}

void print(IdealOutcome const& o, int threads)
{
    double const moves = static_cast<double>(o.moves);
    std::printf("  ideal loop, %d thread%s: %6.3f s, %.2f M moves/s, %.2f M moves/s of CPU time, mean time %.1f s\n", threads,
                threads == 1 ? "" : "s", o.wall_s, moves / o.wall_s / 1e6, moves / o.cpu_s / 1e6, o.mean_time_s);
}

void print_ratios(std::map<int, Round> const& ours, std::map<int, Round> const& ideal)
{
    for (auto const& [threads, round] : ours) {
        double const speed = median(round.moves_per_s);
        std::printf("%d thread%s: median %.2f M moves/s", threads, threads == 1 ? "" : "s", speed / 1e6);
        if (auto const other = ideal.find(threads); other != ideal.end()) {
            std::printf("; ours : ideal loop = %.3f (of CPU time %.3f)", speed / median(other->second.moves_per_s),
                        median(round.moves_per_cpu_s) / median(other->second.moves_per_cpu_s));
        }
        if (threads > 1) std::printf("; %d threads : 1 thread = %.2f", threads, speed / median(ours.at(1).moves_per_s));
        std::printf("\n");
    }
}

void race(Case const& city_case, int repeats, int window_ms)
{
    scenario::TrafficParameters parameters;
    parameters.window_ms = window_ms;
    if (city_case.ideal_signals) parameters.signal_lost_s = 0;
    std::size_t const links = city_case.network.link_count();
    auto const nobody_bytes = empty_bytes(city_case, parameters);
    std::map<int, Round> ours;
    std::map<int, Round> ideal;
    auto const cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    for (int repeat = 0; repeat < repeats; ++repeat) {
        for (int threads = 1; threads <= cores; threads *= 2) {
            if (links < 65'535) {
                IdealLoop loop(city_case.network, city_case.routes, city_case.departure_ms,
                               {.threads = threads, .signals = city_case.ideal_signals});
                auto const outcome = loop.run();
                print(outcome, threads);
                ideal[threads].moves_per_s.push_back(static_cast<double>(outcome.moves) / outcome.wall_s);
                ideal[threads].moves_per_cpu_s.push_back(static_cast<double>(outcome.moves) / outcome.cpu_s);
            }
            core::ThreadLimit const limit(threads);
            Outcome outcome = run_once(city_case, parameters);
            outcome.empty_bytes = nobody_bytes;
            print(outcome, threads, links, city_case.departure_ms.size());
            ours[threads].moves_per_s.push_back(outcome.moves_per_s());
            ours[threads].moves_per_cpu_s.push_back(outcome.moves_per_cpu_s());
        }
    }
    print_ratios(ours, ideal);
}

}  // namespace

int main(int argc, char** argv)
{
    auto const number = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
    std::string const what = argc > 1 ? argv[1] : "synthetic";
    try {
        Case const city_case = what == "synthetic"
                                   ? SyntheticGrid::make(static_cast<std::uint32_t>(number(4, 250'000)), number(5, 60))
                                   : read_sumo_case(what);
        race(city_case, number(2, 3), number(3, 500));
    } catch (core::UserError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
