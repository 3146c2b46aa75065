// Bans by hour: the slots of the day, and routes that keep to them.
#include "network/ban_slots.hpp"

#include "core/error.hpp"
#include "network/distinct_users.hpp"
#include "network/link_costs.hpp"
#include "network/random_network.hpp"
#include "network/route_choice.hpp"
#include "network/user_graph.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::BanSlots;
using network::RouteUser;
using network::VehicleClass;

namespace {

constexpr core::Millis hour = core::ms_per_hour;
Access const lorries = Access::of(VehicleClass::lorry);

std::vector<LinkId> list(std::span<LinkId const> links) { return {links.begin(), links.end()}; }

// A direct road from a to b, and a longer way of two.
struct TwoWays {
    network::Network network;
    NodeId a;
    NodeId b;
    LinkId direct;
    LinkId first;
    LinkId second;
};

TwoWays two_ways()
{
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    NodeId const c = sketch.node(50, 50);
    LinkId const direct = sketch.one_way(a, b, 100);
    LinkId const first = sketch.one_way(a, c, 90);
    LinkId const second = sketch.one_way(c, b, 90);
    return {sketch.build(), a, b, direct, first, second};
}

}  // namespace

TEST_CASE("Slots of the day begin where bans begin or end", "[route_choice]")
{
    CHECK(BanSlots({}).count() == 1);
    CHECK(BanSlots({}).slot_of(30 * hour) == 0);
    BanSlots const slots({{LinkId{1}, lorries, 6 * hour, 20 * hour}, {LinkId{2}, lorries, 20 * hour, 24 * hour}});
    CHECK(slots.count() == 3);
    CHECK(slots.slot_of(6 * hour - 1) == 0);
    CHECK(slots.slot_of(6 * hour) == 1);
    CHECK(slots.slot_of(20 * hour) == 2);
    CHECK(slots.slot_of(24 * hour + 7 * hour) == 1);
    std::vector<std::uint32_t> costs(3, 5);
    slots.shut(1, Access::of(VehicleClass::car), costs);
    CHECK(costs == std::vector<std::uint32_t>{5, 5, 5});
    slots.shut(1, lorries, costs);
    CHECK(costs == std::vector<std::uint32_t>{5, UINT32_MAX, 5});
}

TEST_CASE("Routes avoid a road in the hours of its ban, and only then and only whom it bans", "[route_choice]")
{
    auto [network, a, b, direct, first, second] = two_ways();
    network.add_hour_bans({{direct, lorries, 6 * hour, 20 * hour},
                           {first, Access::of(VehicleClass::motorbike), 0, 6 * hour},
                           {direct, Access::of(VehicleClass::motorbike), 0, 6 * hour}});
    auto const routes =
        network::choose_routes(network,
                               {{a, b, RouteUser::lorry, 2500, 5 * hour},
                                {a, b, RouteUser::lorry, 2500, 6 * hour},
                                {a, b, RouteUser::lorry, 2500, 24 * hour + 19 * hour},
                                {a, b, RouteUser::lorry, 2500, 20 * hour},
                                {a, b, RouteUser::car, 1000, 12 * hour},
                                {a, b, RouteUser::motorbike, 250, 7 * hour},
                                {a, b, RouteUser::motorbike, 250, 5 * hour},
                                {a, b, RouteUser::walker, 0, 12 * hour},
                                {a, b, RouteUser::lorry, 2500, 5 * hour, network::usual_worth, 7 * hour},
                                {a, b, RouteUser::lorry, 2500, 6 * hour, network::usual_worth, 5 * hour}},
                               {});
    std::vector<LinkId> const round{first, second};
    CHECK(list(routes[0]) == std::vector{direct});
    CHECK(list(routes[1]) == round);
    CHECK(list(routes[2]) == round);
    CHECK(list(routes[3]) == std::vector{direct});
    CHECK(list(routes[4]) == std::vector{direct});
    CHECK(list(routes[5]) == std::vector{direct});
    CHECK(routes[6].empty());
    CHECK(routes.unreachable == std::vector<std::uint32_t>{6});
    CHECK(list(routes[7]) == std::vector{direct});
    CHECK(list(routes[8]) == round);  // planned for 5, but not ready before 7
    CHECK(list(routes[9]) == round);
}

TEST_CASE("Bans of no link or no time are a fault", "[network]")
{
    auto network = test::grid_sketch(2, 2, 0, 1).build();
    CHECK_THROWS_AS(network.add_hour_bans({{LinkId{99}, lorries, 0, hour}}), core::InternalFault);
    CHECK_THROWS_AS(network.add_hour_bans({{LinkId{0}, lorries, hour, hour}}), core::InternalFault);
    CHECK_THROWS_AS(network.add_hour_bans({{LinkId{0}, lorries, 0, 25 * hour}}), core::InternalFault);
    network.add_hour_bans({{LinkId{1}, lorries, 0, hour}});
    network.add_hour_bans({{LinkId{0}, lorries, 0, hour}});
    CHECK(network.hour_bans().front().link == LinkId{0});
}

TEST_CASE("A toll is avoided where the way around costs less than it is worth, by who pays and when", "[route_choice]")
{
    auto [network, a, b, direct, first, second] = two_ways();
    Access const car = Access::of(VehicleClass::car);
    network.add_link_tolls({{direct, car, 6 * hour, 20 * hour, 1'000}});
    std::vector<network::RouteRequest> const requests{{a, b, RouteUser::car, 1000, 5 * hour},
                                                      {a, b, RouteUser::car, 1000, 6 * hour},
                                                      {a, b, RouteUser::lorry, 2500, 6 * hour}};
    auto const routes = network::choose_routes(network, requests, {});
    CHECK(list(routes[0]) == std::vector{direct});
    CHECK(list(routes[1]) == std::vector{first, second});  // 1,000 VND are four minutes; the way around costs seconds
    CHECK(list(routes[2]) == std::vector{direct});
    auto rich = requests;
    for (auto& request : rich) request.worth = network::worth_step_of(1e6);
    CHECK(list(network::choose_routes(network, rich, {})[1]) == std::vector{direct});

    BanSlots const slots({}, network.link_tolls());
    REQUIRE(slots.count() == 3);
    CHECK(slots.tolls_ms(0, car, network::usual_worth, 3).empty());
    CHECK(slots.tolls_ms(1, car, network::usual_worth, 3) == std::vector<std::uint32_t>{4 * core::ms_per_minute, 0, 0});
    CHECK(slots.tolls_ms(1, lorries, network::usual_worth, 3).empty());
    CHECK_THROWS_AS(network.add_link_tolls({{direct, car, 0, hour, 0}}), core::InternalFault);

    // Classes that share ways see the largest sum of one of them, not all.
    network.add_link_tolls({{second, lorries, 0, hour, 500},
                            {second, lorries, 0, hour, 500},
                            {second, Access::of(VehicleClass::coach), 0, hour, 250}});
    BanSlots const heavy({}, network.link_tolls());
    CHECK(heavy.tolls_ms(0, lorries.with(Access::of(VehicleClass::coach)), network::usual_worth, 3) ==
          std::vector<std::uint32_t>{0, 0, 4 * core::ms_per_minute});
}

TEST_CASE("A toll divides drivers by what a minute is worth to them, at the time that the way around costs",
          "[route_choice]")
{
    auto [network, a, b, direct, first, second] = two_ways();
    auto const free_ms = network::free_costs_ms(network, VehicleClass::car);
    auto const around_ms = free_ms[first.value()] + free_ms[second.value()] - free_ms[direct.value()];
    constexpr std::int64_t vnd = 1'000;
    network.add_link_tolls({{direct, Access::of(VehicleClass::car), 0, 24 * hour, vnd}});
    std::vector<network::RouteRequest> requests;
    for (int step = 0; step < network::worth_step_count; ++step) {
        requests.push_back({a, b, RouteUser::car, 1000, 12 * hour, static_cast<network::WorthStep>(step)});
        requests.push_back({a, b, RouteUser::motorbike, 250, 12 * hour, static_cast<network::WorthStep>(step)});
    }
    auto const routes = network::choose_routes(network, requests, {});
    int who_pay = 0;
    for (std::size_t i = 0; i < requests.size(); i += 2) {
        double const worth_ms = static_cast<double>(vnd) / network::vnd_per_min_of(requests[i].worth) * 60'000;
        INFO("step " << int{requests[i].worth});
        CHECK((list(routes[i]) == std::vector{direct}) == (worth_ms < around_ms));
        CHECK(list(routes[i + 1]) == std::vector{direct});  // who pays nothing keeps his way
        who_pay += list(routes[i]) == std::vector{direct} ? 1 : 0;
    }
    CHECK(who_pay > 10);
    CHECK(who_pay < network::worth_step_count - 10);
}

TEST_CASE("Steps of worth are a fourth root of 2 apart, and nobody is further from his than half of that", "[network]")
{
    CHECK(network::vnd_per_min_of(network::usual_worth) == 250);
    CHECK(network::vnd_per_min_of(network::usual_worth + 4) == Approx(500).epsilon(1e-12));
    CHECK(network::worth_step_of(250) == network::usual_worth);
    for (double worth = 0.02; worth < 1.3e7; worth *= 1.01) {
        double const ratio = network::vnd_per_min_of(network::worth_step_of(worth)) / worth;
        REQUIRE(std::abs(std::log2(ratio)) <= 0.125 + 1e-12);
    }
    CHECK(network::worth_step_of(1e-9) == 0);
    CHECK(network::worth_step_of(1e12) == network::worth_step_count - 1);
    CHECK_THROWS_AS(network::worth_step_of(0), core::InternalFault);
}

TEST_CASE("Only the class that a ban or toll names goes around it", "[route_choice]")
{
    constexpr std::array users{RouteUser::motorbike, RouteUser::car, RouteUser::van,
                               RouteUser::lorry,     RouteUser::bus, RouteUser::coach};
    auto const named = GENERATE(VehicleClass::motorbike, VehicleClass::car, VehicleClass::van, VehicleClass::lorry,
                                VehicleClass::bus, VehicleClass::coach);
    enum class By {
        access,
        hours,
        toll
    };
    auto const by = GENERATE(By::access, By::hours, By::toll);
    test::NetworkSketch sketch;
    NodeId const a = sketch.node(0, 0);
    NodeId const b = sketch.node(100, 0);
    NodeId const c = sketch.node(50, 50);
    LinkId const direct = sketch.one_way(a, b, 100);
    LinkId const first = sketch.one_way(a, c, 90);
    LinkId const second = sketch.one_way(c, b, 90);
    if (by == By::access) sketch[direct].access = sketch[direct].access.without(Access::of(named));
    auto network = sketch.build();
    if (by == By::hours) network.add_hour_bans({{direct, Access::of(named), 6 * hour, 20 * hour}});
    if (by == By::toll) network.add_link_tolls({{direct, Access::of(named), 0, 24 * hour, 1'000}});
    std::vector<network::RouteRequest> requests;
    for (RouteUser const user : users) requests.push_back({a, b, user, 1'000, 12 * hour});
    auto const routes = network::choose_routes(network, requests, {});
    for (std::size_t i = 0; i < users.size(); ++i) {
        bool const is_named = network::vehicle_of(users[i]) == named;
        CHECK(list(routes[i]) == (is_named ? std::vector{first, second} : std::vector{direct}));
    }
}

TEST_CASE("Vehicles share their ways until the network tells them apart", "[route_choice]")
{
    using network::DistinctUsers;
    auto network = two_ways().network;
    auto const as = [&network](RouteUser user) { return DistinctUsers(network).of(user); };
    for (RouteUser const user :
         {RouteUser::motorbike, RouteUser::car, RouteUser::lorry, RouteUser::bicycle, RouteUser::walker})
        CHECK(as(user) == user);
    CHECK(as(RouteUser::van) == RouteUser::car);
    CHECK(as(RouteUser::bus) == RouteUser::lorry);
    CHECK(as(RouteUser::coach) == RouteUser::lorry);

    network.add_hour_bans({{LinkId{0}, lorries, 0, hour}});
    CHECK(as(RouteUser::van) == RouteUser::car);
    CHECK(as(RouteUser::bus) == RouteUser::bus);
    CHECK(as(RouteUser::coach) == RouteUser::bus);

    network.add_hour_bans({{LinkId{0}, Access::of(VehicleClass::coach), 0, hour}});
    CHECK(as(RouteUser::bus) == RouteUser::bus);
    CHECK(as(RouteUser::coach) == RouteUser::coach);

    network.add_link_tolls({{LinkId{0}, Access::of(VehicleClass::van), 0, hour, 1'000}});
    CHECK(as(RouteUser::van) == RouteUser::van);
}

TEST_CASE("A coach alone among heavy vehicles may share a lorry's ways", "[route_choice]")
{
    auto network = two_ways().network;
    network.add_hour_bans({{LinkId{0}, Access::of(VehicleClass::bus), 0, hour}});
    network::DistinctUsers const users(network);
    CHECK(users.of(RouteUser::bus) == RouteUser::bus);
    CHECK(users.of(RouteUser::coach) == RouteUser::lorry);
}

TEST_CASE("Tolls of any height on a long way leave it a way", "[route_choice]")
{
    constexpr std::size_t blocks = 60;
    test::NetworkSketch sketch;
    std::vector<NodeId> nodes{sketch.node(0, 0)};
    std::vector<LinkId> road;
    for (std::size_t i = 1; i <= blocks; ++i) {
        nodes.push_back(sketch.node(100.0 * static_cast<double>(i), 0));
        road.push_back(sketch.one_way(nodes[i - 1], nodes[i], 100));
    }
    auto network = sketch.build();
    Access const car = Access::of(VehicleClass::car);
    std::vector<network::LinkToll> tolls;
    for (LinkId const link : road) tolls.push_back({link, car, 0, 24 * hour, 1'000'000'000'000});
    tolls.back().vnd = 1'000;
    network.add_link_tolls(tolls);
    auto const routes =
        network::choose_routes(network, {{nodes.front(), nodes.back(), RouteUser::car, 1000, 12 * hour}}, {});
    CHECK(routes.unreachable.empty());
    CHECK(list(routes[0]) == road);

    auto const tolls_ms = BanSlots({}, network.link_tolls()).tolls_ms(0, car, network::usual_worth, blocks);
    CHECK(tolls_ms.back() == 4 * core::ms_per_minute);  // what is within reason stays
    for (std::size_t i = 0; i + 1 < blocks; ++i) CHECK(tolls_ms[i] == (3'000'000'000 - 240'000) / 59);
    // Few gates may each cost a day.
    tolls.resize(10);
    CHECK(BanSlots({}, tolls).tolls_ms(0, car, network::usual_worth, blocks)[3] == core::ms_per_day);
}
