// Fixed-time plans as data: several plans a day and offsets under uniform arrivals (D/D/1), protected and yielding turns.
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using core::Millis;
using network::SignalledTurn;
using network::SignalPlan;
using test::LinkId;
using test::TrafficCase;

namespace {

constexpr int sources = 0;  // the node before the signal, at node 1

SignalPlan plan(Millis from_s, Millis to_s, Millis cycle_s, Millis offset_s, std::vector<SignalledTurn> turns)
{
    return {core::NodeId(1), from_s * 1000, to_s * 1000, cycle_s * 1000, offset_s * 1000, std::move(turns)};
}

// Mean delay at the stop line of those who reach it in a period, s.
double mean_delay_s(TrafficCase const& road, LinkId link, double from_s, double to_s)
{
    double sum = 0;
    int count = 0;
    for (city::Passage const& p : road.passages) {
        double const at_line_s = p.entry_ms / 1e3 + 50;
        if (p.link != link || at_line_s < from_s || at_line_s >= to_s) continue;
        sum += p.exit_ms / 1e3 - at_line_s;
        ++count;
    }
    return sum / count;
}

}  // namespace

TEST_CASE("D/D/1 under two plans of a day, and with the signal off", "[traffic][analytic]")
{
    // d = r^2 / (2 C (1 - q / s)): 20 s for C 120, r 60, q .2, s .8.
    auto const delay_s = [](double cycle, double red, double q, double s) {
        return red * red / (2 * cycle * (1 - q / s));
    };
    TrafficCase road;
    LinkId const link = road.link(sources, 1, {.exit_per_s = 0.8});
    LinkId const out = road.link(1, 2);
    road.signal_plan(plan(0, 3600, 120, 60, {{link, out, {{0, 60'000}}, false}}));
    road.signal_plan(plan(3600, 7200, 90, 0, {{link, out, {{0, 15'000}, {45'000, 30'000}}, false}}));
    road.demand({{0, 9000, 0.2}}, {{link, out}});
    road.run();
    CHECK(mean_delay_s(road, link, 600, 3240) == Approx(delay_s(120, 60, 0.2, 0.8)).margin(1.25));
    // Two reds of 30 s and 15 s in 90 s: each makes its own triangle of queue, as long as it clears.
    double const two_reds_s = (30.0 * 30 + 15 * 15) / (2 * 90 * (1 - 0.2 / 0.8));
    CHECK(mean_delay_s(road, link, 4050, 6750) == Approx(two_reds_s).margin(1.25));
    CHECK(mean_delay_s(road, link, 7300, 9000) == Approx(0).margin(0.01));
}

TEST_CASE("an offset shifts the greens, and a green wave passes without delay", "[traffic][analytic]")
{
    // 1,000 m at 20 m/s between two signals: with an offset of 50 s nobody stops twice. With 30 s more (of 60) everybody
    // does: of the 12 of a cycle the 8 that left as a queue wait for 30 s; of the other 4, 5 s apart, each leaves 1.25 s
    // after the one before and so waits 3.75 s less: (8 x 30 + 4 x 30 - 3.75 x 10) / 12 = 26.9 s.
    int const offset_s = GENERATE(50, 20);
    TrafficCase road;
    LinkId const first = road.link(0, 1);
    LinkId const second = road.link(1, 2);
    LinkId const out = road.link(2, 3);
    road.signal_plan(plan(0, 86'400, 60, 0, {{first, second, {{0, 30'000}}, false}}));
    SignalPlan next = plan(0, 86'400, 60, offset_s, {{second, out, {{0, 30'000}}, false}});
    next.node = core::NodeId(2);
    road.signal_plan(next);
    road.demand({{0, 3600, 0.2}}, {{first, second, out}});
    road.run();
    double const delay_s = mean_delay_s(road, second, 600, 3000);
    CHECK(delay_s == Approx(offset_s == 50 ? 0 : 26.9).margin(offset_s == 50 ? 0.1 : 1.25));
}

namespace {

// A crossing of two roads, north at the top: in-links and out-links by arm, east, north, west, south.
struct Crossing {
    TrafficCase town;
    std::array<LinkId, 4> in;
    std::array<LinkId, 4> out;

    explicit Crossing(double lanes = 1)
    {
        town.place(1, 0, 0);
        for (int arm = 0; arm < 4; ++arm) {
            double const x = arm == 0 ? 1000 : arm == 2 ? -1000 : 0;
            double const y = arm == 1 ? 1000 : arm == 3 ? -1000 : 0;
            town.place(2 + arm, x, y);
            in[static_cast<std::size_t>(arm)] = town.link(2 + arm, 1, {.lanes = lanes});
            out[static_cast<std::size_t>(arm)] = town.link(1, 2 + arm, {.lanes = 9});
        }
        town.link(6, 7, {.length_m = 20});  // somewhere else: how far one may look ahead depends on the shortest
    }
};

constexpr std::size_t east = 0;
constexpr std::size_t north = 1;
constexpr std::size_t west = 2;
constexpr std::size_t south = 3;

}  // namespace

TEST_CASE("a protected turn has a phase of its own; the head of a single lane holds those behind", "[traffic][analytic]")
{
    double const lanes = GENERATE(1.0, 2.0);
    Crossing crossing(lanes);
    TrafficCase& town = crossing.town;
    LinkId const in = crossing.in[south];
    LinkId const through = crossing.out[north];
    LinkId const left = crossing.out[west];
    town.signal_plan(plan(0, 86'400, 100, 0,
                          {{in, through, {{0, 40'000}}, false}, {in, left, {{50'000, 20'000}}, false}}));
    if (lanes > 1) town.parameters.pass_blocked_after_s = 2;
    // One to the left and then three straight on, together at the stop line from 200 s on.
    town.leg(150.0, {in, left});
    for (int i = 1; i < 4; ++i) town.leg(150.0 + 2 * i, {in, through});
    town.run(600);
    auto const exit_s = [&](std::uint32_t leg) {
        for (city::Passage const& p : town.passages) {
            if (p.link == in && p.leg == leg) return p.exit_ms / 1e3;
        }
        return -1.0;
    };
    CHECK(exit_s(0) == Approx(250));  // the protected phase
    if (lanes > 1) {
        CHECK(exit_s(1) == Approx(202).margin(2));  // past the one who waits in the turning lane
        CHECK(exit_s(3) == Approx(206).margin(2));
    } else {
        CHECK(exit_s(1) == Approx(300));  // behind it until the next green ahead
        CHECK(exit_s(3) == Approx(302.5));
    }
}

TEST_CASE("a turn that no plan names is red, and who ends at the node needs any green", "[traffic][analytic]")
{
    Crossing crossing;
    TrafficCase& town = crossing.town;
    LinkId const in = crossing.in[south];
    town.signal_plan(plan(0, 3600, 100, 0, {{in, crossing.out[north], {{30'000, 40'000}}, false}}));
    town.leg(0, {in});
    town.leg(10, {in, crossing.out[east]});
    town.leg(0, {crossing.in[west]});
    town.run(7200);
    CHECK(town.exits(in, 49.9) == 0);
    CHECK(town.exits(in, 50.0) == 1);       // green since 30 s
    CHECK(town.exits(in, 3599.9) == 1);     // to the east: red as long as the plan runs
    CHECK(town.exits(in, 3600.0) == 2);
    CHECK(town.exits(crossing.in[west], 50.0) == 1);  // no row speaks of this road
}

TEST_CASE("a permitted left turn goes through the gaps of the oncoming stream", "[traffic][analytic]")
{
    // Oncoming every 10 s; the turn needs 4.5 s before each, so it may go in the first 5.5 s of a gap: at the stop
    // line's 1.25 s a vehicle those are 5 (0+, 1.25 ... 5). Without oncoming traffic it discharges .8 veh/s.
    bool const oncoming = GENERATE(true, false);
    Crossing crossing;
    TrafficCase& town = crossing.town;
    LinkId const in = crossing.in[south];
    LinkId const left = crossing.out[west];
    LinkId const opposite = crossing.in[north];
    LinkId const ahead = crossing.out[south];
    town.signal_plan(plan(0, 86'400, 100, 0,
                          {{in, left, {{0, 100'000}}, true}, {opposite, ahead, {{0, 100'000}}, false}}));
    town.demand({{0, 2000, 0.8}}, {{in, left}});
    if (oncoming) town.demand({{0, 2000, 0.1}}, {{opposite, ahead}});
    town.run(2000);
    CHECK(town.exits_between(in, 500, 1500) == Approx(oncoming ? 500 : 800).margin(2));
    if (oncoming) {
        CHECK(town.exits_between(opposite, 500, 1500) == Approx(100).margin(1));
        CHECK(mean_delay_s(town, opposite, 500, 1500) == Approx(0));
    }
}

TEST_CASE("who yields waits for a queue to pass, and takes the end of the oncoming green", "[traffic][analytic]")
{
    Crossing crossing;
    TrafficCase& town = crossing.town;
    LinkId const in = crossing.in[south];
    LinkId const opposite = crossing.in[north];
    town.signal_plan(plan(0, 86'400, 100, 0,
                          {{in, crossing.out[west], {{40'000, 60'000}}, true},
                           {opposite, crossing.out[south], {{40'000, 50'000}}, false}}));
    town.demand({{0, 4000, 0.3}}, {{opposite, crossing.out[south]}});
    town.demand({{0, 4000, 0.8}}, {{in, crossing.out[west]}});
    town.run(4000);
    // First a queue passes, then arrivals every 3.33 s leave no gap of 4.5 s: those who yield have only the 10 s after
    // the oncoming green, at 1.25 s each.
    for (city::Passage const& p : town.passages) {
        if (p.link != in || p.exit_ms < 600'000) continue;
        CHECK(p.exit_ms % 100'000 >= 90'000);
    }
    CHECK(town.exits_between(in, 1000, 3000) == Approx(20 * 8).margin(8));
}

TEST_CASE("plans, protected and yielding turns do not depend on windows", "[traffic][analytic]")
{
    std::vector<std::uint64_t> digests;
    for (int const window_ms : {50, 100, 500, 1000}) {
        Crossing crossing(2);
        TrafficCase& town = crossing.town;
        town.parameters.window_ms = window_ms;
        town.parameters.pass_blocked_after_s = 2;
        town.parameters.seepage = 0.5;
        std::vector<SignalledTurn> turns;
        std::vector<std::vector<LinkId>> routes;
        for (std::size_t arm = 0; arm < 4; ++arm) {
            Millis const start_ms = arm % 2 == 0 ? 0 : 30'000;
            turns.push_back({crossing.in[arm], crossing.out[(arm + 2) % 4], {{start_ms, 25'000}}, false});
            turns.push_back({crossing.in[arm], crossing.out[(arm + 1) % 4], {{start_ms, 25'000}}, false});
            turns.push_back({crossing.in[arm], crossing.out[(arm + 3) % 4], {{start_ms, 28'000}}, true});
            for (std::size_t turn = 1; turn < 4; ++turn) {
                routes.push_back({crossing.in[arm], crossing.out[(arm + turn) % 4]});
            }
        }
        town.signal_plan(plan(0, 1000, 60, 7, turns));
        town.signal_plan(plan(1000, 86'400, 80, 0, turns));
        std::vector<test::Mode> modes;
        for (std::size_t i = 0; i < routes.size(); ++i) modes.push_back(i % 5 == 0 ? test::Mode::car : test::Mode::motorbike);
        town.demand({{0, 2000, 3}}, routes, std::vector<double>(routes.size(), 1.0 / 12), modes);
        town.run(6000);
        CHECK(town.arrivals.size() == town.legs());
        digests.push_back(town.traffic().digest());
    }
    for (std::uint64_t const digest : digests) CHECK(digest == digests.front());
}
