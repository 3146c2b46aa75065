// L14: a queue that spills back over three links and dissolves; cumulative curves against the exact fluid solution.
#include "traffic/traffic_case.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

TEST_CASE("L14: cumulative curves of a spillback over links", "[traffic][analytic]")
{
    TrafficCase road;
    std::array<LinkId, 3> const links{road.link(0, 1), road.link(1, 2, {.exit_per_s = 0.4}), road.link(2, 3)};
    road.demand({{0, 400, 0.8}, {400, 800, 0.4}, {800, 2000, 0.1}}, {{links[0], links[1], links[2]}});
    road.run();

    struct Row {
        double time_s;
        std::array<int, 4> passed;  // entrance, 1000 m, 2000 m, 3000 m
    };
    std::array<Row, 11> const exact{{{100, {80, 40, 0, 0}},
                                     {200, {160, 120, 40, 20}},
                                     {300, {240, 200, 80, 60}},
                                     {400, {320, 240, 120, 100}},
                                     {500, {360, 280, 160, 140}},
                                     {800, {480, 400, 280, 260}},
                                     {1000, {500, 480, 360, 340}},
                                     {1050, {505, 500, 380, 360}},
                                     {1200, {520, 515, 440, 420}},
                                     {1600, {560, 555, 550, 545}},
                                     {2000, {600, 595, 590, 585}}}};
    for (Row const& row : exact) {
        INFO("at " << row.time_s << " s");
        CHECK(road.entries(links[0], row.time_s) == Approx(row.passed[0]).margin(1));
        for (std::size_t i = 0; i < links.size(); ++i) {
            CHECK(road.exits(links[i], row.time_s) == Approx(row.passed[i + 1]).margin(1));
        }
    }
    REQUIRE(road.arrivals.size() == 600);
    CHECK(road.total_time_s() == Approx(228'666.67).epsilon(0.005));
    CHECK(road.total_delay_s() == Approx(138'666.67).epsilon(0.005));
    CHECK(road.largest_delay_s() == Approx(400).margin(2.5));
    CHECK(road.total_time_s() / 600 == Approx(228'666.67 / 600).margin(2.5));

    // While the tail stands 400 m into the first link, that holds 400 m at k .02 and 600 m at k .12.
    for (int const time_s : {450, 600, 800}) CHECK(road.inside(links[0], time_s) == Approx(80).margin(1));
    // The shock passes x = 1,000 at 300 s: until then the first link delays nobody; the queue's last delay is at 1433 s.
    double first_delay_s = 0;
    double last_delay_s = 0;
    for (city::Passage const& p : road.passages) {
        double const delay_s = (p.exit_ms - p.entry_ms) / 1e3 - 50;
        if (p.link == links[0] && delay_s > 0.1 && first_delay_s == 0) first_delay_s = p.exit_ms / 1e3;
        if (p.link == links[1] && delay_s > 0.1) last_delay_s = p.exit_ms / 1e3;
    }
    CHECK(first_delay_s == Approx(300).margin(3.5));    // one window and one headway of 2.5 s
    CHECK(last_delay_s == Approx(1433.33).margin(11));  // one window and one headway of the last demand, 10 s
}
