#include "traffic/crowds.hpp"

#include "core/parallel.hpp"
#include "traffic/free_movers.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

namespace halong {
namespace {

using core::LinkId;
using core::Millis;

constexpr double promenade_m = 1'000;

// A promenade of 2 x 2 m (links 0 and 1), then a street (links 2 and 3).
network::Network promenade_and_street()
{
    std::vector<network::NodeRecord> nodes{{{0, 0}, 1, false}, {{1'000, 0}, 2, false}, {{2'000, 0}, 3, false}};
    std::vector<network::LinkRecord> links;
    auto const add = [&](std::uint32_t from, std::uint32_t to, network::RoadClass road_class) {
        network::LinkRecord record;
        record.from = core::NodeId(from);
        record.to = core::NodeId(to);
        record.stable_id = links.size() + 1;
        record.way_id = std::min(from, to) == 0 ? "promenade" : "street";
        record.road_class = road_class;
        record.length_m = promenade_m;
        record.width_m = 2;
        record.access = road_class == network::RoadClass::footway
                            ? network::Access::walkers()
                            : network::Access::all_vehicles().with(network::Access::walkers());
        record.shape = {nodes[from].position, nodes[to].position};
        links.push_back(record);
    };
    add(0, 1, network::RoadClass::footway);
    add(1, 0, network::RoadClass::footway);
    add(1, 2, network::RoadClass::residential);
    add(2, 1, network::RoadClass::residential);
    return {nodes, links, {}};
}

// Groups of walkers who start one after the other, and what came of them.
struct Walk {
    network::Network network = promenade_and_street();
    scenario::TrafficParameters parameters;
    city::Plans plans;
    network::Routes routes;
    std::vector<traffic::Departure> departures;
    std::vector<traffic::Arrival> arrivals;
    std::uint64_t digest = 0;

    std::uint32_t group(Millis departure_ms, int persons, std::vector<LinkId> const& route)
    {
        auto const leg = static_cast<std::uint32_t>(departures.size());
        departures.push_back({leg, departure_ms});
        plans.traveller_key.push_back(leg * 0x9e3779b97f4a7c15U);
        plans.persons.push_back(static_cast<std::uint16_t>(persons));
        plans.first_stay.push_back(leg + 1);
        plans.activity.push_back(city::Activity::leisure);
        plans.mode.push_back(city::Mode::walk);
        routes.links.insert(routes.links.end(), route.begin(), route.end());
        routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
        return leg;
    }

    void run(Millis step_ms)
    {
        traffic::Traffic traffic(network, plans, routes, std::vector<std::uint8_t>(4, 1), parameters);
        traffic.depart(departures);
        traffic::WindowEvents events;
        while (traffic.now() < 12 * core::ms_per_hour) traffic.advance(traffic.now() + step_ms, events);
        arrivals = events.arrivals;
        digest = traffic.digest();
    }

    [[nodiscard]] Millis duration(std::uint32_t leg) const
    {
        auto const found = std::ranges::find(arrivals, leg, &traffic::Arrival::leg);
        REQUIRE(found != arrivals.end());
        return found->time_ms - found->departure_ms;
    }
    [[nodiscard]] std::uint32_t own_speed(std::uint32_t leg) const
    {
        return traffic::walking_speed_mm_per_s(plans.traveller_key[leg]);
    }
};

}  // namespace

TEST_CASE("walkers in a crowd go at Weidmann's speeds", "[crowds]")
{
    // Worked out by hand from Kladek's formula with Weidmann's constants, to four places; his table gives 1.34 m/s for
    // free walkers and a capacity of 1.225 persons/(m s) at 1.75 persons/m2.
    struct Point {
        double persons_per_m2;
        double speed_mps;
    };
    for (Point const& point : {Point{0.1, 1.3400}, Point{0.5, 1.2984}, Point{1.0, 1.0581}, Point{1.75, 0.69995},
                               Point{2.0, 0.6062}, Point{3.0, 0.3307}, Point{4.0, 0.1563}, Point{5.0, 0.0374}}) {
        INFO(point.persons_per_m2);
        CHECK(traffic::weidmann_speed_mps(point.persons_per_m2) == Approx(point.speed_mps).margin(6e-5));
    }
    double most_per_m_s = 0;
    double at_per_m2 = 0;
    for (int i = 1; i <= 500; ++i) {
        double const density = i / 100.0;
        double const flow = density * traffic::weidmann_speed_mps(density);
        if (flow > most_per_m_s) {
            most_per_m_s = flow;
            at_per_m2 = density;
        }
    }
    CHECK(most_per_m_s == Approx(1.225).margin(0.001));
    CHECK(at_per_m2 == Approx(1.75).margin(0.02));
    CHECK(traffic::weidmann_speed_mps(5.4) == traffic::weidmann_speed_mps(5.0));
    CHECK(traffic::weidmann_speed_mps(1e9) > 0);
}

TEST_CASE("crowds are looked at when asked and share both directions of a walkway", "[crowds]")
{
    auto const network = promenade_and_street();
    traffic::Crowds crowds(network);
    CHECK(crowds.speed_mm_per_s(LinkId(0)) == 1'340);
    CHECK(crowds.speed_mm_per_s(LinkId(2)) == 0);
    crowds.change(LinkId(0), 6'000);
    crowds.change(LinkId(1), 2'000);
    crowds.change(LinkId(2), 9'000);  // a street: no crowd there
    CHECK(crowds.speed_mm_per_s(LinkId(1)) == 1'340);
    crowds.update();
    CHECK(crowds.persons(LinkId(0)) == 8'000);  // on 4,000 m2
    CHECK(crowds.speed_mm_per_s(LinkId(0)) == 606);
    CHECK(crowds.speed_mm_per_s(LinkId(1)) == 606);
    crowds.change(LinkId(1), -8'000);
    crowds.update();
    CHECK(crowds.speed_mm_per_s(LinkId(0)) == 1'340);
}

TEST_CASE("who enters a crowded promenade walks at the crowd's speed, by his own measure", "[crowds]")
{
    Walk walk;
    for (int i = 0; i < 100; ++i) walk.group(1'000, 40, {LinkId(i % 2)});  // 4,000 persons on 4,000 m2
    auto const alone = walk.group(0, 1, {LinkId(0)});
    auto const behind = walk.group(20'000, 1, {LinkId(0)});
    auto const on_street = walk.group(20'000, 1, {LinkId(2)});
    walk.run(1'000);
    auto const expected = [&](std::uint32_t leg, double mean_mps) {
        return promenade_m / (walk.own_speed(leg) / 1.2e3 * mean_mps) * 1e3;
    };
    CHECK(walk.duration(alone) == Approx(expected(alone, 1.34)).epsilon(0.001));
    CHECK(walk.duration(behind) ==
          Approx(expected(behind, traffic::weidmann_speed_mps(4'002.0 / 4'000))).epsilon(0.002));
    CHECK(walk.duration(on_street) == Approx(expected(on_street, 1.2)).epsilon(0.001));
    auto const slow = std::ranges::find(walk.arrivals, behind, &traffic::Arrival::leg);
    CHECK(slow->free_ms == Approx(expected(behind, 1.34)).epsilon(0.001));  // the rest of his time is delay
}

TEST_CASE("crowds do not depend on the window or the threads", "[crowds]")
{
    std::array<Walk, 4> walks;
    for (Walk& walk : walks) {
        for (int i = 0; i < 600; ++i) {
            std::vector<LinkId> const there{LinkId(0), LinkId(2)};
            std::vector<LinkId> const back{LinkId(3), LinkId(1)};
            walk.group(i * 1'709, 1 + i % 40, i % 3 == 0 ? back : there);
        }
    }
    walks[0].run(1'000);
    walks[1].parameters.window_ms = 137;
    walks[1].run(60'000);
    walks[2].run(333);
    {
        core::ThreadLimit const limit(4);
        walks[3].run(1'000);
    }
    REQUIRE(walks[0].arrivals.size() == 600);
    auto const slowed = std::ranges::count_if(walks[0].arrivals, [](traffic::Arrival const& arrival) {
        return arrival.time_ms - arrival.departure_ms > arrival.free_ms;
    });
    CHECK(slowed > 100);
    for (Walk const& walk : walks) CHECK(walk.digest == walks[0].digest);
}

}  // namespace halong
