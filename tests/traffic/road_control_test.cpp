// Greens that are set and links that are shut between two windows: exact times, whatever the window.
#include "traffic/road_control.hpp"

#include "core/error.hpp"
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;
using test::TrafficCase;

namespace {

// Two links of 50 s each, and cars that reach the end of the first at 50, 60 and 70 s.
struct Road {
    TrafficCase town;
    LinkId first = town.link(0, 1);
    LinkId second = town.link(1, 2);

    explicit Road(int window_ms, traffic::GreenTime green = {})
    {
        town.parameters.window_ms = window_ms;
        town.model(first).green = green;
        for (double const departure_s : {0.0, 10.0, 20.0}) town.leg(departure_s, {first, second});
    }

    // Departures are told first; changes may come at any time after.
    void begin()
    {
        town.build();
        town.traffic().depart(town.departures());
    }
    [[nodiscard]] std::vector<double> crossings_s() const
    {
        std::vector<double> times;
        for (auto const& passage : town.passages) {
            if (passage.link == first) times.push_back(passage.exit_ms / 1e3);
        }
        return times;
    }
};

}  // namespace

TEST_CASE("nobody enters a link that is shut, and all do at its time in their order", "[traffic]")
{
    for (int const window_ms : {100, 500, 1000}) {
        INFO("window " << window_ms << " ms");
        Road road(window_ms);
        road.begin();
        road.town.advance(55);  // the first is through
        road.town.traffic().shut(road.second, 100'000);
        road.town.advance(80);
        auto const now = road.town.traffic().links_now();
        CHECK(now.vehicles == std::vector<std::uint32_t>{2, 1});
        CHECK(now.waiting == std::vector<std::uint32_t>{2, 0});
        CHECK(now.starting == std::vector<std::uint32_t>{0, 0});
        road.town.advance(600);
        CHECK(road.crossings_s() == std::vector<double>{50, 100, 101.25});  // 0.8 cars a second
    }
}

TEST_CASE("who wants another link passes by those who wait for one that is shut", "[traffic]")
{
    TrafficCase town;
    LinkId const first = town.link(0, 1);
    LinkId const shut = town.link(1, 2);
    LinkId const open = town.link(1, 3);
    town.parameters.pass_blocked_after_s = 2;
    town.leg(0, {first, shut});
    for (double const departure_s : {10.0, 20.0}) town.leg(departure_s, {first, open});
    town.build();
    town.traffic().depart(town.departures());
    town.traffic().shut(shut, 300'000);
    town.advance(600);
    std::vector<double> passed_s;
    double waited_until_s = 0;
    for (auto const& passage : town.passages) {
        if (passage.link != first) continue;
        if (passage.leg == town.passages.back().leg) waited_until_s = passage.exit_ms / 1e3;
        if (passage.exit_ms < 300'000) passed_s.push_back(passage.exit_ms / 1e3);
    }
    REQUIRE(passed_s.size() == 2);
    CHECK(passed_s[0] <= 63);  // there at 60 s
    CHECK(passed_s[1] <= 73);
    CHECK(waited_until_s == 300);
}

TEST_CASE("a link may be opened before its time, and who waits beside the road waits too", "[traffic]")
{
    Road road(500);
    road.begin();
    road.town.traffic().shut(road.first, 1'000'000);
    road.town.advance(30);
    CHECK(road.town.traffic().links_now().starting == std::vector<std::uint32_t>{3, 0});
    road.town.traffic().shut(road.first, 0);
    road.town.advance(600);
    CHECK(road.crossings_s().front() == 80);  // entered at 30 s
    CHECK(road.town.arrivals.size() == 3);
}

TEST_CASE("a green that is set holds at once, also for who waits for the old one", "[traffic]")
{
    for (int const window_ms : {100, 500, 1000}) {
        INFO("window " << window_ms << " ms");
        traffic::GreenTime const old{200'000, 0, 10'000};  // red from 10 to 200 s
        Road usual(window_ms, old);
        usual.begin();
        usual.town.advance(600);
        CHECK(usual.crossings_s().front() == 200);

        Road road(window_ms, old);
        road.begin();
        road.town.advance(40);
        CHECK(road.town.traffic().green(road.first)->start_ms == 0);
        CHECK_FALSE(road.town.traffic().green(road.second)->has_signal());
        road.town.traffic().set_green(road.first, {200'000, 45'000, 8'000});  // green until 53 s
        road.town.advance(62);
        road.town.traffic().set_green(road.first, {200'000, 66'000, 3'000});  // the second waits since 60 s
        road.town.advance(600);
        CHECK(road.crossings_s() == std::vector<double>{50, 66, 266});
        CHECK(road.town.traffic().green(road.first)->start_ms == 66'000);
    }
}

TEST_CASE("a signal may be put up and taken away", "[traffic]")
{
    Road road(500);
    road.begin();
    road.town.traffic().set_green(road.first, {300'000, 0, 20'000});  // red from 20 s on
    road.town.advance(75);
    CHECK(road.crossings_s().empty());
    CHECK(road.town.traffic().links_now().waiting.front() == 3);
    road.town.traffic().set_green(road.first, {});
    road.town.advance(600);
    CHECK(road.crossings_s() == std::vector<double>{75, 76.25, 77.5});
}

TEST_CASE("a green that does not fit is a fault", "[traffic]")
{
    Road road(500, {60'000, 0, 30'000});
    road.begin();
    CHECK_THROWS_AS(road.town.traffic().set_green(road.first, {60'000, 60'000, 30'000}), core::InternalFault);
    CHECK_THROWS_AS(road.town.traffic().set_green(road.first, {60'000, 0, 60'001}), core::InternalFault);
    CHECK_THROWS_AS(road.town.traffic().set_green(road.first, {60'000, -1, 10}), core::InternalFault);
}
