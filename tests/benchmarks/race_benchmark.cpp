// Our side of a race with other programs: reads a SUMO network and routes, runs the day once, prints one JSON object.
//   bench_race_benchmark FOLDER [threads = 1] [window ms = 500]
// Without a folder it does nothing, so that it may stand among the other benchmarks.
#include "benchmarks/measure.hpp"
#include "benchmarks/sumo_case.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv)
{
    using namespace halong;
    if (argc < 2) {
        std::printf("race_benchmark: give the folder of a SUMO network and routes; see tests/benchmarks/peers.py\n");
        return 0;
    }
    try {
        core::ThreadLimit const limit(argc > 2 ? std::atoi(argv[2]) : 1);
        scenario::TrafficParameters parameters;
        if (argc > 3) parameters.window_ms = std::atoi(argv[3]);
        parameters.signal_lost_s = 0;
        benchmark::Stopwatch const loading;
        auto const day = benchmark::read_sumo_case(argv[1]);
        double const load_s = loading.wall_s();
        auto const o = benchmark::run_once(day, parameters);
        std::printf(
            "{\"load_s\": %.3f, \"loop_s\": %.4f, \"moves\": %lld, \"arrived\": %lld, \"mean_time_s\": %.2f, "
            "\"simulated_s\": %d, \"digest\": \"%s\"}\n",
            load_s, o.build_s + o.run_s, static_cast<long long>(o.counters.link_moves),
            static_cast<long long>(o.counters.arrivals), o.mean_time_s, o.end_ms / core::ms_per_second,
            core::hex(o.digest).c_str());
    } catch (core::UserError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
