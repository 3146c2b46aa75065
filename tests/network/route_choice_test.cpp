#include "network/route_choice.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "network/distinct_users.hpp"
#include "network/hierarchy_query.hpp"
#include "network/random_network.hpp"
#include "network/route_checks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::RouteRequest;
using network::RouteUser;
using network::VehicleClass;

namespace {

constexpr core::Millis seven = 7 * core::ms_per_hour;
constexpr core::Millis noon = 12 * core::ms_per_hour;

std::vector<LinkId> list(std::span<LinkId const> links) { return {links.begin(), links.end()}; }

std::vector<RouteRequest> random_requests(network::Network const& network, std::size_t count, std::uint64_t seed,
                                          std::int32_t pcu_milli)
{
    test::Draws draws(seed);
    std::vector<RouteRequest> requests(count);
    for (RouteRequest& request : requests) {
        request.origin = NodeId{draws.below(network.node_count())};
        request.destination = NodeId{draws.below(network.node_count())};
        request.user = static_cast<RouteUser>(draws.below(network::route_user_count));
        request.pcu_milli = request.user == RouteUser::walker ? 0 : pcu_milli;
        request.departure_ms = static_cast<core::Millis>(draws.below(core::ms_per_day));
    }
    return requests;
}

std::vector<std::uint32_t> free_costs(network::Network const& network, RouteUser user)
{
    if (user == RouteUser::walker) return network::walk_costs_ms(network, 1.2);
    return network::free_costs_ms(network, network::vehicle_of(user), network::pace_of(user));
}

// 40 homes, each with its own street to A; two equal roads from A to B, the second 20 % longer.
struct TwoRoads {
    test::NetworkSketch sketch;
    std::vector<NodeId> homes;
    NodeId a;
    NodeId b;
    LinkId first;
    LinkId second;

    TwoRoads()
    {
        a = sketch.node(0, 0);
        b = sketch.node(5000, 0);
        first = sketch.one_way(a, b, 5000);
        second = sketch.one_way(a, b, 6000);
        for (int i = 0; i < 40; ++i) {
            homes.push_back(sketch.node(-100, i));
            LinkId const street = sketch.one_way(homes.back(), a, 100);
            sketch[street].width_m = 100;  // never the bottleneck
        }
    }
    [[nodiscard]] std::vector<RouteRequest> trips(int from_each, core::Millis departure_ms) const
    {
        std::vector<RouteRequest> requests;
        for (NodeId const home : homes) {
            requests.insert(requests.end(), static_cast<std::size_t>(from_each),
                            RouteRequest{home, b, RouteUser::car, 1000, departure_ms});
        }
        return requests;
    }
};

std::size_t uses(network::Routes const& routes, LinkId link)
{
    return static_cast<std::size_t>(std::ranges::count(routes.links, link));
}

}  // namespace

TEST_CASE("Without load everybody takes the shortest way of his own kind", "[route_choice]")
{
    auto const network = test::random_sketch(50, 220, 40, 5).build();
    auto const requests = random_requests(network, 3000, 6, 0);
    auto const routes = network::choose_routes(network, requests, {});
    REQUIRE(routes.size() == requests.size());
    for (int u = 0; u < network::route_user_count; ++u) {
        auto const user = static_cast<RouteUser>(u);
        auto const costs = free_costs(network, user);
        network::SearchGraph const graph(network, test::everybody);
        network::Hierarchy const hierarchy(graph);
        network::HierarchyCosts const metric(hierarchy, costs);
        network::HierarchyQuery query;
        for (std::uint32_t i = 0; i < requests.size(); ++i) {
            if (requests[i].user != user) continue;
            auto const cost = query.cost(metric, requests[i].origin, requests[i].destination);
            bool const missing = std::ranges::binary_search(routes.unreachable, i);
            REQUIRE(missing == (cost == network::unreachable_cost));
            if (missing) {
                REQUIRE(routes[i].empty());
                continue;
            }
            REQUIRE(test::checked_cost(network, routes[i], requests[i].origin, requests[i].destination, costs) == cost);
        }
    }
    CHECK(std::ranges::is_sorted(routes.unreachable));
}

TEST_CASE("With load no route uses a forbidden link or a banned turn", "[route_choice]")
{
    auto sketch = test::grid_sketch(10, 10, 60, 8);
    test::Draws draws(9);
    for (auto& link : sketch.links) {
        if (draws.below(6) == 0) link.access = link.access.without(Access::of(VehicleClass::coach));
        if (draws.below(6) == 0) link.access = link.access.without(Access::of(VehicleClass::motorbike));
    }
    for (std::size_t i = 0; i < 60; ++i) {
        LinkId const from{draws.below(sketch.links.size())};
        LinkId const to{draws.below(sketch.links.size())};
        if (sketch[from].to == sketch[to].from) sketch.banned.push_back({from, to});
    }
    auto const network = sketch.build();
    auto const requests = random_requests(network, 4000, 10, 60'000);
    auto const routes = network::choose_routes(network, requests, {});
    std::size_t coaches = 0;
    for (std::uint32_t i = 0; i < requests.size(); ++i) {
        if (std::ranges::binary_search(routes.unreachable, i)) continue;
        auto const costs = free_costs(network, requests[i].user);
        test::checked_cost(network, routes[i], requests[i].origin, requests[i].destination, costs);
        if (requests[i].user != RouteUser::coach) continue;
        for (LinkId const link : routes[i]) CHECK(network.access(link).has(VehicleClass::coach));
        ++coaches;
    }
    CHECK(coaches > 300);
}

TEST_CASE("When the first of two roads saturates, the second takes traffic; at light load it does not",
          "[route_choice]")
{
    TwoRoads const roads;
    auto const network = roads.sketch.build();
    auto const light = network::choose_routes(network, roads.trips(1, seven), {});
    CHECK(uses(light, roads.first) == 40);
    CHECK(uses(light, roads.second) == 0);

    // 40,000 cars a day are 4,000 in the peak hour: more than twice the capacity of one road.
    auto const heavy = network::choose_routes(network, roads.trips(1000, seven), {});
    CHECK(uses(heavy, roads.first) + uses(heavy, roads.second) == 40'000);
    CHECK(uses(heavy, roads.first) > 10'000);
    CHECK(uses(heavy, roads.second) > 10'000);

    network::RouteChoiceParameters one_batch;
    one_batch.batches = 1;
    CHECK(uses(network::choose_routes(network, roads.trips(1000, seven), one_batch), roads.second) == 0);
}

TEST_CASE("Those who leave off the peaks see less delay", "[route_choice]")
{
    TwoRoads const roads;
    auto const network = roads.sketch.build();
    // 24,000 a day: 2,400 in the peak hour saturate one road, 1,080 in another hour do not.
    auto requests = roads.trips(300, seven);
    auto const at_noon = roads.trips(300, noon);
    requests.insert(requests.end(), at_noon.begin(), at_noon.end());
    auto const routes = network::choose_routes(network, requests, {});
    std::size_t peak = 0;
    std::size_t off_peak = 0;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (routes[i].back() == roads.second) ++(i < requests.size() / 2 ? peak : off_peak);
    }
    CHECK(peak > 1000);
    CHECK(off_peak == 0);
}

TEST_CASE("Peaks are 06:00-08:30 and 16:00-18:30 of any day", "[route_choice]")
{
    auto const at = [](int hour, int minute) { return hour * core::ms_per_hour + minute * core::ms_per_minute; };
    CHECK_FALSE(network::is_peak(at(6, 0) - 1));
    CHECK(network::is_peak(at(6, 0)));
    CHECK(network::is_peak(at(8, 30) - 1));
    CHECK_FALSE(network::is_peak(at(8, 30)));
    CHECK(network::is_peak(at(16, 0)));
    CHECK_FALSE(network::is_peak(at(18, 30)));
    CHECK(network::is_peak(at(24 + 7, 0)));
    CHECK_FALSE(network::is_peak(-1));
}

TEST_CASE("Route choice does not depend on the number of threads", "[route_choice]")
{
    auto const network = test::grid_sketch(20, 20, 80, 12).build();
    auto const requests = random_requests(network, 20'000, 13, 20'000);
    network::Routes reference;
    for (int const threads : {1, 2, 3, 4, 8}) {
        core::ThreadLimit const limit(threads);
        auto const routes = network::choose_routes(network, requests, {});
        if (threads == 1) reference = routes;
        CHECK(routes.offset == reference.offset);
        CHECK(routes.links == reference.links);
        CHECK(routes.unreachable == reference.unreachable);
    }
}

TEST_CASE("Route choice does not depend on the order of requests or the numbering of nodes", "[route_choice]")
{
    auto const sketch = test::grid_sketch(12, 12, 3, 14);
    auto const network = sketch.build();
    auto const requests = random_requests(network, 6000, 15, 50'000);
    auto const routes = network::choose_routes(network, requests, {});

    test::Draws draws(16);
    std::vector<std::uint32_t> order(requests.size());
    std::iota(order.begin(), order.end(), 0U);
    draws.shuffle(order);
    std::size_t const nodes = sketch.nodes.size();
    auto mirrored = sketch;  // node i becomes nodes - 1 - i; links keep their numbers
    std::ranges::reverse(mirrored.nodes);
    auto const moved = [&](NodeId node) { return NodeId{nodes - 1 - node.value()}; };
    for (auto& link : mirrored.links) {
        link.from = moved(link.from);
        link.to = moved(link.to);
    }
    std::vector<RouteRequest> other;
    for (std::uint32_t const i : order) {
        other.push_back(requests[i]);
        other.back().origin = moved(requests[i].origin);
        other.back().destination = moved(requests[i].destination);
    }
    auto const other_routes = network::choose_routes(mirrored.build(), other, {});
    for (std::size_t i = 0; i < order.size(); ++i) REQUIRE(list(other_routes[i]) == list(routes[order[i]]));
}

TEST_CASE("Requests that share origin and destination get the same route, in their own place", "[route_choice]")
{
    auto const network = test::grid_sketch(5, 5, 40, 17).build();
    std::vector<RouteRequest> requests;
    for (int i = 0; i < 100; ++i) {
        requests.push_back({NodeId{0}, NodeId{i % 4 == 0 ? 0 : 24 - i % 3}, RouteUser::car, 1000, seven});
    }
    auto const routes = network::choose_routes(network, requests, {});
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (i % 4 == 0) CHECK(routes[i].empty());
        for (std::size_t j = 0; j < i; ++j) {
            CHECK((list(routes[i]) == list(routes[j])) == (requests[i].destination == requests[j].destination));
        }
    }
    CHECK(routes.unreachable.empty());
}

TEST_CASE("Where there is no way, the request is listed", "[route_choice]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1, 0);
    NodeId const island = sketch.node(9, 9);
    LinkId const link = sketch.one_way(a, b, 10);
    auto const routes = network::choose_routes(
        sketch.build(), {{a, island}, {a, b}, {b, a}, {island, island}, {island, a, RouteUser::walker}}, {});
    CHECK(routes.unreachable == std::vector<std::uint32_t>{0, 2, 4});
    CHECK(routes.links == core::KeptColumn<LinkId>{link});
    CHECK(routes.offset == core::KeptColumn<std::uint32_t>{0, 0, 1, 1, 1, 1});
    CHECK(network::choose_routes(sketch.build(), {}, {}).size() == 0);
}

TEST_CASE("Walkers take the least distance, vehicles the least time", "[route_choice]")
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(1000, 0);
    LinkId const lane = sketch.one_way(a, b, 1000);
    LinkId const avenue = sketch.one_way(a, b, 1500);
    sketch[lane].speed_limit_kmh = 15;
    sketch[avenue].speed_limit_kmh = 60;
    auto const routes = network::choose_routes(
        sketch.build(), {{a, b, RouteUser::walker}, {a, b, RouteUser::car}, {a, b, RouteUser::bicycle}}, {});
    CHECK(routes.links == core::KeptColumn<LinkId>{lane, avenue, lane});
}

TEST_CASE("Broken requests and parameters are refused", "[route_choice]")
{
    auto const network = test::grid_sketch(2, 2, 0, 1).build();
    auto const choose = [&](RouteRequest request, network::RouteChoiceParameters parameters = {}) {
        return network::choose_routes(network, {request}, parameters);
    };
    CHECK_THROWS_WITH(choose({NodeId{4}, NodeId{0}}), "route request starts at no node");
    CHECK_THROWS_WITH(choose({NodeId{0}, NodeId{}}), "route request ends at no node");
    CHECK_THROWS_WITH(choose({NodeId{0}, NodeId{1}, RouteUser::car, -1}), "a vehicle's PCU must not be negative");
    CHECK_THROWS_WITH(choose({NodeId{0}, NodeId{1}}, {.batches = 0}), "route choice needs a batch");
    CHECK_THROWS_WITH(choose({NodeId{0}, NodeId{1}}, {.peak_hour_share = -1}), "hour shares must not be negative");
    CHECK_THROWS_WITH(choose({NodeId{0}, NodeId{1}, RouteUser::walker}, {.walk_speed_mps = 0}),
                      "walking speed must be positive");
}
