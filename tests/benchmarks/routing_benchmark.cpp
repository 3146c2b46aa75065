// How long trees and route choice take on a street grid the size of a city: 160 x 160 nodes in scattered order.
//
//     bench_routing_benchmark [requests, thousands = 900] [origins = 2500]
//
// Prints the least of several rounds; other programs on the machine make single rounds slow.
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "network/random_network.hpp"
#include "network/route_choice.hpp"
#include "network/routing.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <numeric>

namespace {

using namespace halong;
using core::NodeId;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// A grid whose ids lie as scattered as those of a real map.
network::Network scattered_grid(std::size_t side)
{
    auto sketch = test::grid_sketch(side, side, 200, 7);
    test::Draws draws(3);
    std::vector<std::uint32_t> place(sketch.nodes.size());
    std::iota(place.begin(), place.end(), 0U);
    draws.shuffle(place);
    auto nodes = sketch.nodes;
    for (std::size_t i = 0; i < place.size(); ++i) nodes[place[i]] = sketch.nodes[i];
    sketch.nodes = std::move(nodes);
    constexpr std::array speeds_kmh{30.0, 30.0, 30.0, 40.0, 50.0};
    for (auto& link : sketch.links) {
        link.from = NodeId{place[link.from.value()]};
        link.to = NodeId{place[link.to.value()]};
        link.speed_limit_kmh = speeds_kmh[draws.below(speeds_kmh.size())];
    }
    draws.shuffle(sketch.links);
    return sketch.build();
}

void time_trees(network::Network const& network)
{
    network::SearchGraph const graph(network, network::Access::of(network::VehicleClass::car));
    network::CostedGraph const costed(graph,
                                      network::free_costs_ms(network, network::VehicleClass::car));
    network::ShortestPathTree tree;
    double best = 1e9;
    std::uint64_t sum = 0;
    for (int round = 0; round < 40; ++round) {
        constexpr int trees = 25;
        auto const start = Clock::now();
        for (int i = 0; i < trees; ++i) {
            tree.grow(costed,
                      NodeId{(round * trees + i) * 7919 % static_cast<int>(network.node_count())});
            sum += tree.cost(graph, NodeId{5});
        }
        best = std::min(best, ms_since(start) / trees);
    }
    std::printf("one-to-all: %zu nodes, %zu links, %.3f ms a tree (sum of costs %llu)\n",
                network.node_count(), network.link_count(), best,
                static_cast<unsigned long long>(sum));
}

// Trips whose number falls with the distance, half of them by motorbike.
std::vector<network::RouteRequest> trips(network::Network const& network, std::size_t count,
                                         std::size_t origins)
{
    constexpr double reach_m = 4000;
    test::Draws draws(11);
    std::vector<NodeId> homes(origins);
    for (NodeId& home : homes) home = NodeId{draws.below(network.node_count())};
    std::vector<network::RouteRequest> requests;
    while (requests.size() < count) {
        NodeId const origin = homes[draws.below(origins)];
        NodeId const destination = homes[draws.below(origins)];
        double const distance =
            geo::distance_m(network.position(origin), network.position(destination));
        double const nearness = reach_m / (reach_m + distance);
        if (static_cast<double>(draws.below(1000)) > 1000 * nearness * nearness) continue;
        std::size_t const kind = draws.below(100);
        network::RouteRequest request{origin, destination, network::RouteUser::motorbike, 250,
                                      static_cast<core::Millis>(draws.below(core::ms_per_day))};
        if (kind >= 60 && kind < 75) request.user = network::RouteUser::car;
        if (kind >= 75 && kind < 78) request.user = network::RouteUser::heavy;
        if (kind >= 78) request.user = network::RouteUser::walker;
        if (kind >= 60) request.pcu_milli = kind < 75 ? 1000 : kind < 78 ? 2500 : 0;
        requests.push_back(request);
    }
    return requests;
}

long peak_memory_mb()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        long kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

void time_route_choice(network::Network const& network, std::size_t count, std::size_t origins)
{
    auto const requests = trips(network, count, origins);
    for (int const threads : {1, 2}) {
        core::ThreadLimit const limit(threads);
        auto const start = Clock::now();
        std::clock_t const cpu_start = std::clock();
        auto const routes = network::choose_routes(network, requests, {});
        double const seconds = ms_since(start) / 1000;
        double const cpu_s = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
        core::Digest digest;
        digest.add(routes.offset);
        digest.add(routes.links);
        std::printf(
            "route choice: %zu requests, %zu origins, %d thread(s): %.2f s (%.2f s of processors), "
            "%.1f M links, peak %ld MB, %s\n",
            count, origins, threads, seconds, cpu_s, static_cast<double>(routes.links.size()) / 1e6,
            peak_memory_mb(), core::hex(digest.value()).c_str());
    }
}

}  // namespace

int main(int argc, char** argv)
{
    auto const argument = [&](int i, std::size_t otherwise) {
        return argc > i ? static_cast<std::size_t>(std::strtoull(argv[i], nullptr, 10)) : otherwise;
    };
    auto const network = scattered_grid(160);
    time_trees(network);
    time_route_choice(network, 1000 * argument(1, 900), argument(2, 2500));
}
