// What the news of the roads tells: waits of who left, drawn to the link's mean where few did, or of who stands for
// longer.
#include "traffic/road_news.hpp"

#include "traffic/stop_line.hpp"
#include "traffic/streets.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;
using core::NodeId;
using traffic::RoadNews;
using traffic::RoadWaits;

namespace {

// A leads from node 0 to node 1, from which B and C go on. Car 0 goes by C; car 1 starts on B.
struct Fork {
    network::Network network;
    network::TurnIndex index;
    city::Plans plans;
    network::Routes routes;
    std::unique_ptr<traffic::Streets> streets;
    LinkId a{0};
    LinkId b{1};
    LinkId c{2};

    Fork()
    {
        std::vector<network::NodeRecord> nodes;
        for (std::uint64_t i = 0; i < 4; ++i) nodes.push_back({{i * 100.0, i * i * 10.0}, i + 1, false});
        std::vector<network::LinkRecord> links;
        for (auto const& [from, to] : {std::pair(0, 1), std::pair(1, 2), std::pair(1, 3)}) {
            network::LinkRecord link;
            link.from = NodeId(from);
            link.to = NodeId(to);
            link.stable_id = links.size() + 1;
            link.length_m = 500;
            link.width_m = 3.5;
            link.access = network::Access::all_vehicles();
            link.shape = {nodes[link.from.value()].position, nodes[link.to.value()].position};
            links.push_back(link);
        }
        network = network::Network(nodes, links, {});
        index = network::TurnIndex(network);
        for (std::uint32_t leg = 0; leg < 2; ++leg) {
            plans.traveller_key.push_back(leg);
            plans.first_stay.push_back(leg + 1);
            plans.activity.push_back(city::Activity::work);
            plans.mode.push_back(city::Mode::car);
        }
        routes.links = {a, c, b};
        routes.offset = {0, 2, 3};
        streets = traffic::build_streets(traffic::road_model_of(network, {}), network, plans, routes,
                                         std::vector<std::uint8_t>(3, 0), 0);
    }
    [[nodiscard]] std::uint32_t exit(LinkId link) const { return streets->layout.exit_of_link[link.value()]; }
    [[nodiscard]] std::uint32_t entrance(LinkId link) const { return streets->layout.entrance_of_link[link.value()]; }
    // Car 0 could have left A for C from `exit_ms` on.
    void stand(core::Millis exit_ms)
    {
        traffic::LinkExit& state = streets->exits[exit(a)];
        auto& pool = streets->regions[streets->layout.region_of_node(state.node)].queues;
        traffic::QueuedVehicle car;
        car.leg = 0;
        car.exit_ms = exit_ms;
        car.next_entrance = entrance(c);
        car.vehicle = static_cast<std::uint32_t>(network::VehicleClass::car);
        traffic::join_queue(state, pool, car);
    }
    [[nodiscard]] std::uint32_t at(RoadWaits const& waits, LinkId next) const
    {
        return waits.turns[index.turn(a, next)];
    }
};

}  // namespace

TEST_CASE("a turn that nobody took looks like its link", "[traffic]")
{
    Fork const fork;
    RoadNews news(fork.streets->layout, fork.index);
    for (int i = 0; i < 4; ++i) news.leave(fork.exit(fork.a), fork.entrance(fork.b), 60'000);
    auto const waits = news.renew(*fork.streets, 300'000);
    CHECK(fork.at(waits, fork.b) == 60'000);
    CHECK(fork.at(waits, fork.c) == 60'000);
    CHECK(waits.turns[fork.index.end(fork.a)] == 60'000);
    // The next interval knows nothing of the last.
    CHECK(news.renew(*fork.streets, 600'000).turns == std::vector<std::uint32_t>(fork.index.turn_count(), 0));
}

TEST_CASE("few who left are drawn to the mean of the link", "[traffic]")
{
    Fork const fork;
    RoadNews news(fork.streets->layout, fork.index);
    news.leave(fork.exit(fork.a), fork.entrance(fork.b), 100'000);
    news.leave(fork.exit(fork.a), traffic::no_entrance, 0);
    auto const waits = news.renew(*fork.streets, 300'000);  // a mean of 50 s
    CHECK(fork.at(waits, fork.b) == (100'000 + 4 * 50'000) / 5);
    CHECK(waits.turns[fork.index.end(fork.a)] == 4 * 50'000 / 5);
}

TEST_CASE("who stands for longer than anybody who left waited is believed", "[traffic]")
{
    Fork fork;
    RoadNews news(fork.streets->layout, fork.index);
    fork.stand(200'000);
    news.leave(fork.exit(fork.a), fork.entrance(fork.b), 0);
    auto const waits = news.renew(*fork.streets, 300'000);  // the mean of 0 and 100 s
    CHECK(fork.at(waits, fork.b) == 4 * 50'000 / 5);
    CHECK(fork.at(waits, fork.c) == 100'000);
    // It stands for 400 s by now, but somebody who left waited for longer.
    news.leave(fork.exit(fork.a), fork.entrance(fork.c), 500'000);
    CHECK(fork.at(news.renew(*fork.streets, 600'000), fork.c) == (500'000 + 4 * 450'000) / 5);
    // Who has not reached the stop line tells nothing.
    Fork other;
    other.stand(300'000);
    CHECK(other.at(RoadNews(other.streets->layout, other.index).renew(*other.streets, 300'000), other.c) == 0);
}

TEST_CASE("the wait of who starts is the mean of the interval, or that of who waits for longer", "[traffic]")
{
    Fork fork;
    RoadNews news(fork.streets->layout, fork.index);
    news.start(fork.entrance(fork.b), 30'000);
    news.start(fork.entrance(fork.b), 50'000);
    fork.streets->departure_ms[1] = 251'000;
    traffic::join_source(*fork.streets, 1, 251'000);
    CHECK(news.renew(*fork.streets, 300'000).starts[fork.b.value()] == 40'000);
    news.start(fork.entrance(fork.b), 30'000);
    CHECK(news.renew(*fork.streets, 600'000).starts[fork.b.value()] == 349'000);
}
