// Speed and memory of the traffic room on a grid of 100 x 100 junctions (39,600 links of 150 m), 75 % motorbikes.
//   bench_traffic_benchmark [vehicles = 250000] [minutes of departures = 60] [window ms = 500] [repeats = 3]
// Prints link moves per second and per second of CPU time, bytes per link and per vehicle, and the digest, for 1, 2 … threads.
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "network/network.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <vector>

namespace {

using namespace halong;
using core::LinkId;
using core::NodeId;

constexpr int side = 100;
constexpr double block_m = 150;

NodeId node_at(int x, int y) { return NodeId(y * side + x); }

network::LinkRecord road(int x, int y, int to_x, int to_y, std::uint64_t number)
{
    network::LinkRecord record;
    record.from = node_at(x, y);
    record.to = node_at(to_x, to_y);
    record.stable_id = number;
    record.length_m = block_m;
    bool const avenue = (x == to_x ? x : y) % 5 == 0;
    record.width_m = avenue ? 10.5 : 3.5;
    record.lanes = avenue ? 3 : 1;
    record.speed_limit_kmh = avenue ? 60 : 40;
    record.road_class = avenue ? network::RoadClass::primary : network::RoadClass::tertiary;
    record.access = network::Access::all_vehicles().with(network::Access::walkers());
    record.shape = {{x * block_m, y * block_m}, {to_x * block_m, to_y * block_m}};
    return record;
}

struct Grid {
    network::Network network;
    std::vector<LinkId> east, west, north, south;  // by node; invalid at the border
};

Grid make_grid()
{
    Grid grid;
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            bool const signal = x % 5 == 0 && y % 5 == 0;
            nodes.push_back({{x * block_m, y * block_m}, nodes.size() + 1, signal});
        }
    }
    auto const add = [&](int x, int y, int dx, int dy) {
        if (x + dx < 0 || x + dx >= side || y + dy < 0 || y + dy >= side) return LinkId{};
        links.push_back(road(x, y, x + dx, y + dy, links.size() + 1));
        return LinkId(links.size() - 1);
    };
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            grid.east.push_back(add(x, y, 1, 0));
            grid.west.push_back(add(x, y, -1, 0));
            grid.north.push_back(add(x, y, 0, 1));
            grid.south.push_back(add(x, y, 0, -1));
        }
    }
    grid.network = network::Network(std::move(nodes), std::move(links), {});
    return grid;
}

city::Mode mode_for(std::uint64_t percent)
{
    if (percent < 75) return city::Mode::motorbike;
    if (percent < 90) return city::Mode::car;
    if (percent < 95) return city::Mode::bicycle;
    if (percent < 98) return city::Mode::van;
    return percent < 99 ? city::Mode::bus : city::Mode::lorry;
}

struct Demand {
    city::Plans plans;
    network::Routes routes;
    std::vector<traffic::Departure> departures;
};

// Staircase routes between random junctions: each step goes along the axis with more to go, ties by the leg.
void add_route(Grid const& grid, int x, int y, int to_x, int to_y, std::vector<LinkId>& links)
{
    while (x != to_x || y != to_y) {
        auto const here = static_cast<std::size_t>(y * side + x);
        int const dx = to_x - x;
        int const dy = to_y - y;
        bool const along_x = dy == 0 || (dx != 0 && (std::abs(dx) > std::abs(dy) || y % 5 == 0));
        links.push_back(along_x ? (dx > 0 ? grid.east[here] : grid.west[here])
                                : (dy > 0 ? grid.north[here] : grid.south[here]));
        (along_x ? x : y) += (along_x ? dx : dy) > 0 ? 1 : -1;
    }
}

Demand make_demand(Grid const& grid, std::uint32_t vehicles, int minutes)
{
    core::Random const random(1);
    Demand demand;
    for (std::uint32_t leg = 0; leg < vehicles; ++leg) {
        auto const draw = [&](std::uint32_t purpose, std::uint64_t n) {
            return random.below(core::Stream::test, {leg, purpose, 0}, n);
        };
        int const x = static_cast<int>(draw(1, side));
        int const y = static_cast<int>(draw(2, side));
        int const to_x = std::clamp(x + static_cast<int>(draw(3, 61)) - 30, 0, side - 1);
        int const to_y = std::clamp(y + static_cast<int>(draw(4, 61)) - 30, 0, side - 1);
        add_route(grid, x, y, to_x, to_y, demand.routes.links);
        demand.routes.offset.push_back(static_cast<std::uint32_t>(demand.routes.links.size()));
        demand.plans.traveller_key.push_back(leg);
        demand.plans.first_stay.push_back(leg + 1);
        demand.plans.activity.push_back(city::Activity::work);
        demand.plans.mode.push_back(mode_for(draw(5, 100)));
        auto const start_ms = draw(6, static_cast<std::uint64_t>(minutes) * 60'000);
        demand.departures.push_back({leg, static_cast<core::Millis>(start_ms)});
    }
    return demand;
}

struct Outcome {
    double build_s = 0;
    double run_s = 0;
    double cpu_s = 0;  // of all threads: other programs on the machine do not count
    traffic::Counters counters;
    std::int64_t bytes = 0;
    std::int64_t most_on_road = 0;
    std::uint64_t digest = 0;
    core::Millis end_ms = 0;
};

Outcome run_once(Grid const& grid, Demand const& demand, int window_ms)
{
    using Clock = std::chrono::steady_clock;
    auto const seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
    scenario::TrafficParameters parameters;
    parameters.window_ms = window_ms;
    auto const start = Clock::now();
    traffic::Traffic traffic(grid.network, demand.plans, demand.routes,
                             std::vector<std::uint8_t>(grid.network.link_count(), 0), parameters);
    auto const built = Clock::now();
    std::clock_t const cpu_start = std::clock();
    traffic.depart(demand.departures);
    traffic::WindowEvents events;
    Outcome outcome;
    while (traffic.counters().arrivals < static_cast<std::int64_t>(demand.departures.size()) &&
           traffic.now() < core::ms_per_day) {
        for (int i = 0; i < 120; ++i) traffic.advance(traffic.now() + window_ms, events);
        events.clear();
        outcome.most_on_road = std::max(outcome.most_on_road, traffic.counters().on_road);
    }
    outcome.run_s = seconds(Clock::now() - built);
    outcome.cpu_s = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
    outcome.build_s = seconds(built - start);
    outcome.counters = traffic.counters();
    outcome.bytes = traffic.bytes();
    outcome.digest = traffic.digest();
    outcome.end_ms = traffic.now();
    return outcome;
}

}  // namespace

int main(int argc, char** argv)
{
    auto const argument = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
    auto const vehicles = static_cast<std::uint32_t>(argument(1, 250'000));
    int const minutes = argument(2, 60);
    int const window_ms = argument(3, 500);
    int const repeats = argument(4, 3);
    Grid const grid = make_grid();
    Demand const demand = make_demand(grid, vehicles, minutes);
    std::printf("%zu nodes, %zu links, %u vehicles, %zu route links, window %d ms\n", grid.network.node_count(),
                grid.network.link_count(), vehicles, demand.routes.links.size(), window_ms);
    auto const cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    for (int threads = 1; threads <= cores; threads *= 2) {
        core::ThreadLimit const limit(threads);
        for (int repeat = 0; repeat < repeats; ++repeat) {
            Outcome const o = run_once(grid, demand, window_ms);
            double const moves = static_cast<double>(o.counters.link_moves);
            std::printf("%d threads: %.2f s (build %.2f s), %.1f M moves, %.2f M moves/s, %.2f M moves/s of CPU time, "
                        "end %d s, most on road %lld, %.0f bytes/link, digest %016llx\n",
                        threads, o.run_s, o.build_s, moves / 1e6, moves / o.run_s / 1e6,
                        moves / o.cpu_s / 1e6, o.end_ms / 1000, static_cast<long long>(o.most_on_road),
                        static_cast<double>(o.bytes) / static_cast<double>(grid.network.link_count()),
                        static_cast<unsigned long long>(o.digest));
        }
    }
    return 0;
}
