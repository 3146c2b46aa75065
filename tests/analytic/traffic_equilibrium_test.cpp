// Loads of known equilibria: the bottleneck of Vickrey (1969; Arnott, de Palma and Lindsey 1990) and a dynamic paradox
// of Braess's kind. The departures are given by theory; the model must bring out the costs that make them equilibria.
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

namespace {

// A stop line of `per_h` behind a link that takes (almost) no time and holds any queue.
test::LinkSpec bottleneck(double per_h, double free_s)
{
    return {.length_m = 20 * free_s,
            .exit_per_s = per_h / 3600,
            .wave_mps = 20,
            .jam_per_m = 6'000 / (20 * free_s),
            .capacity_per_s = 9};
}

struct Vickrey {
    double agents, per_h, alpha, beta, gamma;  // costs per hour: of queueing, of being early, of being late
    double cost, largest_delay_s, total, early;
};

}  // namespace

TEST_CASE("Vickrey's bottleneck: every agent of the equilibrium pays the same", "[traffic][analytic]")
{
    auto const c = GENERATE(Vickrey{9'000, 3'600, 6.4, 3.9, 15.21, 7.760204, 4'365.115, 69'841.84, 7'163.27},
                            Vickrey{6'000, 3'000, 2, 1, 4, 1.6, 2'880, 9'600, 4'800});
    double const first_h = -c.gamma / (c.beta + c.gamma) * c.agents / c.per_h;  // before the wished time, 0
    double const early_rate = c.alpha * c.per_h / (c.alpha - c.beta);
    double const late_rate = c.alpha * c.per_h / (c.alpha + c.gamma);
    double const early_agents = c.gamma / (c.beta + c.gamma) * c.agents;
    constexpr double free_s = 1;
    constexpr double wished_s = 3 * 3'600;
    TrafficCase road;
    LinkId const link = road.link(0, 1, bottleneck(c.per_h, free_s));
    for (int n = 0; n < static_cast<int>(c.agents); ++n) {
        double const since_first_h =
            n < early_agents ? n / early_rate : early_agents / early_rate + (n - early_agents) / late_rate;
        road.leg(wished_s + (first_h + since_first_h) * 3'600, {link});
    }
    road.run();
    REQUIRE(road.arrivals.size() == road.legs());
    double total = 0;
    double queueing = 0;
    int early = 0;
    double const headway_h = 1 / c.per_h;
    for (traffic::Arrival const& a : road.arrivals) {
        double const delay_h = (a.time_ms - a.departure_ms - a.free_ms) / 3.6e6;
        double const late_h = (a.time_ms / 1e3 - free_s - wished_s) / 3'600;
        double const cost = c.alpha * delay_h + (late_h < 0 ? -c.beta * late_h : c.gamma * late_h);
        if (std::abs(cost - c.cost) > headway_h * c.alpha) FAIL("leg " << a.leg << " pays " << cost);
        total += cost;
        queueing += c.alpha * delay_h;
        early += late_h < 0 ? 1 : 0;
    }
    CHECK(road.largest_delay_s() == Approx(c.largest_delay_s).margin(headway_h * 3'600));
    CHECK(total == Approx(c.total).epsilon(0.005));
    CHECK(queueing == Approx(c.total / 2).epsilon(0.005));
    CHECK(early == Approx(c.early).margin(1));
    double largest_queue = 0;
    double const peak_s = wished_s - c.largest_delay_s;
    for (double t = peak_s - 60; t < peak_s + 60; t += 1) {
        largest_queue = std::max(largest_queue, double(road.departed(t) - road.exits(link, t + free_s)));
    }
    CHECK(largest_queue == Approx(c.largest_delay_s * c.per_h / 3'600).margin(1));
}

namespace {

// O -> A and B -> D are bottlenecks of half a vehicle a second without length; A -> D and O -> B take 600 s.
struct Braess {
    static constexpr double instant_s = 0.1;
    static constexpr double long_s = 600;
    TrafficCase town;
    LinkId to_a = town.link(0, 1, bottleneck(1'800, instant_s));
    LinkId from_a = town.link(1, 3, plain(long_s));
    LinkId to_b = town.link(0, 2, plain(long_s));
    LinkId from_b = town.link(2, 3, bottleneck(1'800, instant_s));
    LinkId bridge = town.link(1, 2, plain(instant_s));

    Braess() { town.parameters.window_ms = 100; }

    static test::LinkSpec plain(double free_s)
    {
        return {.length_m = 20 * free_s, .wave_mps = 20, .jam_per_m = 6'000 / (20 * free_s), .capacity_per_s = 9};
    }

    // One vehicle a second in [from, to): in turn over the routes.
    void depart(double from_s, double to_s, std::vector<std::vector<LinkId>> const& routes)
    {
        town.demand({{from_s, to_s, 1}}, routes,
                    std::vector<double>(routes.size(), 1.0 / static_cast<double>(routes.size())));
    }

    [[nodiscard]] std::vector<LinkId> over_a() const { return {to_a, from_a}; }
    [[nodiscard]] std::vector<LinkId> over_b() const { return {to_b, from_b}; }
    [[nodiscard]] std::vector<LinkId> over_bridge() const { return {to_a, bridge, from_b}; }
};

}  // namespace

TEST_CASE("dynamic Braess: a bridge costs everybody half as much again", "[traffic][analytic]")
{
    // Demand 1/s for 2,400 s. Without the bridge half and half: nobody waits, 600 s each. With it, cost by departure is
    // t until 1,200 s (first all over the bridge, from 600 s on half over O -> B), then 1,200 s, the bridge unused:
    // 2 c (2 M T - 2 M^2) = 2,160,000 veh s against 2 c M T = 1,440,000 (c 0.5/s, M 600 s, T 2,400 s).
    Braess without;
    without.depart(0, 2'400, {without.over_a(), without.over_b()});
    without.town.run();
    REQUIRE(without.town.arrivals.size() == 2'400);
    CHECK(without.town.total_time_s() == Approx(1'440'000).epsilon(0.005));

    Braess with;
    with.depart(0, 600, {with.over_bridge()});
    with.depart(600, 1'200, {with.over_bridge(), with.over_b()});
    with.depart(1'200, 2'400, {with.over_a(), with.over_b()});
    with.town.run();
    REQUIRE(with.town.arrivals.size() == 2'400);
    CHECK(with.town.total_time_s() == Approx(2'160'000).epsilon(0.005));
    constexpr double headway_s = 2;
    double most_s = 0;
    for (traffic::Arrival const& a : with.town.arrivals) {
        double const cost_s = (a.time_ms - a.departure_ms) / 1e3;
        double const exact_s = std::min(a.departure_ms / 1e3, 1'200.0);
        if (std::abs(cost_s - exact_s) > headway_s + 1) FAIL("leg " << a.leg << " takes " << cost_s << " s");
        most_s = std::max(most_s, cost_s);
    }
    CHECK(most_s == Approx(1'200).margin(headway_s + 1));
    // The delay at A grows to 600 s and stays; that at B begins at 1,200 s and reaches 600 s at 1,800 s.
    CHECK(with.town.mean_time_s(with.to_a, 1'210, 3'000) == Approx(600).margin(headway_s));
    CHECK(with.town.mean_time_s(with.from_b, 100, 1'190) == Approx(0).margin(headway_s));
    CHECK(with.town.mean_time_s(with.from_b, 2'420, 3'500) == Approx(600).margin(headway_s));
}
