// What a run of the traffic costs.
#pragma once

#include "benchmarks/benchmark_case.hpp"
#include "core/parallel.hpp"
#include "scenario/scenario.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <numeric>
#include <thread>
#include <vector>

namespace halong::benchmark {

class Stopwatch {
public:
    [[nodiscard]] double wall_s() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count();
    }
    // Of all threads: other programs on the machine do not count.
    [[nodiscard]] double cpu_s() const { return static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC; }

private:
    std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
    std::clock_t cpu_ = std::clock();
};

struct Outcome {
    double build_s = 0;
    double depart_s = 0;  // share of run_s that announces the departures
    double run_s = 0;
    double cpu_s = 0;
    traffic::Counters counters;
    double mean_time_s = 0;        // of arrived legs
    std::int64_t bytes = 0;        // of the traffic, with its vehicles
    std::int64_t empty_bytes = 0;  // of the same network without vehicles
    std::int64_t route_bytes = 0;  // of the routes, kept by the traffic as numbers of entrances
    std::int64_t most_on_road = 0;
    std::uint64_t digest = 0;
    core::Millis end_ms = 0;
    std::array<double, traffic::traffic_phase_names.size()> phase_wall_s{};
    [[nodiscard]] double moves_per_s() const { return static_cast<double>(counters.link_moves) / run_s; }
    [[nodiscard]] double moves_per_cpu_s() const { return static_cast<double>(counters.link_moves) / cpu_s; }
};

// Runs until everybody has arrived, or for a day.
inline Outcome run_once(Case const& city_case, scenario::TrafficParameters const& parameters)
{
    Stopwatch const building;
    std::vector<std::uint8_t> const watched(city_case.network.link_count(), 0);
    traffic::Traffic traffic(city_case.network, city_case.plans, city_case.routes, watched, parameters);
    Outcome outcome;
    outcome.build_s = building.wall_s();
    auto const departures = city_case.departures();
    auto const vehicles = static_cast<std::int64_t>(departures.size());
    traffic::WindowEvents events;
    std::int64_t time_ms = 0;
    Stopwatch const running;
    traffic.depart(departures);
    outcome.depart_s = running.wall_s();
    while (traffic.counters().arrivals < vehicles && traffic.now() < core::ms_per_day) {
        traffic.advance(traffic.now() + core::ms_per_minute, events);
        for (auto const& arrival : events.arrivals) time_ms += arrival.time_ms - arrival.departure_ms;
        events.clear();
        outcome.most_on_road = std::max(outcome.most_on_road, traffic.counters().on_road);
    }
    outcome.run_s = running.wall_s();
    outcome.cpu_s = running.cpu_s();
    outcome.counters = traffic.counters();
    outcome.mean_time_s =
        static_cast<double>(time_ms) / 1000 / static_cast<double>(std::max<std::int64_t>(1, outcome.counters.arrivals));
    outcome.bytes = traffic.bytes();
    outcome.digest = traffic.digest();
    outcome.end_ms = traffic.now();
    outcome.phase_wall_s = traffic.phase_wall_s();
    return outcome;
}

// Moves per second of `count` runs at once that share nothing, one thread each: what `count` threads of this machine can do
// at most, since they share its memory and caches, and perhaps its cores.
inline double moves_per_s_apart(Case const& city_case, scenario::TrafficParameters const& parameters, int count)
{
    core::ThreadLimit const limit(1);
    std::vector<std::int64_t> moves(static_cast<std::size_t>(count));
    Stopwatch const running;
    {
        std::vector<std::jthread> runs;
        for (auto& own : moves) {
            runs.emplace_back([&] { own = run_once(city_case, parameters).counters.link_moves; });
        }
    }
    double const wall_s = running.wall_s();
    return static_cast<double>(std::accumulate(moves.begin(), moves.end(), std::int64_t{0})) / wall_s;
}

// Memory of the traffic on a network where nobody moves, bytes.
inline std::int64_t empty_bytes(Case const& city_case, scenario::TrafficParameters const& parameters)
{
    city::Plans const nobody;
    network::Routes const nowhere;
    std::vector<std::uint8_t> const watched(city_case.network.link_count(), 0);
    return traffic::Traffic(city_case.network, nobody, nowhere, watched, parameters).bytes();
}

// The share of each phase in the whole, one line.
inline void print_phases(std::array<double, traffic::traffic_phase_names.size()> const& phase_wall_s, double whole_s)
{
    std::printf("    phases:");
    for (std::size_t i = 0; i < phase_wall_s.size(); ++i) {
        std::printf(" %s %.1f %%", traffic::traffic_phase_names[i].data(), 100 * phase_wall_s[i] / whole_s);
    }
    std::printf("\n");
}

inline double median(std::vector<double> values)
{
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace halong::benchmark
