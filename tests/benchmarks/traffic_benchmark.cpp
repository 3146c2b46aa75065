// Speed and memory of the traffic room, and their ratio to the ideal loop on the same network and routes.
//   bench_traffic_benchmark CASE [repeats = 3] [window ms = 0] [vehicles] [minutes of departures = 60]
//   bench_traffic_benchmark CASE closed [repeats = 3] [window ms = 500]
// Window 0: as long as the links allow.
// CASE: a folder with a SUMO network and routes (*net.xml*, *.rou.xml*; gzip and xz too), an OpenStreetMap file (random
// demand, 60,000 vehicles unless told), or "synthetic" (250,000); the last two arguments are for these. "closed":
// everybody starts its route again at its end, for half an hour. Rounds of all variants are interleaved, since the speed
// of shared machines drifts. Where the ideal loop locks before its hard end after ten hours, its ratio means nothing.
#include "benchmarks/closed_system.hpp"
#include "benchmarks/ideal_loop.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/osm_case.hpp"
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
    std::printf(
        "  ours, %d thread%s: %6.3f s (departures %.3f s, build %.3f s), %.2f M moves/s, %.2f M moves/s of CPU time, "
        "%.0f x real time, mean time %.1f s, most on road %lld, %.0f bytes/link, %.0f bytes/vehicle beyond its route, "
        "digest %016llx\n",
        threads, threads == 1 ? "" : "s", o.run_s, o.depart_s, o.build_s, o.moves_per_s() / 1e6,
        o.moves_per_cpu_s() / 1e6, o.end_ms / 1000.0 / o.run_s, o.mean_time_s, static_cast<long long>(o.most_on_road),
        static_cast<double>(o.empty_bytes) / static_cast<double>(links),
        static_cast<double>(o.bytes - o.empty_bytes - o.route_bytes) / static_cast<double>(vehicles),
        static_cast<unsigned long long>(o.digest));
    print_phases(o.phase_wall_s, o.run_s);
}

void print(IdealOutcome const& o, int threads)
{
    double const moves = static_cast<double>(o.moves);
    std::printf("  ideal loop, %d thread%s: %6.3f s, %.2f M moves/s, %.2f M moves/s of CPU time, mean time %.1f s\n",
                threads, threads == 1 ? "" : "s", o.wall_s, moves / o.wall_s / 1e6, moves / o.cpu_s / 1e6,
                o.mean_time_s);
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
    std::vector<double> whole_per_s;  // of one run on one thread, with building
    std::vector<double> apart_per_s;
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
            Stopwatch const whole;
            Outcome outcome = run_once(city_case, parameters);
            double const whole_s = whole.wall_s();
            outcome.empty_bytes = nobody_bytes;
            outcome.route_bytes = static_cast<std::int64_t>(sizeof(std::uint32_t) *
                                                            (city_case.routes.links.size() + city_case.routes.size()));
            print(outcome, threads, links, city_case.departure_ms.size());
            if (threads == 1) whole_per_s.push_back(static_cast<double>(outcome.counters.link_moves) / whole_s);
            ours[threads].moves_per_s.push_back(outcome.moves_per_s());
            ours[threads].moves_per_cpu_s.push_back(outcome.moves_per_cpu_s());
        }
        if (cores > 1) apart_per_s.push_back(moves_per_s_apart(city_case, parameters, cores));
    }
    print_ratios(ours, ideal);
    if (cores > 1) {
        double const apart = median(apart_per_s);
        std::printf(
            "%d runs at once that share nothing: %.2f M moves/s; : 1 run on 1 thread = %.2f (the most that %d "
            "threads can gain here)\n",
            cores, apart / 1e6, apart / median(whole_per_s), cores);
    }
}

// The closed system on one thread and on all, against the ideal loop on the open one.
void race_closed(Case const& once, int repeats, int window_ms)
{
    constexpr core::Millis end_ms = 1'800'000;
    constexpr std::uint32_t laps_of_each = 6;
    scenario::TrafficParameters parameters;
    parameters.window_ms = window_ms;
    if (once.ideal_signals) parameters.signal_lost_s = 0;
    auto const laps = with_laps(once, laps_of_each);
    auto const vehicles = static_cast<std::uint32_t>(once.departure_ms.size());
    auto const cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<core::Millis> start_ms;
    for (std::size_t v = 0; v < vehicles; ++v) start_ms.push_back(start_of_closed(v, vehicles));
    std::map<int, Round> ours;
    Round open;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        auto const ideal =
            IdealLoop(once.network, once.routes, once.departure_ms, {.signals = once.ideal_signals}).run();
        print(ideal, 1);
        open.moves_per_s.push_back(static_cast<double>(ideal.moves) / ideal.wall_s);
        open.moves_per_cpu_s.push_back(static_cast<double>(ideal.moves) / ideal.cpu_s);
        auto const closed = IdealLoop(once.network, once.routes, start_ms,
                                      {.signals = once.ideal_signals, .closed_s = end_ms / core::ms_per_second})
                                .run();
        std::printf("  closed ideal loop, 1 thread: %.2f M moves in %.3f s, %.2f M moves/s of CPU time\n",
                    static_cast<double>(closed.moves) / 1e6, closed.wall_s,
                    static_cast<double>(closed.moves) / closed.cpu_s / 1e6);
        for (int threads = 1; threads <= cores; threads *= 2) {
            core::ThreadLimit const limit(threads);
            auto const o = run_closed(laps, vehicles, end_ms, parameters);
            auto const moves = static_cast<double>(o.counters.link_moves);
            std::printf(
                "  ours, %d thread%s: %.2f M moves in %.3f s, %.2f M moves/s, %.2f M moves/s of CPU time, on road "
                "%lld, "
                "rings turned %lld, squeezes %lld, %lld vehicles used up, digest %016llx\n",
                threads, threads == 1 ? "" : "s", moves / 1e6, o.run_s, moves / o.run_s / 1e6, moves / o.cpu_s / 1e6,
                static_cast<long long>(o.counters.on_road), static_cast<long long>(o.counters.ring_turns),
                static_cast<long long>(o.counters.squeezes), static_cast<long long>(o.used_up),
                static_cast<unsigned long long>(o.digest));
            print_phases(o.phase_wall_s, o.run_s);
            ours[threads].moves_per_s.push_back(moves / o.run_s);
            ours[threads].moves_per_cpu_s.push_back(moves / o.cpu_s);
        }
    }
    std::printf("closed, against the ideal loop on the open system:\n");
    print_ratios(ours, {{1, open}});
}

Case case_of(std::string const& what, std::uint32_t vehicles, int minutes)
{
    if (what == "synthetic") return SyntheticGrid::make(vehicles, minutes);
    if (std::filesystem::is_directory(what)) return read_sumo_case(what);
    return read_osm_case(what, vehicles);
}

}  // namespace

int main(int argc, char** argv)
{
    auto const number = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
    std::string const what = argc > 1 ? argv[1] : "synthetic";
    try {
        bool const closed = argc > 2 && std::string(argv[2]) == "closed";
        int const first = closed ? 3 : 2;
        auto const city_case =
            case_of(what, static_cast<std::uint32_t>(number(first + 2, what == "synthetic" ? 250'000 : 60'000)),
                    number(first + 3, 60));
        (closed ? race_closed : race)(city_case, number(first, 3), number(first + 1, closed ? 500 : 0));
    } catch (core::UserError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
