// How long routing takes.
//
//     bench_routing_benchmark [requests, thousands = 900] [origins = 2500]
//
// on a street grid the size of a city, 160 x 160 nodes in scattered order;
//
//     bench_routing_benchmark CITY [SCENARIO | -] [pairs, thousands = 100]
//
// on the network of a city folder, and on the same with all turns back onto the reverse link banned but those at dead
// ends: the contraction hierarchy (build, memory, customisation, costs, routes, earliest arrivals), Boost.Graph's Dijkstra
// beside it, and route choice for random trips or for the scenario's day. Costs are compared with Boost.Graph's; a
// difference ends the program with 1.
//
// Prints the least of several rounds, in time of the processor for what runs on one thread; other programs on the machine
// make single rounds slow.
#include "city/city_folder.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "network/hierarchy_query.hpp"
#include "network/hierarchy_tree.hpp"
#include "network/random_network.hpp"
#include "network/reference_routing.hpp"
#include "network/route_choice.hpp"
#include "network/turn_search.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <numeric>
#include <string>

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

// Trips whose number falls with the distance, half of them by motorbike.
std::vector<network::RouteRequest> trips(network::Network const& network, std::size_t count, std::size_t origins)
{
    constexpr double reach_m = 4000;
    test::Draws draws(11);
    std::vector<NodeId> homes(origins);
    for (NodeId& home : homes) home = NodeId{draws.below(network.node_count())};
    std::vector<network::RouteRequest> requests;
    while (requests.size() < count) {
        NodeId const origin = homes[draws.below(origins)];
        NodeId const destination = homes[draws.below(origins)];
        double const distance = geo::distance_m(network.position(origin), network.position(destination));
        double const nearness = reach_m / (reach_m + distance);
        if (static_cast<double>(draws.below(1000)) > 1000 * nearness * nearness) continue;
        std::size_t const kind = draws.below(100);
        network::RouteRequest request{origin, destination, network::RouteUser::motorbike, 250,
                                      static_cast<core::Millis>(draws.below(core::ms_per_day))};
        if (kind >= 60 && kind < 75) request.user = network::RouteUser::car;
        if (kind >= 75 && kind < 78) request.user = network::RouteUser::lorry;
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

void time_route_choice(network::Network const& network, std::vector<network::RouteRequest> const& requests)
{
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
            "route choice: %zu requests, %d thread(s): %.2f s (%.2f s of processors), "
            "%.1f M links, peak %ld MB, %s\n",
            requests.size(), threads, seconds, cpu_s, static_cast<double>(routes.links.size()) / 1e6, peak_memory_mb(),
            core::hex(digest.value()).c_str());
    }
}

// Milliseconds of this thread's processor.
double thread_ms()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

// The least time of several rounds of `work`, by `clock_ms`.
template <class ClockMs, class Work>
double least_ms(int rounds, ClockMs const& clock_ms, Work const& work)
{
    double best = 1e30;
    for (int round = 0; round < rounds; ++round) {
        double const start = clock_ms();
        work();
        best = std::min(best, clock_ms() - start);
    }
    return best;
}

struct Pair {
    NodeId from;
    NodeId to;
};

std::vector<Pair> random_pairs(std::size_t nodes, std::size_t count)
{
    test::Draws draws(17);
    std::vector<Pair> pairs(count);
    for (Pair& pair : pairs) pair = {NodeId{draws.below(nodes)}, NodeId{draws.below(nodes)}};
    return pairs;
}

// Waits that rise in the morning and the evening: 24 slots of an hour, each item by its own factor.
network::WaitProfiles day_waits(std::size_t items)
{
    constexpr std::size_t hours = 24;
    constexpr std::array<std::uint32_t, hours> most_s{0,  0,  0,  0,  0,  10,  50, 100, 60, 30, 20, 20,
                                                      30, 20, 20, 30, 60, 100, 60, 30,  20, 10, 0,  0};
    std::vector<std::uint32_t> waits_ms;
    for (std::uint32_t const seconds : most_s) {
        for (std::size_t item = 0; item < items; ++item) {
            waits_ms.push_back(seconds * static_cast<std::uint32_t>(core::ms_per_second * (item % 5) / 4));
        }
    }
    return {items, core::ms_per_hour, std::move(waits_ms)};
}

// The hierarchy of one class of vehicles with its costs, and how long both took.
class HierarchyBench {
public:
    HierarchyBench(network::Network const& network, network::VehicleClass vehicle)
        : network_(network),
          graph_(network, network::Access::of(vehicle)),
          free_ms_(network::free_costs_ms(network, vehicle)),
          hierarchy_(graph_),
          costs_(hierarchy_)
    {}

    void time_making()
    {
        double const build = least_ms(3, thread_ms, [&] { network::Hierarchy const again(graph_); });
        fmt::print(
            "hierarchy: {} nodes, {} links, {} states, {} edges, {} triangles; build {:.0f} ms, "
            "{:.1f} MB + {:.1f} MB for each set of costs\n",
            network_.node_count(), network_.link_count(), graph_.state_count(), hierarchy_.edge_count(),
            hierarchy_.triangle_count(), build, static_cast<double>(hierarchy_.bytes()) / 1e6,
            static_cast<double>(costs_.bytes()) / 1e6);
        for (int const threads : {1, 2}) {
            core::ThreadLimit const limit(threads);
            auto const start = Clock::now();
            double const ms = least_ms(
                30, [&] { return ms_since(start); }, [&] { costs_.customize(free_ms_); });
            fmt::print("customisation: {:.2f} ms on {} thread(s)\n", ms, threads);
        }
    }

    void time_requests(std::vector<Pair> const& pairs)
    {
        network::HierarchyQuery query;
        std::uint64_t sum = 0;
        print_rate("costs", pairs.size(), least_ms(5, thread_ms, [&] {
                       sum = 0;
                       for (Pair const pair : pairs) sum += query.cost(costs_, pair.from, pair.to);
                   }));
        network::HierarchyTree tree;
        std::vector<core::LinkId> route;
        std::size_t links = 0;
        std::size_t const routed = std::min<std::size_t>(pairs.size(), 20'000);
        print_rate("costs with their routes", routed, least_ms(3, thread_ms, [&] {
                       links = 0;
                       for (std::size_t i = 0; i < routed; ++i) {
                           route.clear();
                           tree.grow(costs_, pairs[i].from);
                           tree.append_path(pairs[i].to, route);
                           links += route.size();
                       }
                   }));
        network::TurnIndex const index(network_);
        auto const turn_waits = day_waits(index.turn_count());
        auto const start_waits = day_waits(index.link_count());
        network::BanSlots const no_bans{{}};
        network::TurnCosts const day{&index, &turn_waits, &start_waits, {free_ms_}, &no_bans};
        network::TurnSearch search;
        std::size_t scanned = 0;
        std::size_t const timed = std::min<std::size_t>(pairs.size(), 1'000);
        print_rate("earliest arrivals at 07:30", timed, least_ms(3, thread_ms, [&] {
                       scanned = 0;
                       for (std::size_t i = 0; i < timed; ++i) {
                           search.find(day, costs_, pairs[i].from, pairs[i].to, 27'000'000);
                           scanned += search.scanned();
                       }
                   }));
        fmt::print("    sum of costs {}; {:.0f} links a route; {:.0f} links scanned for an earliest arrival\n", sum,
                   static_cast<double>(links) / static_cast<double>(routed),
                   static_cast<double>(scanned) / static_cast<double>(timed));
    }

    // One-to-all by the hierarchy and Boost.Graph, from the same origins.
    void time_trees(std::vector<Pair> const& pairs)
    {
        std::size_t const count = std::min<std::size_t>(pairs.size(), 50);
        std::uint64_t sum = 0;
        auto const each = [&](char const* what, auto const& work) {
            double const ms = least_ms(3, thread_ms, [&] {
                for (std::size_t i = 0; i < count; ++i) work(pairs[i].from);
            });
            fmt::print("one-to-all by {}: {:.3f} ms\n", what, ms / static_cast<double>(count));
        };
        network::HierarchyTree tree;
        each("the hierarchy", [&](NodeId origin) {
            tree.grow(costs_, origin);
            for (NodeId const node : network_.nodes()) sum += tree.cost(node);
        });
        test::ReferenceRouting const reference(network_, free_ms_);
        each("Boost.Graph", [&](NodeId origin) { sum += reference.costs_from(origin)[0]; });
        fmt::print("    sum of costs {}\n", sum);
    }

    // Whether all costs equal Boost.Graph's: `count` random pairs, 500 of each origin.
    bool equals_reference(std::size_t count)
    {
        constexpr std::size_t of_origin = 500;
        test::ReferenceRouting const reference(network_, free_ms_);
        network::HierarchyQuery query;
        test::Draws draws(23);
        std::size_t different = 0;
        std::size_t compared = 0;
        while (compared < count) {
            NodeId const from{draws.below(network_.node_count())};
            auto const expected = reference.costs_from(from);
            for (std::size_t i = 0; i < of_origin; ++i, ++compared) {
                NodeId const to{draws.below(network_.node_count())};
                if (query.cost(costs_, from, to) != expected[to.value()]) ++different;
            }
        }
        fmt::print("costs compared with Boost.Graph: {} pairs, {} differ\n", compared, different);
        return different == 0;
    }

private:
    static void print_rate(char const* what, std::size_t count, double ms)
    {
        fmt::print("{}: {:.0f} a second ({:.1f} us each)\n", what, static_cast<double>(count) / ms * 1e3,
                   ms * 1e3 / static_cast<double>(count));
    }

    network::Network const& network_;
    network::SearchGraph graph_;
    std::vector<std::uint32_t> free_ms_;
    network::Hierarchy hierarchy_;
    network::HierarchyCosts costs_;
};

// Whether the hierarchy's costs were right.
bool time_network(network::Network const& network, std::vector<network::RouteRequest> const& requests,
                  std::size_t pair_count)
{
    HierarchyBench bench(network, network::VehicleClass::motorbike);
    bench.time_making();
    auto const pairs = random_pairs(network.node_count(), 50'000);
    bench.time_requests(pairs);
    bench.time_trees(pairs);
    bool const right = bench.equals_reference(pair_count);
    time_route_choice(network, requests);
    return right;
}

// The same network with turns back onto the reverse link banned where there is another way on.
network::Network without_u_turns(network::Network const& network)
{
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;
    std::vector<network::BannedTurn> banned = network.banned_turns();
    for (NodeId const node : network.nodes()) nodes.push_back(network.record(node));
    for (core::LinkId const link : network.links()) {
        links.push_back(network.record(link));
        core::LinkId const back = network.reverse(link);
        if (back.valid() && network.out_links(network.to(link)).size() > 1) banned.push_back({link, back});
    }
    return {std::move(nodes), std::move(links), std::move(banned)};
}

bool time_city(std::filesystem::path const& folder, std::string const& scenario_file, std::size_t pair_count)
{
    auto const city = city::load_city(folder);
    std::vector<network::RouteRequest> requests;
    if (scenario_file == "-") {
        requests = trips(city.network, 100'000, 2500);
    } else {
        auto const scenario = scenario::load_scenario(scenario_file);
        auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
        requests = demand::leg_requests(plans).requests;
    }
    bool const right = time_network(city.network, requests, pair_count);
    fmt::print("-- with turns back at dead ends only\n");
    return time_network(without_u_turns(city.network), requests, pair_count) && right;
}

}  // namespace

int main(int argc, char** argv)
{
    auto const argument = [&](int i, std::size_t otherwise) {
        return argc > i ? static_cast<std::size_t>(std::strtoull(argv[i], nullptr, 10)) : otherwise;
    };
    if (argc > 1 && std::filesystem::is_directory(argv[1]))
        return time_city(argv[1], argc > 2 ? argv[2] : "-", 1000 * argument(3, 100)) ? 0 : 1;
    auto const network = scattered_grid(160);
    return time_network(network, trips(network, 1000 * argument(1, 900), argument(2, 2500)), 10'000) ? 0 : 1;
}
